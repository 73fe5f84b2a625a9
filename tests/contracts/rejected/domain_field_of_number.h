/// @domain a.x: 0..1
/// @compare bits
float dot(unsigned n, const float a[n], const float b[n]);
