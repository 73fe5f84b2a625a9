/// @compare bits
/// @domain n: 0..9
/// @bench n: 5 10
float dot(unsigned n, const float a[n], const float b[n]);
