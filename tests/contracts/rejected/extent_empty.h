/// @compare bits
float f(unsigned n, const float a[]);
