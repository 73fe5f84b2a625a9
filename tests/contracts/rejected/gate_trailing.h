/// @compare bits
/// @bench n: 8
/// @gate 2x faster
float dot(unsigned n, const float a[n], const float b[n]);
