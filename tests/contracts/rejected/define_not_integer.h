#define N "four"
/// @array a[N]
/// @compare bits
float f(unsigned n, float *a);
