/// @compare bits
struct pair { int a; };
