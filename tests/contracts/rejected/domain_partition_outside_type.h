/// @domain o: partition(300)
/// @compare bits
float f(const unsigned char o[5]);
