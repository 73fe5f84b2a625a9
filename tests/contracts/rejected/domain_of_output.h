/// @param[out] a r
/// @domain a: 0..1
/// @compare bits
void f(unsigned n, float a[n]);
