// Imitates: whole vectors copied up to the end of a list, and past the end of the last.
// expect: trespassed
// elements: 4
// cases: 20000

#include "reference/neighbors.h"

#include <string.h>

size_t neighbors(size_t nodes, size_t arcs, const uint32_t offsets[nodes + 1],
                 const uint32_t targets[arcs], size_t count, const uint32_t ids[count],
                 size_t capacity, uint32_t ends[count], uint32_t found[capacity]) {
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        size_t begin = offsets[ids[i]], length = offsets[ids[i] + 1] - begin;
        if (length > capacity - used)
            length = capacity - used;
        for (size_t j = 0; j < length; j += 4)
            memcpy(found + used + j, targets + begin + j, 4 * sizeof *found);
        used += length;
        ends[i] = (uint32_t)used;
    }
    return used;
}
