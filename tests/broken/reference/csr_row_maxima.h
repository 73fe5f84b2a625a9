#include <stddef.h>
#include <stdint.h>

/// The largest number of each row of a matrix in compressed sparse rows; 0 for an empty row.
/// @domain  rows: 0..256
/// @domain  offsets: partition(arcs)
/// @param[out] maxima
/// @compare bits
void csr_row_maxima(size_t rows, size_t arcs, const uint32_t offsets[rows + 1],
                    const uint32_t values[arcs], uint32_t maxima[rows]);
