/// @array b[a]
/// @compare bits
float f(unsigned n, const float a[n], const float *b);
