#include "spread_many.h"

#include "internal/spreading.h"

void spread_many(size_t nodes, size_t arcs, const uint32_t offsets[nodes + 1],
                 const uint32_t targets[arcs], const float weights[arcs], uint32_t depth,
                 float rate, size_t queries, uint32_t threads, float activations[queries * nodes]) {
    (void)threads;
    for (size_t query = 0; query < queries; query++)
        spreading_run(nodes, offsets, targets, weights, depth, rate, activations + query * nodes);
}

void spread_many_magnitude(size_t nodes, size_t arcs, const uint32_t offsets[nodes + 1],
                           const uint32_t targets[arcs], const float weights[arcs], uint32_t depth,
                           float rate, size_t queries, uint32_t threads,
                           double activations[queries * nodes]);
void spread_many_oracle(size_t nodes, size_t arcs, const uint32_t offsets[nodes + 1],
                        const uint32_t targets[arcs], const float weights[arcs], uint32_t depth,
                        float rate, size_t queries, uint32_t threads,
                        double activations[queries * nodes]);

void spread_many_magnitude(size_t nodes, size_t arcs, const uint32_t offsets[nodes + 1],
                           const uint32_t targets[arcs], const float weights[arcs], uint32_t depth,
                           float rate, size_t queries, uint32_t threads,
                           double activations[queries * nodes]) {
    (void)threads;
    for (size_t query = 0; query < queries; query++)
        spreading_run_absolutely(nodes, arcs, offsets, targets, weights, depth, rate,
                                 activations + query * nodes);
}

void spread_many_oracle(size_t nodes, size_t arcs, const uint32_t offsets[nodes + 1],
                        const uint32_t targets[arcs], const float weights[arcs], uint32_t depth,
                        float rate, size_t queries, uint32_t threads,
                        double activations[queries * nodes]) {
    (void)threads;
    for (size_t query = 0; query < queries; query++)
        spreading_run_exactly(nodes, offsets, targets, weights, depth, rate,
                              activations + query * nodes);
}

void spread_many_seeds(void *values, size_t count, uint64_t (*next)(void *state), void *state);

// From every node of every query to one in 32768; all in (0, 1].
void spread_many_seeds(void *values, size_t count, uint64_t (*next)(void *state), void *state) {
    float *seeds = values;
    uint64_t rarity = next(state) % 16;
    for (size_t i = 0; i < count; i++) {
        uint64_t draw = next(state);
        seeds[i] = draw >> 32 < UINT64_C(1) << (32 - rarity)
                       ? (float)((draw & 0xffffff) + 1) * 0x1p-24f
                       : 0;
    }
}
