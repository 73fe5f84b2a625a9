/// @domain n: 1..4
/// @compare bits
float f(int n, float *a[n]);
