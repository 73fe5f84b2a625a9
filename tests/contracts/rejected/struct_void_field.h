struct m { void a; };
/// @array p[1]
/// @compare bits
float f(struct m *p);
