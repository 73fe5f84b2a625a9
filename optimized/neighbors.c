/// Most lists are short, so a loop over their elements mostly mispredicts its own end. Here a list
/// of up to CHUNK elements is one copy of fixed size, which the next list overwrites where it was
/// too much. Near the end of either array the copy is exact instead.
#include "../reference/neighbors.h"

#include <string.h>

enum { CHUNK = 16 };

typedef uint32_t chunk __attribute__((vector_size(4 * CHUNK)));

static inline void copy_list(const uint32_t *from, size_t from_room, uint32_t *to, size_t to_room,
                             size_t length) {
    while (from_room >= CHUNK && to_room >= CHUNK) {
        chunk copied;
        memcpy(&copied, from, sizeof copied);
        memcpy(to, &copied, sizeof copied);
        if (length <= CHUNK)
            return;
        from += CHUNK;
        to += CHUNK;
        from_room -= CHUNK;
        to_room -= CHUNK;
        length -= CHUNK;
    }
    for (size_t i = 0; i < length; i++)
        to[i] = from[i];
}

size_t neighbors(size_t nodes, size_t arcs, const uint32_t offsets[nodes + 1],
                 const uint32_t targets[arcs], size_t count, const uint32_t ids[count],
                 size_t capacity, uint32_t ends[count], uint32_t found[capacity]) {
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        size_t begin = offsets[ids[i]], length = offsets[ids[i] + 1] - begin;
        if (length > capacity - used)
            length = capacity - used;
        // Graphs that have empty lists have many; they are told apart before anything is loaded.
        if (length > 0)
            copy_list(targets + begin, arcs - begin, found + used, capacity - used, length);
        used += length;
        ends[i] = (uint32_t)used;
    }
    return used;
}
