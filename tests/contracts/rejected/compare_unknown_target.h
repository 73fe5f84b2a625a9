/// @compare retrun: bits
float f(float result[4]);
