/// @compare bits
float f(volatile int *a);
