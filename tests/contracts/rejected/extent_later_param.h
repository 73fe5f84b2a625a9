/// @compare bits
float f(const float a[n], unsigned n);
