/// @domain k: 0..4 / n
/// @domain n: 0
/// @compare bits
float f(int n, int k);
