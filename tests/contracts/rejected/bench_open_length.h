/// @compare bits
/// @bench n: 4
float f(unsigned n, unsigned m, const float a[n * m]);
