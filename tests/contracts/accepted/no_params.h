/// @compare bits
unsigned long version(void);
