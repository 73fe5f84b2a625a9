enum wide { LARGE = 5000000000 };
/// @compare bits
float f(enum wide w);
