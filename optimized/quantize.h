/// Rows of floats as small integers: the codes of `quantize_rows`, and a query's for a search.
#ifndef LOCKSTEP_OPTIMIZED_QUANTIZE_H
#define LOCKSTEP_OPTIMIZED_QUANTIZE_H

#include "sum.h"

/// The bits of the greatest absolute value; those of NaN and infinities are the greatest of all.
VECTOR_INLINE uint32_t quantize_greatest(size_t dim, const float *row) {
    uint32_t greatest = 0;
    for (size_t j = 0; j < dim; j++) {
        uint32_t bits;
        memcpy(&bits, row + j, sizeof bits);
        bits &= 0x7fffffff;
        greatest = bits > greatest ? bits : greatest;
    }
    return greatest;
}

/// What a row's codes are worth, as the contract of `quantize_rows` has it.
struct quantized {
    float step, error;
};

/// The tree of 64 lanes of double.
VECTOR_INLINE double quantize_tree(double lanes[SUM_LANES]) {
    for (size_t width = SUM_LANES / 2; width > 0; width /= 2)
        for (size_t j = 0; j < width; j++)
            lanes[j] += lanes[j + width];
    return lanes[0];
}

/// `count` <= 64 elements of one round of lanes. Adding 1.5 * 2^52 rounds to an integer and leaves
/// it in the last bits.
#define QUANTIZE_STEP(count, row, codes, type)                                                     \
    for (size_t j = 0; j < (count); j++) {                                                         \
        double value = (row)[j], shifted = value * inverse + 0x1.8p52;                             \
        double lost = value - scale * (shifted - 0x1.8p52);                                        \
        int64_t bits;                                                                              \
        memcpy(&bits, &shifted, sizeof bits);                                                      \
        (codes)[j] = (type)bits;                                                                   \
        losses[j] += lost * lost;                                                                  \
        squares[j] += value * value;                                                               \
    }

/// Codes of up to `greatest_code` for a row; zeros and an infinite error where the row is not
/// finite.
#define QUANTIZE_ROW(name, type)                                                                   \
    VECTOR_INLINE struct quantized name(size_t dim, const float *row, double greatest_code,        \
                                        type *codes) {                                             \
        const uint32_t infinity_bits = 0x7f800000;                                                 \
        uint32_t bits_of_greatest = quantize_greatest(dim, row);                                   \
        if (bits_of_greatest == 0 || bits_of_greatest >= infinity_bits) {                          \
            memset(codes, 0, dim * sizeof *codes);                                                 \
            return (struct quantized){0, bits_of_greatest ? __builtin_inff() : 0};                 \
        }                                                                                          \
        float greatest;                                                                            \
        memcpy(&greatest, &bits_of_greatest, sizeof greatest);                                     \
        double scale = greatest / greatest_code, inverse = greatest_code / greatest;               \
        double losses[SUM_LANES] = {0}, squares[SUM_LANES] = {0};                                  \
        size_t i = 0;                                                                              \
        for (; dim - i >= SUM_LANES; i += SUM_LANES)                                               \
            QUANTIZE_STEP(SUM_LANES, row + i, codes + i, type)                                     \
        QUANTIZE_STEP(dim - i, row + i, codes + i, type)                                           \
        double length = vector_root_f64(quantize_tree(squares));                                   \
        double error = vector_root_f64(quantize_tree(losses)) / length;                            \
        return (struct quantized){(float)(scale / length),                                         \
                                  (float)(error * (1 + 0x1p-20) + 0x1p-22)};                       \
    }

QUANTIZE_ROW(quantize_row_i8, int8_t)

#endif
