enum mode { ONE };
/// @compare bits
float f(struct mode a);
