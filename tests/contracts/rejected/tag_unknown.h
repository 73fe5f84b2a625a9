/// @comparee bits
int f(int a);
