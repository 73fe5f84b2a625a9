#include "spread.h"

#include "internal/spreading.h"

#include <stdbool.h>

void spread(size_t nodes, size_t arcs, const uint32_t offsets[nodes + 1],
            const uint32_t targets[arcs], const float weights[arcs], uint32_t depth, float rate,
            uint32_t threads, float activation[nodes]) {
    (void)threads;
    spreading_run(nodes, offsets, targets, weights, depth, rate, activation);
}

void spread_magnitude(size_t nodes, size_t arcs, const uint32_t offsets[nodes + 1],
                      const uint32_t targets[arcs], const float weights[arcs], uint32_t depth,
                      float rate, uint32_t threads, double activation[nodes]);
void spread_oracle(size_t nodes, size_t arcs, const uint32_t offsets[nodes + 1],
                   const uint32_t targets[arcs], const float weights[arcs], uint32_t depth,
                   float rate, uint32_t threads, double activation[nodes]);

void spread_oracle(size_t nodes, size_t arcs, const uint32_t offsets[nodes + 1],
                   const uint32_t targets[arcs], const float weights[arcs], uint32_t depth,
                   float rate, uint32_t threads, double activation[nodes]) {
    (void)threads;
    spreading_run_exactly(nodes, offsets, targets, weights, depth, rate, activation);
}

void spread_magnitude(size_t nodes, size_t arcs, const uint32_t offsets[nodes + 1],
                      const uint32_t targets[arcs], const float weights[arcs], uint32_t depth,
                      float rate, uint32_t threads, double activation[nodes]) {
    (void)threads;
    spreading_run_absolutely(nodes, arcs, offsets, targets, weights, depth, rate, activation);
}

void spread_seeds(void *values, size_t count, uint64_t (*next)(void *state), void *state);

// One seed, or about one in four to 256 nodes, or every node has one; all in (0, 1].
void spread_seeds(void *values, size_t count, uint64_t (*next)(void *state), void *state) {
    float *seeds = values;
    uint64_t word = next(state);
    uint64_t only = count > 0 ? (word >> 32) % count : 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t draw = next(state);
        bool is_seed = word % 8 < 3 ? i == only : word % 8 == 7 || draw >> (56 + word % 4 * 2) == 0;
        seeds[i] = is_seed ? (float)((draw & 0xffffff) + 1) * 0x1p-24f : 0.0f;
    }
}
