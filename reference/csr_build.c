#include "csr_build.h"

#include <stdlib.h>

struct arc {
    uint32_t source, target;
    size_t position;
};

static int compare_arcs(const void *left, const void *right) {
    const struct arc *a = left, *b = right;
    if (a->source != b->source)
        return a->source < b->source ? -1 : 1;
    if (a->target != b->target)
        return a->target < b->target ? -1 : 1;
    return a->position < b->position ? -1 : 1;
}

void csr_build(size_t nodes, size_t arcs, const uint32_t sources[arcs],
               const uint32_t targets[arcs], const float weights[arcs], uint32_t offsets[nodes + 1],
               uint32_t sorted_targets[arcs], float sorted_weights[arcs]) {
    struct arc *list = malloc((arcs + 1) * sizeof *list);
    if (list == NULL)
        abort();
    for (size_t i = 0; i < arcs; i++)
        list[i] = (struct arc){sources[i], targets[i], i};
    qsort(list, arcs, sizeof *list, compare_arcs);

    size_t row = 0;
    offsets[0] = 0;
    for (size_t i = 0; i < arcs; i++) {
        while (row < list[i].source)
            offsets[++row] = (uint32_t)i;
        sorted_targets[i] = list[i].target;
        sorted_weights[i] = weights[list[i].position];
    }
    while (row < nodes)
        offsets[++row] = (uint32_t)arcs;
    free(list);
}
