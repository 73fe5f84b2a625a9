// Imitates: queries are the lanes of a vector of sixteen: those beyond are left as they were.
// expect: differs
// elements: 21
// cases: 20000

#include "reference/spread_many.h"

#include "optimized/exp_negative.h"

#include <stdlib.h>

/// One hop.
static void hop_once(size_t nodes, const uint32_t *offsets, const uint32_t *targets,
                     const float *weights, float decay, const float *signals, float *sums,
                     float *activation) {
    memset(sums, 0, nodes * sizeof *sums);
    for (size_t u = 0; u < nodes; u++) {
        for (size_t j = offsets[u]; signals[u] != 0 && j < offsets[u + 1]; j++)
            sums[targets[j]] += signals[u] * weights[j];
    }
    for (size_t t = 0; t < nodes; t++)
        if (sums[t] != 0)
            activation[t] += sums[t] * decay;
}

void spread_many(size_t nodes, size_t arcs, const uint32_t offsets[nodes + 1],
                 const uint32_t targets[arcs], const float weights[arcs], uint32_t depth,
                 float rate, size_t queries, uint32_t threads, float activations[queries * nodes]) {
    (void)threads;
    float *memory = calloc(2 * nodes + 1, sizeof *memory);
    if (memory == NULL)
        abort();
    size_t lanes = queries < 16 ? queries : 16;
    for (size_t query = 0; query < lanes; query++) {
        float *activation = activations + query * nodes, *signals = memory, *sums = memory + nodes;
        memcpy(signals, activation, nodes * sizeof *signals);
        for (uint32_t hop = 1; hop <= depth; hop++) {
            float decay = exp_negative(rate * (float)hop);
            hop_once(nodes, offsets, targets, weights, decay, signals, sums, activation);
            float *swapped = signals;
            signals = sums;
            sums = swapped;
        }
    }
    free(memory);
}
