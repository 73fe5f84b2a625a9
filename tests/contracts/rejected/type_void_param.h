/// @compare bits
float f(void a);
