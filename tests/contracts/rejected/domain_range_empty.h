/// @domain a: 1..0
/// @compare bits
float dot(unsigned n, const float a[n], const float b[n]);
