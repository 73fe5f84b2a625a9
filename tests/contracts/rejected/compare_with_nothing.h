/// @compare with
float dot(unsigned n, const float a[n], const float b[n]);
