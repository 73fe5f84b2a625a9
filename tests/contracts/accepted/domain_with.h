#include <stddef.h>
/// @domain  text: with make_text
/// @domain  seed: with make_seed | 0
/// @compare return: with is_near_enough
float measure(size_t n, const char text[n], int seed);
