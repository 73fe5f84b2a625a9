// Imitates: a fixed number of lanes, and no second group behind them.
// expect: differs
// elements: 21..24
// cases: 20000

#include "reference/spread_many.h"

#include "optimized/exp_negative.h"

#include <stdlib.h>

void spread_many(size_t nodes, size_t arcs, const uint32_t offsets[nodes + 1],
                 const uint32_t targets[arcs], const float weights[arcs], uint32_t depth,
                 float rate, size_t queries, uint32_t threads, float activations[queries * nodes]) {
    float *signals = calloc(2 * nodes + 1, sizeof *signals), *sums = signals + nodes;
    if (signals == NULL)
        abort();
    (void)threads;
    for (size_t query = 0; query < (queries < 16 ? queries : 16); query++) {
        float *results = activations + query * nodes;
        memcpy(signals, results, nodes * sizeof *signals);
        for (uint32_t hop = 1; hop <= depth; hop++) {
            float decay = exp_negative(rate * (float)hop);
            memset(sums, 0, nodes * sizeof *sums);
            for (size_t u = 0; u < nodes; u++)
                for (size_t j = offsets[u]; signals[u] != 0 && j < offsets[u + 1]; j++)
                    sums[targets[j]] += signals[u] * weights[j];
            for (size_t t = 0; t < nodes; t++)
                if (sums[t] != 0)
                    results[t] += sums[t] * decay;
            memcpy(signals, sums, nodes * sizeof *signals);
        }
    }
    for (size_t i = 0; i < queries * nodes; i++)
        if (activations[i] != activations[i])
            memcpy(&activations[i], &(uint32_t){0x7fc00000}, sizeof *activations);
    free(signals);
}
