#include "neighbors.h"

size_t neighbors(size_t nodes, size_t arcs, const uint32_t offsets[nodes + 1],
                 const uint32_t targets[arcs], size_t count, const uint32_t ids[count],
                 size_t capacity, uint32_t ends[count], uint32_t found[capacity]) {
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t arcs_end = offsets[ids[i] + 1];
        for (uint32_t arc = offsets[ids[i]]; arc < arcs_end && used < capacity; arc++)
            found[used++] = targets[arc];
        ends[i] = (uint32_t)used;
    }
    return used;
}
