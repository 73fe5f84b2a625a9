/// @domain b: 0..n
/// @compare bits
float f(unsigned n, unsigned char b);
