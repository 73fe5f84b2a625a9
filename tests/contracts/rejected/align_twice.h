/// @align a: 16
/// @align b, a: 32
/// @compare bits
float dot(unsigned n, const float a[n], const float b[n]);
