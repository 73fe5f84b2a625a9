/// A node's draws all concern the same ends, and draw k is a function of k. So all its targets are
/// looked up at once, without a branch between them, in the hope that they differ; only where two
/// are equal they are drawn again one after the other.
#include "../reference/preferential_attachment.h"

#include <string.h>

enum { NODE_ARCS_MAX = 8 };

#define INLINE static inline __attribute__((always_inline))

struct growth {
    uint64_t seed, draw; ///< the number of the next draw
    const uint32_t *sources, *targets;
    size_t arcs; ///< so far
};

// The node that draw `draw` attaches to.
INLINE uint32_t draw_node(const struct growth *growth, uint64_t draw) {
    uint64_t z = growth->seed + draw * UINT64_C(0x9e3779b97f4a7c15);
    // Keeps clang from drawing in vectors, where 64-bit products are slow.
    __asm__("" : "+r"(z));
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    size_t end = (size_t)(((z ^ z >> 31) >> 32) * (2 * growth->arcs) >> 32);
    // One load from a selected array, and no branch that nobody can foresee.
    const uint32_t *ends = end % 2 == 0 ? growth->sources : growth->targets;
    __asm__("" : "+r"(ends));
    return ends[end / 2];
}

// Draws one by one until `wanted` different nodes are chosen.
static void choose_slowly(struct growth *growth, size_t wanted, uint32_t *chosen) {
    size_t count = 0;
    while (count < wanted) {
        uint32_t candidate = draw_node(growth, growth->draw++);
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
INLINE void grow(uint64_t seed, size_t nodes, size_t arcs_per_node, uint32_t *sources,
                 uint32_t *targets) {
    struct growth now = {
        .seed = seed, .draw = 1, .sources = sources, .targets = targets, .arcs = arcs_per_node};
    for (size_t node = arcs_per_node + 1; node < nodes; node++) {
        uint32_t chosen[NODE_ARCS_MAX];
#pragma GCC unroll 8
        for (size_t i = 0; i < arcs_per_node; i++)
            chosen[i] = draw_node(&now, now.draw + i);
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
        }
        now.arcs += arcs_per_node;
    }
}

void preferential_attachment(size_t nodes, size_t arcs_per_node, uint64_t seed,
                             uint32_t sources[arcs_per_node * (nodes - arcs_per_node)],
                             uint32_t targets[arcs_per_node * (nodes - arcs_per_node)]) {
    if (nodes == arcs_per_node)
        return;
    for (size_t arc = 0; arc < arcs_per_node; arc++) {
        sources[arc] = (uint32_t)arc + 1;
        targets[arc] = 0;
    }
    switch (arcs_per_node) {
    case 1:
        grow(seed, nodes, 1, sources, targets);
        break;
    case 2:
        grow(seed, nodes, 2, sources, targets);
        break;
    case 3:
        grow(seed, nodes, 3, sources, targets);
        break;
    case 4:
        grow(seed, nodes, 4, sources, targets);
        break;
    case 5:
        grow(seed, nodes, 5, sources, targets);
        break;
    case 6:
        grow(seed, nodes, 6, sources, targets);
        break;
    case 7:
        grow(seed, nodes, 7, sources, targets);
        break;
    default:
        grow(seed, nodes, 8, sources, targets);
        break;
    }
}
