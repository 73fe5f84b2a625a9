#include <limits.h>
#include <stdint.h>
/// A name from a standard header sends the file through the preprocessor.
/// @domain  value: 0..INT_MAX
/// @compare bits
int32_t halve(int32_t value);
