// Imitates: eight bytes at a time by the well-known test for a zero byte, whose borrow makes a 1
// behind a 0 look like one.
// expect: differs
// elements: 8
// cases: 20000

#include "reference/collect_nodes.h"

#include <string.h>

size_t collect_nodes(size_t slots, const uint8_t states[slots], uint32_t ids[slots]) {
    const uint64_t ones = UINT64_C(0x0101010101010101);
    size_t count = 0, slot = 0;
    for (; slot + 8 <= slots; slot += 8) {
        uint64_t group;
        memcpy(&group, states + slot, sizeof group);
        uint64_t is_free = (group - ones) & ~group & ones << 7;
        for (uint64_t bits = ~is_free & ones << 7; bits != 0; bits &= bits - 1)
            ids[count++] = (uint32_t)(slot + (size_t)__builtin_ctzll(bits) / 8);
    }
    for (; slot < slots; slot++)
        if (states[slot] != 0)
            ids[count++] = (uint32_t)slot;
    return count;
}
