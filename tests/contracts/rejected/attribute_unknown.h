/// @compare bits
__attribute__((vectorcall)) float f(int a);
