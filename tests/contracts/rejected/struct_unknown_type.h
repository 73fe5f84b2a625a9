struct m { flot a; };
/// @array p[1]
/// @compare bits
float f(struct m *p);
