/// @ compare bits
/// @compare bits
/// @: x
int f(int a);
