// Imitates: a product rounded to float where double was meant.
// expect: differs
// elements: 2
// cases: 20000

#include "reference/decay_linear.h"

void decay_linear(size_t n, float strengths[n], const uint64_t ages[n], float slope) {
    for (size_t i = 0; i < n; i++) {
        float loss = slope * (float)ages[i];
        float left = (float)((double)strengths[i] - loss);
        strengths[i] = left > 0 || left != left ? left : 0;
    }
}
