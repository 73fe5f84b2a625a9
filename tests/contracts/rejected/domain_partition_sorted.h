/// @domain o: partition(4) sorted
/// @compare bits
float f(const int o[5]);
