// Imitates: sources walked from the last to the first: sums in another order.
// expect: differs
// elements: 11
// cases: 50000

#include "reference/spread.h"

#include "optimized/exp_negative.h"

#include <stdlib.h>

void spread(size_t nodes, size_t arcs, const uint32_t offsets[nodes + 1],
            const uint32_t targets[arcs], const float weights[arcs], uint32_t depth, float rate,
            uint32_t threads, float activation[nodes]) {
    (void)threads;
    float *memory = calloc(2 * nodes + 1, sizeof *memory), *signals = memory,
          *sums = memory + nodes;
    if (memory == NULL)
        abort();
    memcpy(signals, activation, nodes * sizeof *signals);
    for (uint32_t hop = 1; hop <= depth; hop++) {
        float decay = exp_negative(rate * (float)hop);
        memset(sums, 0, nodes * sizeof *sums);
        for (size_t u = nodes; u-- > 0;)
            for (size_t j = offsets[u]; signals[u] != 0 && j < offsets[u + 1]; j++)
                sums[targets[j]] += signals[u] * weights[j];
        for (size_t t = 0; t < nodes; t++)
            if (sums[t] != 0)
                activation[t] += sums[t] * decay;
        float *swapped = signals;
        signals = sums;
        sums = swapped;
    }
    free(memory);
}
