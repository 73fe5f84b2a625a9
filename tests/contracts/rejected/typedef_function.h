typedef int (*callback)(int);
/// @compare bits
float f(callback c);
