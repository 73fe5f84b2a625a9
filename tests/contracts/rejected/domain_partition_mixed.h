/// @domain o: partition(4) | any
/// @compare bits
float f(const int o[5]);
