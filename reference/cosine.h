#include <stddef.h>

/// Cosine of the angle between two vectors.
///
/// With d = dot(a, b), x = dot(a, a) and y = dot(b, b) as the contract of `dot` defines them, the
/// score is d / sqrt(x * y) where both x and y lie in 2^-96..2^96: the product (exact), the root
/// and the quotient in double, then rounded to float. If either lies outside, d, x and y are all
/// summed again in the same lanes and the same tree in double, where products are exact and nothing
/// can overflow or underflow, and the same formula holds. Which of the two forms applies depends on
/// x and y alone, so that a score from stored x and y has the same bits.
///
/// Then the score is clamped to -1..1. If a or b has a NaN or an infinity, the score is NaN
/// (0x7fc00000); otherwise, if either is a vector of zeros (or n = 0), the score is +0.
/// @domain  n: 0..4096
/// @domain  a, b: any
/// @compare bits
/// @bench   n: 64 768 1536
/// @gate    2x
float cosine(size_t n, const float a[n], const float b[n]);
