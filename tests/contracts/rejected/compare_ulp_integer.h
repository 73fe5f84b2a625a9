/// @compare ulp 1
int f(int a);
