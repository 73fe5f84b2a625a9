/// @compare bits
/// @gate 2x
float dot(unsigned n, const float a[n], const float b[n]);
