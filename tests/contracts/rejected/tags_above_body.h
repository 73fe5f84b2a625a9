/// @compare bits
int f(int a) { return a; }
