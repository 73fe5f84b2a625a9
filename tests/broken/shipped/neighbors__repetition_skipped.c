// Imitates: an id equal to the one before it taken for a duplicate.
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
        if (i > 0 && ids[i] == ids[i - 1])
            length = 0;
        if (length > capacity - used)
            length = capacity - used;
        for (size_t j = 0; j < length; j++)
            found[used + j] = targets[begin + j];
        used += length;
        ends[i] = (uint32_t)used;
    }
    return used;
}
