/// @domain rows, columns: 0..100000
/// @compare bits
float f(unsigned rows, unsigned columns, const float m[rows * columns]);
