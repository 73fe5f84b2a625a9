#define N M
#define M N
/// @array a[N]
/// @compare bits
float f(unsigned n, float *a);
