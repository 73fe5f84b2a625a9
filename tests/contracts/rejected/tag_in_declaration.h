float f(int n)
/// @compare bits
float g(int n);
