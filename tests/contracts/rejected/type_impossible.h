/// @compare bits
float f(short long a);
