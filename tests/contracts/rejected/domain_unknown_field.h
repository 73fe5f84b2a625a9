struct p { float xx, xy; };
/// @domain p.yy: 0..1
/// @compare bits
float f(struct p p);
