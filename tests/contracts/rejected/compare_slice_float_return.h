/// @compare a[..return]: bits
float f(float a[4]);
