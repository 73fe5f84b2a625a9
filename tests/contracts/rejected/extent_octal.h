/// @array a[010]
/// @compare bits
float f(unsigned n, float *a);
