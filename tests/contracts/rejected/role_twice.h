/// @param[in] a once
/// @param[in] a twice
/// @compare bits
float dot(unsigned n, const float a[n], const float b[n]);
