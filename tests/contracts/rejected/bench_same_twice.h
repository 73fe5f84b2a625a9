/// @compare bits
/// @bench n: 1, n: 2
float dot(unsigned n, const float a[n], const float b[n]);
