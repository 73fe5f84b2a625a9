struct p { int x; int y; };
/// @compare p.z: bits
void f(struct p p[4]);
