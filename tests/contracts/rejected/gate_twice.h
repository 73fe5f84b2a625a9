/// @compare bits
/// @bench n: 8
/// @gate 2x
/// @gate 3x
float dot(unsigned n, const float a[n], const float b[n]);
