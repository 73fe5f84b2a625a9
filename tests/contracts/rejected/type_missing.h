/// @compare bits
float f(5);
