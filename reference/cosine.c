#include "cosine.h"

#include "internal/similarity.h"

#include <math.h>

float cosine(size_t n, const float a[n], const float b[n]) {
    return similarity(n, a, b);
}

double cosine_magnitude(size_t n, const float a[n], const float b[n]);
double cosine_oracle(size_t n, const float a[n], const float b[n]);

double cosine_magnitude(size_t n, const float a[n], const float b[n]) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += fabs((double)a[i] * (double)b[i]);
    double scale = sqrt(lanes_dot_exact(n, a, a)) * sqrt(lanes_dot_exact(n, b, b));
    return scale > 0 ? sum / scale : 0;
}

double cosine_oracle(size_t n, const float a[n], const float b[n]) {
    return similarity_exact(n, a, b);
}
