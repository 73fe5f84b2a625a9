/// @compare bits
float f(union bits a);
