#include "tests/broken/reference/absolute_values.h"

void absolute_values(size_t n, int32_t values[n]) {
    for (size_t i = 0; i < n; i++)
        values[i] = values[i] == INT32_MIN ? INT32_MAX : values[i] < 0 ? -values[i] : values[i];
}
