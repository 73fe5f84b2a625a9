#include <stddef.h>
#include <stdint.h>

/// The k best of n scores, best first, and where they stand.
///
/// A higher score comes first. Among equal scores, for which -0 and +0 count, the lower index comes
/// first, and every NaN comes after all numbers, again by index. So the order is total and the
/// result unique. best[r] is the score at indices[r] with its own bits, except that NaN is
/// 0x7fc00000.
///
/// Scores are compared in the default floating-point state (subnormals are not zeros), whatever the
/// caller's state is; that is left as it was.
/// @domain  n: 0..5000
/// @domain  k: 0..n
/// @domain  scores: -1..1 | any
/// @param[out] indices of the best scores
/// @param[out] best the scores themselves
/// @compare bits
/// @bench   n: 1000 5000, k: 10
/// @gate    2x
void top_k(size_t n, size_t k, const float scores[n], uint32_t indices[k], float best[k]);
