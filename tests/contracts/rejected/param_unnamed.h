/// @compare bits
float f(int);
