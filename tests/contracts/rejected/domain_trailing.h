/// @domain a: any please
/// @compare bits
float dot(unsigned n, const float a[n], const float b[n]);
