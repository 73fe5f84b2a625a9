typedef struct vec vec;
struct vec { float v[4]; };
typedef vec vector;
typedef float real;
typedef real scalar;
/// @compare value
vector scale(vec v, scalar by);
