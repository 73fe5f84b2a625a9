// Imitates: a counting sort that fills its places from behind, but reads the list from the front:
// equal arcs change their order.
// expect: differs
// elements: 6
// cases: 20000

#include "reference/csr_build.h"

#include <stdlib.h>

void csr_build(size_t nodes, size_t arcs, const uint32_t sources[arcs],
               const uint32_t targets[arcs], const float weights[arcs], uint32_t offsets[nodes + 1],
               uint32_t sorted_targets[arcs], float sorted_weights[arcs]) {
    for (size_t u = 0; u <= nodes; u++)
        offsets[u] = 0;
    for (size_t i = 0; i < arcs; i++)
        offsets[sources[i] + 1]++;
    for (size_t u = 0; u < nodes; u++)
        offsets[u + 1] += offsets[u];
    // Each row by insertion, before what is not less.
    uint32_t *filled = calloc(nodes + 1, sizeof *filled);
    if (filled == NULL)
        abort();
    for (size_t i = 0; i < arcs; i++) {
        uint32_t first = offsets[sources[i]], place = first + filled[sources[i]]++;
        for (; place > first && sorted_targets[place - 1] >= targets[i]; place--) {
            sorted_targets[place] = sorted_targets[place - 1];
            sorted_weights[place] = sorted_weights[place - 1];
        }
        sorted_targets[place] = targets[i];
        sorted_weights[place] = weights[i];
    }
    free(filled);
}
