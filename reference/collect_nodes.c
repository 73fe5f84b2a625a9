#include "collect_nodes.h"

size_t collect_nodes(size_t slots, const uint8_t states[slots], uint32_t ids[slots]) {
    size_t count = 0;
    for (size_t slot = 0; slot < slots; slot++) {
        if (states[slot] != 0)
            ids[count++] = (uint32_t)slot;
    }
    return count;
}
