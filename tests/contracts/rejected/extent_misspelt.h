/// @array a[cuont]
/// @compare bits
float f(unsigned count, float *a);
