/// @domain x: n..0
/// @domain n: 2..4
/// @compare bits
float f(unsigned n, float x);
