#include <stddef.h>
#include <stdint.h>

/// The indices of the k largest scores: descending, equal ones by index, NaN behind all numbers.
/// @domain  n: 0..64
/// @domain  k: 0..n
/// @domain  scores: any
/// @param[out] best
/// @compare bits
void best_k(size_t n, size_t k, const float scores[n], uint32_t best[k]);
