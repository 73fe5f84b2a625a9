struct p { int v; int w; };
/// @domain p: with make
/// @compare bits
float f(const struct p p[4]);
