// Imitates: one counting sort, by source: within a row the list decides.
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
    uint32_t *filled = calloc(nodes + 1, sizeof *filled);
    if (filled == NULL)
        abort();
    for (size_t i = 0; i < arcs; i++) {
        uint32_t place = offsets[sources[i]] + filled[sources[i]]++;
        sorted_targets[place] = targets[i];
        sorted_weights[place] = weights[i];
    }
    free(filled);
}
