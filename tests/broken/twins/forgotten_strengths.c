#include "tests/broken/twins/forgotten_strengths.h"

#include <math.h>

void forgotten_strengths(size_t n, const float strengths[n], const uint32_t ages[n],
                         float left[n]) {
    for (size_t i = 0; i < n; i++) {
        uint32_t hours = ages[i] / 3600, seconds = ages[i] % 3600;
        double part = exp(seconds * (-0.6931471805599453 / 3600));
        left[i] = (float)ldexp(strengths[i] * part, -(int)hours);
    }
}
