#include <stddef.h>
#include <stdint.h>
/// Adler-32 of bytes.
/// @array   data[length]
/// @domain  length: 0..100000
/// @align   data: 16
/// @compare bits
uint32_t adler32(uint32_t start, const void *data, size_t length);

/// @array   to[length], from[length]
/// @param[out] to the copy
/// @compare bits
void copy(void *restrict to, const void *restrict from, size_t length);
