/// @compare bits
float f(float (*g)(float));
