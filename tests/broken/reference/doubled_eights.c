#include "tests/broken/reference/doubled_eights.h"

void doubled_eights(size_t n, uint32_t words[n]) {
    for (size_t i = 0; i < n; i++)
        words[i] *= 2;
}
