/// @compare a[..0]: bits
float f(float a[4]);
