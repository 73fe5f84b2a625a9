#include "mean_absolute_error.h"

#include <math.h>

float mean_absolute_error(const float *a, const float *b, size_t count) {
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += fabs((double)a[i] - b[i]);
    return count > 0 ? (float)(sum / (double)count) : 0;
}
