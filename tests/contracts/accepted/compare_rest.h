/// @compare near 0.1
/// @compare n: bits
float rest(double out[4], int n[1]);
