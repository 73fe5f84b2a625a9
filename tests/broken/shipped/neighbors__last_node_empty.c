// Imitates: the end of a list taken from the next node, and none for the last.
// expect: differs
// elements: 4
// cases: 20000

#include "reference/neighbors.h"

size_t neighbors(size_t nodes, size_t arcs, const uint32_t offsets[nodes + 1],
                 const uint32_t targets[arcs], size_t count, const uint32_t ids[count],
                 size_t capacity, uint32_t ends[count], uint32_t found[capacity]) {
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        size_t begin = offsets[ids[i]];
        size_t length = ids[i] + 1 < nodes ? offsets[ids[i] + 1] - begin : 0;
        if (length > capacity - used)
            length = capacity - used;
        for (size_t j = 0; j < length; j++)
            found[used + j] = targets[begin + j];
        used += length;
        ends[i] = (uint32_t)used;
    }
    return used;
}
