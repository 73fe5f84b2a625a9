/// @compare bits
static inline int f(int a);
