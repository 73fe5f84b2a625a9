/// @array a[return]
/// @compare bits
int f(unsigned n, float *a);
