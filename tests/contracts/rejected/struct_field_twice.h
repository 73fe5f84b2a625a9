struct m { float a; int a; };
/// @array p[1]
/// @compare bits
float f(struct m *p);
