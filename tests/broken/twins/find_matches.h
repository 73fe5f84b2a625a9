#include <stddef.h>
#include <stdint.h>

/// The count of a byte, and then its places; behind them nothing is promised. Returns 0, or -1
/// where the byte is 0, which is not searched for.
/// @domain  wanted: 1..255
/// @param[out] places
/// @compare return: bits
/// @compare places[..1]: bits
int32_t find_matches(size_t n, const uint8_t bytes[n], uint8_t wanted, uint32_t places[n + 1]);
