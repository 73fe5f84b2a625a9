/// @compare bits
/// @bench n: 1 2 3, m: 1 2
float f(unsigned n, unsigned m);
