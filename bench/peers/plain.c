/// The loops that a user writes first, for `-O3 -march=native -ffast-math`: compiled by gcc and by
/// clang into libraries of their own. With such flags the order of additions is the compiler's.
#include <math.h>
#include <stddef.h>
#include <stdint.h>

float plain_dot(size_t n, const float *a, const float *b);
float plain_norm(size_t n, const float *a);
void plain_normalize(size_t n, const float *a, float *result);
float plain_cosine(size_t n, const float *a, const float *b);
void plain_cosine_batch(size_t dim, size_t count, const float *query, const float *candidates,
                        float *scores);
void plain_exp(size_t n, const float *x, float *result);
void plain_pow(size_t n, const float *base, const float *exponent, float *result);
void plain_decay_exponential(size_t n, float *strengths, const uint64_t *ages, float tau);
void plain_decay_power_law(size_t n, float *strengths, const uint64_t *ages, float tau,
                           float alpha);
void plain_decay_linear(size_t n, float *strengths, const uint64_t *ages, float slope);
size_t plain_collect_nodes(size_t slots, const uint8_t *states, uint32_t *ids);
void plain_spread(size_t nodes, const uint32_t *offsets, const uint32_t *targets,
                  const float *weights, uint32_t depth, float rate, float *activation,
                  float *signals);

float plain_dot(size_t n, const float *a, const float *b) {
    float sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

float plain_norm(size_t n, const float *a) {
    float sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * a[i];
    return sqrtf(sum);
}

void plain_normalize(size_t n, const float *a, float *result) {
    float norm = plain_norm(n, a);
    for (size_t i = 0; i < n; i++)
        result[i] = a[i] / norm;
}

float plain_cosine(size_t n, const float *a, const float *b) {
    float product = 0, a_square = 0, b_square = 0;
    for (size_t i = 0; i < n; i++) {
        product += a[i] * b[i];
        a_square += a[i] * a[i];
        b_square += b[i] * b[i];
    }
    return product / sqrtf(a_square * b_square);
}

void plain_cosine_batch(size_t dim, size_t count, const float *query, const float *candidates,
                        float *scores) {
    for (size_t i = 0; i < count; i++)
        scores[i] = plain_cosine(dim, query, candidates + i * dim);
}

void plain_exp(size_t n, const float *x, float *result) {
    for (size_t i = 0; i < n; i++)
        result[i] = expf(x[i]);
}

void plain_pow(size_t n, const float *base, const float *exponent, float *result) {
    for (size_t i = 0; i < n; i++)
        result[i] = powf(base[i], exponent[i]);
}

void plain_decay_exponential(size_t n, float *strengths, const uint64_t *ages, float tau) {
    for (size_t i = 0; i < n; i++)
        strengths[i] *= expf(-(float)ages[i] / tau);
}

void plain_decay_power_law(size_t n, float *strengths, const uint64_t *ages, float tau,
                           float alpha) {
    for (size_t i = 0; i < n; i++)
        strengths[i] *= powf(1 + (float)ages[i] / tau, -alpha);
}

void plain_decay_linear(size_t n, float *strengths, const uint64_t *ages, float slope) {
    for (size_t i = 0; i < n; i++) {
        float left = strengths[i] - slope * (float)ages[i];
        strengths[i] = left > 0 ? left : 0;
    }
}

size_t plain_collect_nodes(size_t slots, const uint8_t *states, uint32_t *ids) {
    size_t count = 0;
    for (size_t i = 0; i < slots; i++)
        if (states[i] != 0)
            ids[count++] = (uint32_t)i;
    return count;
}

/// Pushes along the arcs of every node that has a signal. `signals` is scratch of 2 * nodes floats.
void plain_spread(size_t nodes, const uint32_t *offsets, const uint32_t *targets,
                  const float *weights, uint32_t depth, float rate, float *activation,
                  float *signals) {
    float *now = signals, *next = signals + nodes;
    for (size_t u = 0; u < nodes; u++)
        now[u] = activation[u];
    for (uint32_t hop = 1; hop <= depth; hop++) {
        float decay = expf(-rate * (float)hop);
        for (size_t u = 0; u < nodes; u++)
            next[u] = 0;
        for (size_t u = 0; u < nodes; u++) {
            if (now[u] == 0)
                continue;
            for (uint32_t arc = offsets[u]; arc < offsets[u + 1]; arc++)
                next[targets[arc]] += now[u] * weights[arc];
        }
        for (size_t u = 0; u < nodes; u++)
            activation[u] += next[u] * decay;
        float *kept = now;
        now = next;
        next = kept;
    }
}
