/// @domain a: nan sorted
/// @compare bits
float dot(unsigned n, const float a[n], const float b[n]);
