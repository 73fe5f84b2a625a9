#include "cosine.h"

#include "internal/similarity.h"

float cosine(size_t n, const float a[n], const float b[n]) {
    return similarity(n, a, b);
}

double cosine_magnitude(size_t n, const float a[n], const float b[n]);
double cosine_oracle(size_t n, const float a[n], const float b[n]);

double cosine_magnitude(size_t n, const float a[n], const float b[n]) {
    return similarity_magnitude(n, a, b);
}

double cosine_oracle(size_t n, const float a[n], const float b[n]) {
    return similarity_exact(n, a, b);
}

double cosine_flop(size_t n, const float a[n], const float b[n]);

double cosine_flop(size_t n, const float a[n], const float b[n]) {
    (void)a, (void)b;
    return 3 * lanes_dot_flop(n) + 3;
}
