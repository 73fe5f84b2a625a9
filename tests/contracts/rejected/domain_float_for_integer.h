/// @domain n: 0.5..2
/// @compare bits
float dot(unsigned n, const float a[n], const float b[n]);
