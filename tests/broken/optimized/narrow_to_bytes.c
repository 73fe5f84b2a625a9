// Imitates: VPMOVDB where VPMOVSDB was meant: a narrowing that wraps instead of saturating.
// expect: differs
// elements: 1
// cases: 5000

#include "tests/broken/reference/narrow_to_bytes.h"

void narrow_to_bytes(size_t n, const int32_t words[n], int8_t bytes[n]) {
    for (size_t i = 0; i < n; i++)
        bytes[i] = (int8_t)words[i];
}
