#include <stddef.h>
#include <stdint.h>

/// Sums the weights of each row of a matrix in compressed sparse rows, in ascending order.
/// @domain  rows: 0..256
/// @domain  offsets: partition(arcs)
/// @domain  weights: any
/// @param[out] sums
/// @compare bits
void csr_row_sums(size_t rows, size_t arcs, const uint32_t offsets[rows + 1],
                  const float weights[arcs], float sums[rows]);
