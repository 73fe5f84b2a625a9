// Imitates: partial sums that only the full blocks initialize: short inputs add what the stack
// held.
// expect: unstable
// elements: 1
// cases: 5000

#include "tests/broken/reference/partial_sums.h"

enum { LANES = 64 };

uint32_t partial_sums(size_t n, const uint32_t words[n]) {
    uint32_t partial[LANES], sum = 0;
    size_t i = 0;
    // Hides from the compiler what it would otherwise warn of.
    __asm__ volatile("" : : "r"(partial) : "memory");
    for (; i + LANES <= n; i += LANES)
        for (size_t j = 0; j < LANES; j++)
            partial[j] = i == 0 ? words[j] : partial[j] + words[i + j];
    for (; i < n; i++)
        sum += words[i];
    for (size_t j = 0; j < LANES; j++)
        sum += partial[j];
    return sum;
}
