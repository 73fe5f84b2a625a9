/// @domain a: 0..1e39
/// @compare bits
float dot(unsigned n, const float a[n], const float b[n]);
