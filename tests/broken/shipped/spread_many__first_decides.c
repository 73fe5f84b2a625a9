// Imitates: queries are lanes, and all of them stop where the first has nothing more to send.
// expect: differs
// elements: 6
// cases: 20000

#include "reference/spread_many.h"

#include "optimized/exp_negative.h"

#include <stdbool.h>
#include <stdlib.h>

/// One hop; false where nothing was sent.
static bool hop_once(size_t nodes, const uint32_t *offsets, const uint32_t *targets,
                     const float *weights, float decay, const float *signals, float *sums,
                     float *activation) {
    bool has_signal = false;
    memset(sums, 0, nodes * sizeof *sums);
    for (size_t u = 0; u < nodes; u++) {
        has_signal |= signals[u] != 0;
        for (size_t j = offsets[u]; signals[u] != 0 && j < offsets[u + 1]; j++)
            sums[targets[j]] += signals[u] * weights[j];
    }
    for (size_t t = 0; t < nodes; t++)
        if (sums[t] != 0)
            activation[t] += sums[t] * decay;
    return has_signal;
}

void spread_many(size_t nodes, size_t arcs, const uint32_t offsets[nodes + 1],
                 const uint32_t targets[arcs], const float weights[arcs], uint32_t depth,
                 float rate, size_t queries, uint32_t threads, float activations[queries * nodes]) {
    (void)threads;
    float *memory = calloc(2 * nodes + 1, sizeof *memory);
    uint32_t hops = depth;
    if (memory == NULL)
        abort();
    for (size_t query = 0; query < queries; query++) {
        float *activation = activations + query * nodes, *signals = memory, *sums = memory + nodes;
        memcpy(signals, activation, nodes * sizeof *signals);
        for (uint32_t hop = 1; hop <= hops; hop++) {
            float decay = exp_negative(rate * (float)hop);
            bool goes_on =
                hop_once(nodes, offsets, targets, weights, decay, signals, sums, activation);
            if (query == 0 && !goes_on)
                hops = hop - 1;
            float *swapped = signals;
            signals = sums;
            sums = swapped;
        }
    }
    free(memory);
}
