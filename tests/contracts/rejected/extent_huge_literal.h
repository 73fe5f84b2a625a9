/// @array a[18446744073709551616]
/// @compare bits
float f(unsigned n, float *a);
