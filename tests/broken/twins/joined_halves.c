#include "tests/broken/reference/joined_halves.h"

uint64_t joined_halves(uint32_t low, uint32_t high) {
    return (uint64_t)high << 32 | low;
}
