#include <stddef.h>

/// Cosine of the angles between one query and many candidates.
///
/// Candidate i is the row candidates[i * dim] .. candidates[i * dim + dim - 1], and scores[i] has
/// the bits of cosine(dim, query, that row), zero vectors, NaN and infinities included.
/// @domain  dim: 0..1024
/// @domain  count: 0..5000
/// @domain  query, candidates: any
/// @param[out] scores one per candidate
/// @compare bits
/// @bench   dim: 768, count: 100 1000 5000
/// @gate    2x
void cosine_batch(size_t dim, size_t count, const float query[dim],
                  const float candidates[count * dim], float scores[count]);
