/// @array a[n] floats
/// @compare bits
float f(unsigned n, float *a);
