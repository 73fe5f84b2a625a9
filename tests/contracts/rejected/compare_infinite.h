/// @compare abs 1e999
float dot(unsigned n, const float a[n], const float b[n]);
