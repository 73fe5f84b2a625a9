/// @compare bits
/// @bench x: 4
float f(float x);
