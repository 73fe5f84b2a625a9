/// @compare bits
float f(int a, int a);
