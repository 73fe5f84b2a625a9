// Imitates: source and target packed into one key with 11 bits for the target, which hold for
// graphs of up to 2048 nodes.
// expect: differs
// elements: 6
// cases: 200000

#include "reference/csr_build.h"

#include <stdlib.h>

struct keyed {
    uint32_t key, position;
};

static int compare_keyed(const void *left, const void *right) {
    const struct keyed *a = left, *b = right;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return a->position < b->position ? -1 : 1;
}

void csr_build(size_t nodes, size_t arcs, const uint32_t sources[arcs],
               const uint32_t targets[arcs], const float weights[arcs], uint32_t offsets[nodes + 1],
               uint32_t sorted_targets[arcs], float sorted_weights[arcs]) {
    struct keyed *keys = malloc((arcs + 1) * sizeof *keys);
    if (keys == NULL)
        abort();
    for (size_t u = 0; u <= nodes; u++)
        offsets[u] = 0;
    for (size_t i = 0; i < arcs; i++) {
        offsets[sources[i] + 1]++;
        keys[i] = (struct keyed){(sources[i] << 11) + targets[i], (uint32_t)i};
    }
    for (size_t u = 0; u < nodes; u++)
        offsets[u + 1] += offsets[u];
    qsort(keys, arcs, sizeof *keys, compare_keyed);
    for (size_t i = 0; i < arcs; i++) {
        sorted_targets[i] = targets[keys[i].position];
        sorted_weights[i] = weights[keys[i].position];
    }
    free(keys);
}
