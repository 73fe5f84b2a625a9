/// @compare bits
/// @bench n: 64k
float dot(unsigned n, const float a[n], const float b[n]);
