struct p { int v[4]; };
/// @domain p.v: permutation
/// @compare bits
float f(const struct p p[4]);
