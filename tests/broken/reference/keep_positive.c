#include "tests/broken/reference/keep_positive.h"

size_t keep_positive(size_t n, const int32_t values[n], int32_t kept[n]) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        if (values[i] > 0)
            kept[count++] = values[i];
    return count;
}
