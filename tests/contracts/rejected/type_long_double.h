/// @compare bits
float f(long double a);
