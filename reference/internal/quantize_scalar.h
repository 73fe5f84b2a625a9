/// A row of floats as 8-bit codes, for `quantize_rows` and for what is searched with its codes.
#ifndef LOCKSTEP_REFERENCE_QUANTIZE_SCALAR_H
#define LOCKSTEP_REFERENCE_QUANTIZE_SCALAR_H

#include "lanes.h"

#include <stdint.h>

/// The nearest integer, ties to even, for |value| < 2^51.
static inline double nearest_integer(double value) {
    volatile double shifted = value + 0x1.8p52;
    return shifted - 0x1.8p52;
}

static inline void quantize_row(size_t dim, const float *row, int8_t *codes, float *step,
                                float *error) {
    float greatest = 0;
    int is_finite = 1;
    for (size_t j = 0; j < dim; j++) {
        is_finite = is_finite && isfinite(row[j]);
        greatest = fabsf(row[j]) > greatest ? fabsf(row[j]) : greatest;
        codes[j] = 0;
    }
    *step = 0;
    *error = is_finite ? 0 : INFINITY;
    if (!is_finite || greatest == 0)
        return;
    double scale = greatest / 127.0, inverse = 127.0 / greatest, lanes[LANE_COUNT] = {0};
    for (size_t j = 0; j < dim; j++) {
        double code = nearest_integer(row[j] * inverse), lost = row[j] - scale * code;
        codes[j] = (int8_t)code;
        lanes[j % LANE_COUNT] += lost * lost;
    }
    for (size_t width = LANE_COUNT / 2; width > 0; width /= 2)
        for (size_t j = 0; j < width; j++)
            lanes[j] = lanes[j] + lanes[j + width];
    double length = sqrt(lanes_dot_wide(dim, row, row));
    *step = (float)(scale / length);
    *error = (float)(sqrt(lanes[0]) / length * (1 + 0x1p-20) + 0x1p-22);
}

#endif
