/// @compare return: bits
/// @compare near
float dot(unsigned n, const float a[n], const float b[n]);
