// Imitates: a new target compared with the one before it, and not with those before that.
// expect: differs
// elements: 0
// cases: 50000

#include "reference/preferential_attachment.h"

#include <stdbool.h>

static uint64_t draw(uint64_t *state) {
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

void preferential_attachment(size_t nodes, size_t arcs_per_node, uint64_t seed,
                             uint32_t sources[arcs_per_node * (nodes - arcs_per_node)],
                             uint32_t targets[arcs_per_node * (nodes - arcs_per_node)]) {
    size_t arcs = 0;
    for (; nodes > arcs_per_node && arcs < arcs_per_node; arcs++) {
        sources[arcs] = (uint32_t)arcs + 1;
        targets[arcs] = 0;
    }
    for (size_t node = arcs_per_node + 1; node < nodes; node++) {
        size_t first = arcs;
        while (arcs < first + arcs_per_node) {
            uint64_t end = (draw(&seed) >> 32) * (2 * first) >> 32;
            uint32_t target = end % 2 == 0 ? sources[end / 2] : targets[end / 2];
            bool is_new = true;
            for (size_t i = arcs > first ? arcs - 1 : arcs; i < arcs; i++)
                is_new = is_new && targets[i] != target;
            if (is_new) {
                sources[arcs] = (uint32_t)node;
                targets[arcs++] = target;
            }
        }
    }
}
