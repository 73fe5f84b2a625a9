/// @domain x: 0..x
/// @compare bits
float f(float x);
