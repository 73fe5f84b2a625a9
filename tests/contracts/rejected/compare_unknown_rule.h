/// @compare neer 1e-6
float dot(unsigned n, const float a[n], const float b[n]);
