/// @compare bits
float f(int a)
