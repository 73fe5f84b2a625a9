#include <stddef.h>
#include <stdint.h>

/// Rows of floats as unit rows in 8-bit codes, with what is lost by that.
///
/// For row i, whose greatest absolute value is m and whose squared norm x is the sum in double of
/// the contract of `norm`: code j is rows[i * dim + j] * (127.0 / m) in double, rounded to the
/// nearest integer, ties to even. steps[i] is (m / 127.0) / sqrt(x), in double and then rounded to
/// float, so that steps[i] * codes is close to the row divided by its norm. How close, in the
/// Euclidean norm, errors[i] bounds from above: with z the sum, in the lanes and the tree of
/// `norm`, of the squares of row - (m / 127.0) * code (each operation rounded to double), it is
/// sqrt(z) / sqrt(x) * (1 + 2^-20) + 2^-22 in double, rounded to float.
///
/// A row of zeros has codes, step and error 0. A row with a NaN or an infinity has codes and step
/// 0 and an infinite error. Computed in the default floating-point state, whatever the caller's.
/// @domain  dim: 0..1024
/// @domain  count: 0..5000
/// @domain  rows: any
/// @param[out] codes the rows' codes, -127..127
/// @param[out] steps what a code of 1 stands for in the unit row
/// @param[out] errors bounds of the distance to the unit row
/// @compare bits
/// @bench   dim: 768, count: 100 1000
void quantize_rows(size_t dim, size_t count, const float rows[count * dim],
                   int8_t codes[count * dim], float steps[count], float errors[count]);
