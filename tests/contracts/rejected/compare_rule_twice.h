/// @compare near 1 | near 2
float dot(unsigned n, const float a[n], const float b[n]);
