/// @compare bits
float f(int n, ...);
