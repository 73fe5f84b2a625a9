// Imitates: a comparison of signed bytes, the only one SSE2 has: states from 128 on are free.
// expect: differs
// elements: 1
// cases: 20000

#include "reference/collect_nodes.h"

size_t collect_nodes(size_t slots, const uint8_t states[slots], uint32_t ids[slots]) {
    size_t count = 0;
    for (size_t slot = 0; slot < slots; slot++) {
        ids[count] = (uint32_t)slot;
        count += (int8_t)states[slot] > 0;
    }
    return count;
}
