#ifndef EXAMPLES_BYTE_SUM_H
#define EXAMPLES_BYTE_SUM_H

#include <stddef.h>
#include <stdint.h>

/// Sum of bytes.
/// @domain  count: 0..4096
/// @array   bytes[count]
/// @compare bits
/// @bench   count: 64 4096
uint64_t byte_sum(const uint8_t *bytes, size_t count);

#endif
