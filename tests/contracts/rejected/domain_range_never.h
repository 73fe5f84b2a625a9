/// @domain k: n + 5..n
/// @domain n: 0..4
/// @compare bits
float f(unsigned n, int k);
