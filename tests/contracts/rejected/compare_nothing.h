/// @compare bits
void f(unsigned n, const float a[n]);
