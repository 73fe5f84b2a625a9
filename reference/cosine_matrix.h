#include <stddef.h>

/// Cosine of the angles between many queries and many candidates.
///
/// Query q is the row queries[q * dim] .. queries[q * dim + dim - 1], candidate c likewise, and
/// scores[q * count + c] has the bits of cosine(dim, that query, that candidate), zero vectors,
/// NaN and infinities included.
/// @domain  dim: 0..1024
/// @domain  query_count: 0..4 | 0..7 | 0..60 -- limits of what a test can afford, not of the kernel
/// @domain  count: 1..5 | 0..9 | 0..600
/// @domain  queries, candidates: any
/// @param[out] scores one per query and candidate, the queries' after each other
/// @compare bits
/// @bench   dim: 768, query_count: 8 32, count: 100
/// @gate    2x
void cosine_matrix(size_t dim, size_t query_count, size_t count,
                   const float queries[query_count * dim], const float candidates[count * dim],
                   float scores[query_count * count]);
