/// @domain o: permutation
/// @compare bits
float f(const unsigned char o[257]);
