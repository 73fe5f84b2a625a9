#include "tests/broken/reference/copy_backwards.h"

void copy_backwards(size_t n, uint32_t words[n]) {
    for (size_t i = n; i-- > 1;)
        words[i] = words[i - 1];
}
