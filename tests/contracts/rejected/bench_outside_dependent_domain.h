/// @compare bits
/// @domain k: 0..n
/// @bench n: 5 10, k: 5 11
float f(unsigned n, unsigned k);
