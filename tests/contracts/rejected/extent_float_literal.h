/// @array a[1.5]
/// @compare bits
float f(unsigned n, float *a);
