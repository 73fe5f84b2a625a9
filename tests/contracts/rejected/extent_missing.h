/// @compare bits
float f(const float *a, unsigned n);
