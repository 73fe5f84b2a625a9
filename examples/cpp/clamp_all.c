#include "clamp_all.h"

void clamp_all(const float *values, float low, float high, float *clamped, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (values[i] < low)
            clamped[i] = low;
        else if (values[i] > high)
            clamped[i] = high;
        else
            clamped[i] = values[i];
    }
}
