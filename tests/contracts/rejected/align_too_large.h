/// @align a: 8192
/// @compare bits
float dot(unsigned n, const float a[n], const float b[n]);
