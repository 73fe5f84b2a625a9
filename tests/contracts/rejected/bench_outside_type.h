/// @compare bits
/// @bench b: 256
float f(unsigned char b);
