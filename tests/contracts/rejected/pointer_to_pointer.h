/// @compare bits
float f(float **rows);
