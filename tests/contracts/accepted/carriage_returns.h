/// Line ends of another system.
/// @domain a: 0..9
/// @compare bits
int digit(int a);
