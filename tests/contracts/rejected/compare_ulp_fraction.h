/// @compare ulp 0.5
float dot(unsigned n, const float a[n], const float b[n]);
