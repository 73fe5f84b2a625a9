#define COUNT struct nothing
/// @compare bits
float f(COUNT n);
