/// @compare bits
/// @bench a: 4
float dot(unsigned n, const float a[n], const float b[n]);
