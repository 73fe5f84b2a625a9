#include "normalize.h"

#include "internal/lanes.h"

#include <math.h>

void normalize(size_t n, const float a[n], float result[n]) {
    float square = lanes_dot(n, a, a);
    if (is_safe_square(square)) {
        float factor = (float)(1.0 / sqrt((double)square));
        for (size_t i = 0; i < n; i++)
            result[i] = a[i] * factor;
        return;
    }
    double wide = lanes_dot_wide(n, a, a);
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(wide))
            result[i] = NAN;
        else if (wide == 0)
            result[i] = 0;
        else
            result[i] = (float)(a[i] * (1.0 / sqrt(wide)));
    }
}

void normalize_magnitude(size_t n, const float a[n], double result[n]);
void normalize_oracle(size_t n, const float a[n], double result[n]);

void normalize_magnitude(size_t n, const float a[n], double result[n]) {
    normalize_oracle(n, a, result);
    for (size_t i = 0; i < n; i++)
        result[i] = fabs(result[i]);
}

void normalize_oracle(size_t n, const float a[n], double result[n]) {
    double square = lanes_dot_exact(n, a, a);
    for (size_t i = 0; i < n; i++) {
        result[i] = a[i] / sqrt(square);
        if (!isfinite(square))
            result[i] = NAN;
        else if (square == 0)
            result[i] = 0;
    }
}

double normalize_flop(size_t n, const float a[n], float result[n]);

double normalize_flop(size_t n, const float a[n], float result[n]) {
    (void)a, (void)result;
    return lanes_dot_flop(n) + 2 + (double)n;
}
