/// @compare return[..2]: bits
float dot(unsigned n, const float a[n], const float b[n]);
