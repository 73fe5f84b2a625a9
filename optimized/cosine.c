#include "../reference/cosine.h"

#include "similarity_finish.h"

// Three sums of half the lanes are 12 accumulators, which leave room for the operands in 16
// registers; a wider machine has room for all.
enum { COSINE_GROUP = VECTOR_BYTES == 16 ? 8 : 4 };

float cosine(size_t n, const float a[n], const float b[n]) {
    const float *const left[] = {a, a, b}, *const right[] = {b, a, b};
    float sums[3];
    sum_many(n, 3, COSINE_GROUP, left, right, sums);
    return similarity_finish(n, a, b, sums[0], sums[1], sums[2]);
}
