#include <stddef.h>
#include <stdint.h>

/// How many leading bytes are well-formed UTF-8 (RFC 3629, without the three-byte surrogates'
/// check, and up to three bytes per character).
/// @domain  bytes: any | 0..0x7f | 0x80..0xbf | 0xc0..0xef
/// @compare bits
size_t utf8_prefix(size_t n, const uint8_t bytes[n]);
