/// One operation per element: packed arithmetic where the compiler may vectorize, scalar where not.
#include <stddef.h>
#include <stdint.h>

void scale(size_t n, float *values, float factor);
void count(size_t n, uint32_t *values, uint32_t step);
double total(size_t n, const uint64_t *values);

void scale(size_t n, float *values, float factor) {
    for (size_t i = 0; i < n; i++)
        values[i] *= factor;
}

void count(size_t n, uint32_t *values, uint32_t step) {
    for (size_t i = 0; i < n; i++)
        values[i] += step;
}

/// Clang converts an unsigned integer with a packed subtraction, and is not to be accused of it.
double total(size_t n, const uint64_t *values) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)values[i];
    return sum;
}
