#include "tests/broken/reference/upper_half.h"

uint32_t upper_half(uint32_t word) {
    return word >> 16;
}
