struct m { char c; float a; } __attribute__((packed));
/// @array p[1]
/// @compare bits
float f(struct m *p);
