/// @domain n: 0..k
/// @domain k: 0..m
/// @domain m: 0..n
/// @compare bits
float f(int n, int k, int m);
