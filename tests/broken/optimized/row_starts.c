// Imitates: an index product in 32 bits, widened too late: files over 4 GiB are read at wrong
// places.
// expect: differs
// elements: 1
// cases: 5000

#include "tests/broken/reference/row_starts.h"

void row_starts(size_t n, const uint32_t rows[n], uint32_t row_bytes, uint64_t starts[n]) {
    for (size_t i = 0; i < n; i++)
        starts[i] = rows[i] * row_bytes;
}
