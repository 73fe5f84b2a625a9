/// @domain n: 1..4
/// @compare bits
float f(int n, void a[n]);
