#pragma pack(push, 1)
struct m { char c; float a; };
#pragma pack(pop)
/// @array p[1]
/// @compare bits
float f(struct m *p);
