/// @array a[18446744073709551615 * 2]
/// @compare bits
float f(unsigned n, float *a);
