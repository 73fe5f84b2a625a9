// Imitates: a list that does not fit left out, where it should be cut off.
// expect: differs
// elements: 5
// cases: 20000

#include "reference/neighbors.h"

size_t neighbors(size_t nodes, size_t arcs, const uint32_t offsets[nodes + 1],
                 const uint32_t targets[arcs], size_t count, const uint32_t ids[count],
                 size_t capacity, uint32_t ends[count], uint32_t found[capacity]) {
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        size_t begin = offsets[ids[i]], length = offsets[ids[i] + 1] - begin;
        if (length > capacity - used)
            length = 0;
        for (size_t j = 0; j < length; j++)
            found[used + j] = targets[begin + j];
        used += length;
        ends[i] = (uint32_t)used;
    }
    return used;
}
