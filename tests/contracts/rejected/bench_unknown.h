/// @compare bits
/// @bench m: 4
float dot(unsigned n, const float a[n], const float b[n]);
