/// @domain n: 5..<5
/// @compare bits
float dot(unsigned n, const float a[n], const float b[n]);
