#include <stddef.h>

/// Fifth powers, within one unit in the last place of the rounded ones.
/// @domain  values: 0.5..2
/// @param[out] powers
/// @compare ulp 1
void fifth_powers(size_t n, const float values[n], float powers[n]);
