/// @compare bits
float f();
