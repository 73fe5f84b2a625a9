/// @array a[n
/// @compare bits
float f(unsigned n, float *a);
