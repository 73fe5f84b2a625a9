/// Two stable counting sorts: by target into scratch, then by source into the results. Both take
/// the arcs in order, so equal targets of one row keep their order in the list.
#include "../reference/csr_build.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

// Graphs up to this size need no memory but the stack.
enum { STACK_ARCS = 128, STACK_NODES = 256 };

struct arc {
    uint32_t source, target, weight_bits;
};

// Sorts by target, which is counted in the node's place of `places`, and leaves offsets[u + 1] as
// the first place of row u.
static void sort_by_target(size_t nodes, size_t arcs, const uint32_t *sources,
                           const uint32_t *targets, const float *weights, uint32_t *offsets,
                           uint32_t *places, struct arc *sorted) {
    memset(offsets, 0, (nodes + 1) * sizeof *offsets);
    memset(places, 0, (nodes + 1) * sizeof *places);
    for (size_t i = 0; i < arcs; i++) {
        offsets[sources[i] + 1]++;
        places[targets[i]]++;
    }
    uint32_t row_place = 0, target_place = 0;
    for (size_t node = 0; node < nodes; node++) {
        uint32_t row_length = offsets[node + 1], target_count = places[node];
        offsets[node + 1] = row_place;
        places[node] = target_place;
        row_place += row_length;
        target_place += target_count;
    }
    for (size_t i = 0; i < arcs; i++) {
        struct arc *arc = &sorted[places[targets[i]]++];
        arc->source = sources[i];
        arc->target = targets[i];
        memcpy(&arc->weight_bits, &weights[i], sizeof arc->weight_bits);
    }
}

void csr_build(size_t nodes, size_t arcs, const uint32_t sources[arcs],
               const uint32_t targets[arcs], const float weights[arcs], uint32_t offsets[nodes + 1],
               uint32_t sorted_targets[arcs], float sorted_weights[arcs]) {
    struct arc stack_arcs[STACK_ARCS];
    uint32_t stack_places[STACK_NODES + 1];
    bool is_small = arcs <= STACK_ARCS && nodes <= STACK_NODES;
    struct arc *by_target = stack_arcs;
    uint32_t *places = stack_places;
    if (!is_small) {
        by_target = malloc(arcs * sizeof *by_target + (nodes + 1) * sizeof *places);
        if (by_target == NULL)
            abort();
        places = (uint32_t *)(by_target + arcs);
    }
    sort_by_target(nodes, arcs, sources, targets, weights, offsets, places, by_target);
    // Filling row u moves its place to the row's end, which is where row u + 1 begins.
    for (size_t i = 0; i < arcs; i++) {
        uint32_t place = offsets[by_target[i].source + 1]++;
        sorted_targets[place] = by_target[i].target;
        memcpy(&sorted_weights[place], &by_target[i].weight_bits, sizeof *sorted_weights);
    }
    if (!is_small)
        free(by_target);
}
