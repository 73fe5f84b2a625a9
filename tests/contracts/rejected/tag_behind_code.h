int f(int a); /// @compare bits
int g(int a);
