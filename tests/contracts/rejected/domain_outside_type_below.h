/// @domain b: -1..1
/// @compare bits
float f(unsigned char b);
