struct m { float a[1000000]; };
/// @array p[1]
/// @compare bits
float f(struct m *p);
