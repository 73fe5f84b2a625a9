// Imitates: lengths that a domain holds at 0: a test that keeps none of its cases.
// expect: mistrusted
// cases: 5000
// says: no number was compared

#include <stddef.h>
#include <stdint.h>

/// Three times each word, modulo 2^32.
/// @domain  n: 0
/// @param[out] tripled
/// @compare bits
void triple_words(size_t n, const uint32_t words[n], uint32_t tripled[n]);
