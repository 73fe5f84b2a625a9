#include "tests/broken/reference/lower_case.h"

void lower_case(size_t n, uint8_t bytes[n]) {
    for (size_t i = 0; i < n; i++)
        if (bytes[i] >= 'A' && bytes[i] <= 'Z')
            bytes[i] = (uint8_t)(bytes[i] + ('a' - 'A'));
}
