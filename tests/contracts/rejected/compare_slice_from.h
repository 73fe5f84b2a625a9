/// @compare a[1..2]: bits
float f(float a[4]);
