/// @compare bits
/// @bench n: 1
/// @bench n: 2
float dot(unsigned n, const float a[n], const float b[n]);
