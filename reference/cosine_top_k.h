#include <stddef.h>
#include <stdint.h>

/// The k candidates of the greatest cosine with a query, best first, and their scores.
///
/// The score of candidate i, the row candidates[i * dim] .. candidates[i * dim + dim - 1], has the
/// bits of cosine(dim, query, that row), and the order is that of top_k: a higher score first,
/// among equal ones the lower index, NaN after all numbers. So the result is exact and unique.
///
/// codes, steps and errors are what quantize_rows makes of the candidates, once for many queries.
/// They are hints that let candidates be passed over; they must belong to these candidates, or
/// good ones may be missed. Here cosine_top_k_complete makes them of every case's candidates.
///
/// Computed in the default floating-point state, whatever the caller's state is; that is left as
/// it was.
/// @domain  dim: 0..1024
/// @domain  count: 0..2000
/// @domain  k: 0..count
/// @domain  query, candidates: any
/// @domain  codes: -127..127
/// @domain  steps: 0..1
/// @domain  errors: 0..1 | inf
/// @param[out] indices of the best candidates
/// @param[out] best their scores
/// @compare bits
/// @bench   dim: 768, count: 1000 2000, k: 10
/// @gate    2x
void cosine_top_k(size_t dim, size_t count, size_t k, const float query[dim],
                  const float candidates[count * dim], const int8_t codes[count * dim],
                  const float steps[count], const float errors[count], uint32_t indices[k],
                  float best[k]);
