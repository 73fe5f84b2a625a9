/// @domain n: 0..3
/// @compare bits
float f(int n, const float m[n - 4]);
