#include <stddef.h>
#include <stdint.h>

/// Rounds towards zero into signed bytes, saturating.
/// @domain  values: finite | inf | -300..300
/// @param[out] bytes
/// @compare bits
void quantize(size_t n, const float values[n], int8_t bytes[n]);
