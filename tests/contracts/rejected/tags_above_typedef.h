/// @compare bits
typedef int number;
