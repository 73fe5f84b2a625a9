/// @compare bits
float f(struct *p);
