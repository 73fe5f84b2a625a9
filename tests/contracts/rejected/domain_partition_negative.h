/// @domain o: partition(0 - 4)
/// @compare bits
float f(const int o[5]);
