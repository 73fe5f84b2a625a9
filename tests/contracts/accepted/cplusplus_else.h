#ifndef __cplusplus
#include <stdbool.h>
#else
namespace nothing { int of(this); }
#endif
/// @compare bits
bool is_even(int value);
#ifdef __cplusplus
#define N nothing
#else
#define N 4
#endif
/// @compare bits
int first(const int v[N]);
