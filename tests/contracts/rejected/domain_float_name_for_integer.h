/// @domain n: 0..x
/// @compare bits
float f(unsigned n, float x);
