/// A node's draws all concern the same ends, and draw k is a function of k. So all its targets are
/// looked up at once, without a branch between them, in the hope that they differ; only where two
/// are equal they are drawn again one after the other. The ends lie in an array of their own, where
/// a look-up need not ask whether it wants a source or a target.
#include "../reference/preferential_attachment.h"

#include <stdlib.h>
#include <string.h>

enum { NODE_ARCS_MAX = 8, STACK_ENDS = 2048 };

#define INLINE static inline __attribute__((always_inline))

struct growth {
    uint64_t seed, draw; ///< the number of the next draw
    uint32_t *ends;
    size_t arcs; ///< so far
};

// Draw `draw` as the number of an end: a number below bound.
INLINE size_t draw_below(uint64_t seed, uint64_t draw, uint64_t bound) {
    uint64_t z = seed + draw * UINT64_C(0x9e3779b97f4a7c15);
    // Keeps clang from drawing in vectors, where 64-bit products are slow.
    __asm__("" : "+r"(z));
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (size_t)(((z ^ z >> 31) >> 32) * bound >> 32);
}

// Draws one by one until `wanted` different nodes are chosen.
static void choose_slowly(struct growth *growth, size_t wanted, uint32_t *chosen) {
    size_t count = 0;
    while (count < wanted) {
        uint32_t candidate =
            growth->ends[draw_below(growth->seed, growth->draw++, 2 * growth->arcs)];
        size_t i = 0;
        while (i < count && chosen[i] != candidate)
            i++;
        if (i == count)
            chosen[count++] = candidate;
    }
}

// Whether two of the first `count` nodes are equal. Spelt out, because clang makes slow vectors of
// the loops.
INLINE unsigned has_repetition(const uint32_t c[NODE_ARCS_MAX], size_t count) {
    unsigned equal = 0;
    if (count > 1)
        equal |= c[0] == c[1];
    if (count > 2)
        equal |= (c[0] == c[2]) | (c[1] == c[2]);
    if (count > 3)
        equal |= (c[0] == c[3]) | (c[1] == c[3]) | (c[2] == c[3]);
    if (count > 4)
        equal |= (c[0] == c[4]) | (c[1] == c[4]) | (c[2] == c[4]) | (c[3] == c[4]);
    if (count > 5)
        equal |= (c[0] == c[5]) | (c[1] == c[5]) | (c[2] == c[5]) | (c[3] == c[5]) | (c[4] == c[5]);
    if (count > 6)
        equal |= (c[0] == c[6]) | (c[1] == c[6]) | (c[2] == c[6]) | (c[3] == c[6]) |
                 (c[4] == c[6]) | (c[5] == c[6]);
    if (count > 7)
        equal |= (c[0] == c[7]) | (c[1] == c[7]) | (c[2] == c[7]) | (c[3] == c[7]) |
                 (c[4] == c[7]) | (c[5] == c[7]) | (c[6] == c[7]);
    return equal;
}

// A constant number of arcs per node unrolls every loop.
INLINE void grow(struct growth *growth, size_t nodes, size_t arcs_per_node, uint32_t *sources,
                 uint32_t *targets) {
    struct growth now = *growth;
    for (size_t node = arcs_per_node + 1; node < nodes; node++) {
        uint32_t chosen[NODE_ARCS_MAX];
#pragma GCC unroll 8
        for (size_t i = 0; i < arcs_per_node; i++)
            chosen[i] = now.ends[draw_below(now.seed, now.draw + i, 2 * now.arcs)];
        if (__builtin_expect(has_repetition(chosen, arcs_per_node), 0)) {
            uint32_t different[NODE_ARCS_MAX];
            choose_slowly(&now, arcs_per_node, different);
            memcpy(chosen, different, sizeof chosen);
        } else {
            now.draw += arcs_per_node;
        }
#pragma GCC unroll 8
        for (size_t i = 0; i < arcs_per_node; i++) {
            sources[now.arcs + i] = (uint32_t)node;
            targets[now.arcs + i] = chosen[i];
            now.ends[2 * (now.arcs + i)] = (uint32_t)node;
            now.ends[2 * (now.arcs + i) + 1] = chosen[i];
        }
        now.arcs += arcs_per_node;
    }
}

static void grow_unrolled(struct growth *growth, size_t nodes, size_t arcs_per_node,
                          uint32_t *sources, uint32_t *targets) {
    switch (arcs_per_node) {
    case 1:
        grow(growth, nodes, 1, sources, targets);
        break;
    case 2:
        grow(growth, nodes, 2, sources, targets);
        break;
    case 3:
        grow(growth, nodes, 3, sources, targets);
        break;
    case 4:
        grow(growth, nodes, 4, sources, targets);
        break;
    case 5:
        grow(growth, nodes, 5, sources, targets);
        break;
    case 6:
        grow(growth, nodes, 6, sources, targets);
        break;
    case 7:
        grow(growth, nodes, 7, sources, targets);
        break;
    default:
        grow(growth, nodes, 8, sources, targets);
        break;
    }
}

void preferential_attachment(size_t nodes, size_t arcs_per_node, uint64_t seed,
                             uint32_t sources[arcs_per_node * (nodes - arcs_per_node)],
                             uint32_t targets[arcs_per_node * (nodes - arcs_per_node)]) {
    size_t arcs = arcs_per_node * (nodes - arcs_per_node);
    if (arcs == 0)
        return;
    uint32_t stack_ends[STACK_ENDS], *ends = stack_ends;
    if (2 * arcs > STACK_ENDS) {
        ends = malloc(2 * arcs * sizeof *ends);
        if (ends == NULL)
            abort();
    }
    for (size_t arc = 0; arc < arcs_per_node; arc++) {
        sources[arc] = ends[2 * arc] = (uint32_t)arc + 1;
        targets[arc] = ends[2 * arc + 1] = 0;
    }
    struct growth growth = {.seed = seed, .draw = 1, .ends = ends, .arcs = arcs_per_node};
    grow_unrolled(&growth, nodes, arcs_per_node, sources, targets);
    if (ends != stack_ends)
        free(ends);
}
