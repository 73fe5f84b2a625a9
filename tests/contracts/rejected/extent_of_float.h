/// @compare bits
float f(float n, const float a[n]);
