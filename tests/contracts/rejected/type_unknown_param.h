/// @compare bits
float f(unit32_t a);
