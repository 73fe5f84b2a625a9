#include "tests/broken/reference/faded_by_age.h"

void faded_by_age(size_t n, float rate, uint32_t age, const float strengths[n], float faded[n]) {
    for (size_t i = 0; i < n; i++)
        faded[i] = strengths[i] / (1 + rate * (float)age);
}
