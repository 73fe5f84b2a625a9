#include "tests/broken/reference/row_starts.h"

void row_starts(size_t n, const uint32_t rows[n], uint32_t row_bytes, uint64_t starts[n]) {
    size_t i = 0;
    for (; i + 2 <= n; i += 2) {
        uint64_t first = (uint64_t)row_bytes * rows[i];
        uint64_t second = (uint64_t)row_bytes * rows[i + 1];
        starts[i] = first;
        starts[i + 1] = second;
    }
    if (i < n)
        starts[i] = (uint64_t)row_bytes * rows[i];
}
