/// @compare bits
flaot f(int a);
