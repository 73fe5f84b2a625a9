/// @compare bits
