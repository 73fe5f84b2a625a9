/// Spreading activation, one query at a time: what spread and spread_many are both about.
#ifndef LOCKSTEP_REFERENCE_SPREADING_H
#define LOCKSTEP_REFERENCE_SPREADING_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef unsigned __int128 spreading_wide;

// k * 2^exponent, where k has at most 24 bits and the exponent is -149 at least.
static inline float spreading_compose(uint64_t k, int exponent) {
    uint32_t bits = ((uint32_t)(exponent + 149) << 23) + (uint32_t)k;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

// exp(-x) for x >= 0, correctly rounded to nearest. All in integers, so that neither the rounding
// mode nor the flushing of subnormals has a say. The error before rounding is below 2^-58, and no
// float's exponential is that close to the middle of two floats (checked for all of them).
static inline float spreading_decay(float x) {
    const spreading_wide ln2 =
        (spreading_wide)UINT64_C(0x00b17217f7d1cf79) << 64 | UINT64_C(0xabc9e3b39803f2f7);
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    bits &= 0x7fffffff;
    // Beyond 104 the result is less than half of the smallest float, below 2^-26 it is 1.
    if (bits > 0x42d00000)
        return 0;
    if (bits < 0x32800000)
        return 1;
    // x with 120 bits behind the point, and x = n * ln(2) + rest.
    spreading_wide fixed = (spreading_wide)((bits & 0x7fffff) | 0x800000) << ((bits >> 23) - 30);
    int n = (int)(fixed / ln2);
    // exp(-rest) by its power series, with 63 bits behind the point.
    uint64_t rest = (uint64_t)((fixed - (spreading_wide)n * ln2) >> 57);
    uint64_t term = UINT64_C(1) << 63, sum = term;
    for (uint64_t k = 1; term > 0; k++) {
        term = (uint64_t)((spreading_wide)term * rest >> 63) / k;
        sum = k % 2 == 1 ? sum - term : sum + term;
    }
    // The result is sum * 2^(-63 - n) with sum in 2^62 … 2^63: keep 24 bits, fewer if subnormal.
    int exponent = (sum >> 63 ? 0 : -1) - n - 23;
    if (exponent < -149)
        exponent = -149;
    int dropped = exponent + 63 + n;
    if (dropped > 63)
        return 0;
    uint64_t k = sum >> dropped, remainder = sum - (k << dropped);
    uint64_t half = UINT64_C(1) << (dropped - 1);
    if (remainder > half || (remainder == half && k % 2 == 1))
        k++;
    return spreading_compose(k, exponent);
}

static inline void spreading_run(size_t nodes, const uint32_t *offsets, const uint32_t *targets,
                                 const float *weights, uint32_t depth, float rate,
                                 float *activation) {
    float *signal = malloc((nodes + 1) * sizeof *signal);
    float *next = malloc((nodes + 1) * sizeof *next);
    if (signal == NULL || next == NULL)
        abort();
    for (size_t t = 0; t < nodes; t++)
        signal[t] = activation[t];
    for (uint32_t h = 1; h <= depth; h++) {
        float decay = spreading_decay(rate * (float)h);
        for (size_t t = 0; t < nodes; t++)
            next[t] = 0.0f;
        for (size_t u = 0; u < nodes; u++) {
            for (uint32_t j = offsets[u]; j < offsets[u + 1]; j++) {
                if (signal[u] != 0)
                    next[targets[j]] += signal[u] * weights[j];
            }
        }
        for (size_t t = 0; t < nodes; t++) {
            if (next[t] != 0)
                activation[t] += next[t] * decay;
            signal[t] = next[t];
        }
    }
    for (size_t t = 0; t < nodes; t++) {
        if (activation[t] != activation[t])
            memcpy(&activation[t], &(uint32_t){0x7fc00000}, sizeof activation[t]);
    }
    free(signal);
    free(next);
}

/// The same in double, except for the decay, which is a float by contract.
static inline void spreading_run_exactly(size_t nodes, const uint32_t *offsets,
                                         const uint32_t *targets, const float *weights,
                                         uint32_t depth, float rate, double *activation) {
    double *signal = calloc(nodes + 1, sizeof *signal), *next = calloc(nodes + 1, sizeof *next);
    if (signal == NULL || next == NULL)
        abort();
    memcpy(signal, activation, nodes * sizeof *signal);
    for (uint32_t h = 1; h <= depth; h++) {
        double decay = spreading_decay(rate * (float)h);
        for (size_t u = 0; u < nodes; u++) {
            for (uint32_t j = offsets[u]; j < offsets[u + 1]; j++) {
                if (signal[u] != 0)
                    next[targets[j]] += signal[u] * (double)weights[j];
            }
        }
        for (size_t t = 0; t < nodes; t++) {
            if (next[t] != 0)
                activation[t] += next[t] * decay;
            signal[t] = next[t];
            next[t] = 0;
        }
    }
    free(signal);
    free(next);
}

/// What arrives where nothing cancels: the exact result for absolute seeds and weights.
static inline void spreading_run_absolutely(size_t nodes, size_t arcs, const uint32_t *offsets,
                                            const uint32_t *targets, const float *weights,
                                            uint32_t depth, float rate, double *activation) {
    float *absolute = malloc((arcs + 1) * sizeof *absolute);
    if (absolute == NULL)
        abort();
    for (size_t j = 0; j < arcs; j++)
        absolute[j] = fabsf(weights[j]);
    for (size_t t = 0; t < nodes; t++)
        activation[t] = fabs(activation[t]);
    spreading_run_exactly(nodes, offsets, targets, absolute, depth, rate, activation);
    free(absolute);
}

#endif
