#include <stddef.h>
#include <stdint.h>

/// Thirds.
/// @compare bits
double scaled_thirds(double value);
