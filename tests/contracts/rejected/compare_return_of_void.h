/// @compare return: bits
void f(float a[4]);
