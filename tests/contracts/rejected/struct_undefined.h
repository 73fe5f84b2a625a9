/// @compare bits
float f(struct nothing *a);
