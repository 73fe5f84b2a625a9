/// @compare bits
/// @domain n: 0..9
/// @bench n: 3
float f(int n, const float a[n - 4]);
