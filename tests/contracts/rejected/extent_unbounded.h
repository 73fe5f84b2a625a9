/// @domain n: any
/// @compare bits
float dot(unsigned long n, const float a[n], const float b[n]);
