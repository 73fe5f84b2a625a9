struct m { };
/// @array p[1]
/// @compare bits
float f(struct m *p);
