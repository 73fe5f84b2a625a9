// Imitates: offsets written as rows end, by the arcs alone: the rows behind the last source have
// no end.
// expect: differs
// elements: 3
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
    size_t last = 0;
    for (size_t i = 0; i < arcs; i++)
        last = sources[i] > last ? sources[i] : last;
    for (size_t u = 0; u < nodes && u <= last; u++)
        offsets[u + 1] += offsets[u];
    // Each row by insertion, behind what is not greater.
    uint32_t *filled = calloc(nodes + 1, sizeof *filled);
    if (filled == NULL)
        abort();
    for (size_t i = 0; i < arcs; i++) {
        uint32_t first = offsets[sources[i]], place = first + filled[sources[i]]++;
        for (; place > first && sorted_targets[place - 1] > targets[i]; place--) {
            sorted_targets[place] = sorted_targets[place - 1];
            sorted_weights[place] = sorted_weights[place - 1];
        }
        sorted_targets[place] = targets[i];
        sorted_weights[place] = weights[i];
    }
    free(filled);
}
