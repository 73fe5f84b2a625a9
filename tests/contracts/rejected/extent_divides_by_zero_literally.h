/// @compare bits
float f(int n, const float m[n / 0]);
