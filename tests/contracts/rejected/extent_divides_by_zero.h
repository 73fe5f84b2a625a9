/// @domain n: 0
/// @compare bits
float f(int n, const float m[4 / n]);
