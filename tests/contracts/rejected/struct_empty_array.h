struct m { float a[0]; };
/// @array p[1]
/// @compare bits
float f(struct m *p);
