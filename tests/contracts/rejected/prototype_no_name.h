/// @compare bits
float (int a);
