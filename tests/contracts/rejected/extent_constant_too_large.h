/// @compare bits
float f(const float m[1000000000]);
