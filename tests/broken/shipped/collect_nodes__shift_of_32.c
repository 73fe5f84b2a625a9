// Imitates: a mask of the slots left over, by a shift of 32 bits: of 32 and more it keeps too few.
// expect: differs
// elements: 32
// cases: 20000

#include "reference/collect_nodes.h"

size_t collect_nodes(size_t slots, const uint8_t states[slots], uint32_t ids[slots]) {
    size_t count = 0;
    for (size_t begin = 0; begin < slots; begin += 64) {
        uint64_t occupied = 0, inside = UINT64_MAX;
        size_t rest = slots - begin < 64 ? slots - begin : 64;
        for (size_t i = 0; i < rest; i++)
            occupied |= (uint64_t)(states[begin + i] != 0) << i;
        if (rest < 64)
            inside = (UINT32_C(1) << rest % 32) - 1;
        for (uint64_t bits = occupied & inside; bits != 0; bits &= bits - 1)
            ids[count++] = (uint32_t)(begin + (size_t)__builtin_ctzll(bits));
    }
    return count;
}
