/// @compare bits

int f(int a);
