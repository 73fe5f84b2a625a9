// Imitates: a slice by a result that is a status and not a count: the slice is always empty.
// expect: mistrusted
// cases: 5000
// says: every slice was empty

#include <stddef.h>
#include <stdint.h>

/// The places of a byte. Returns 0, or -1 where the byte is 0, which is not searched for.
/// @domain  wanted: 1..255
/// @param[out] places
/// @compare return: ignore
/// @compare places[..return]: bits
int32_t find_matches(size_t n, const uint8_t bytes[n], uint8_t wanted, uint32_t places[n + 1]);
