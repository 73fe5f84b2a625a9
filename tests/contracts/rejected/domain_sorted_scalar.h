/// @domain n: 0..4 sorted
/// @compare bits
float dot(unsigned n, const float a[n], const float b[n]);
