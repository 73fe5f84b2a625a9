/// @compare return: rel 0.1
int f(int a);
