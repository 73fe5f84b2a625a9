/// @domain b: 0..256
/// @compare bits
float f(unsigned char b);
