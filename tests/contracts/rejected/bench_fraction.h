/// @compare bits
/// @bench n: 1.5
float dot(unsigned n, const float a[n], const float b[n]);
