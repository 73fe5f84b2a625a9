enum wide { HUGE = 1 << 3 };
/// @compare bits
float f(enum wide w);
