// Imitates: partial sums that only the full blocks initialize: short inputs add what the stack
// held.
// expect: unstable
// elements: 1
// cases: 5000

#include "tests/broken/reference/partial_sums.h"

uint32_t partial_sums(size_t n, const uint32_t words[n]) {
    uint32_t partial[4], sum = 0;
    size_t i = 0;
    // Hides from the compiler what it would otherwise warn of.
    __asm__ volatile("" : : "r"(partial) : "memory");
    for (; i + 4 <= n; i += 4)
        for (size_t j = 0; j < 4; j++)
            partial[j] = i == 0 ? words[j] : partial[j] + words[i + j];
    for (; i < n; i++)
        sum += words[i];
    return sum + partial[0] + partial[1] + partial[2] + partial[3];
}
