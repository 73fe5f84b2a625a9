/// @compare bits
/// @bench n: 8
/// @gate fast
float dot(unsigned n, const float a[n], const float b[n]);
