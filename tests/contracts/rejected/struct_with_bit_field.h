struct flags { unsigned a : 3; };
/// @array p[1]
/// @compare bits
float f(struct flags *p);
