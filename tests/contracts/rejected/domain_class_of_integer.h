/// @domain n: finite
/// @compare bits
float dot(unsigned n, const float a[n], const float b[n]);
