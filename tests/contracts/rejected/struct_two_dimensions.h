struct m { float a[2][2]; };
/// @array p[1]
/// @compare bits
float f(struct m *p);
