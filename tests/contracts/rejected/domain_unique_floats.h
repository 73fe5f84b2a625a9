/// @domain v: 0 | 1 | inf unique
/// @compare bits
float f(const float v[7]);
