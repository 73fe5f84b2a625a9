#include <stddef.h>

/// Euclidean norm of a vector.
///
/// The squared norm x is dot(a, a) as the contract of `dot` defines it: 64 interleaved lanes of
/// fma in float, then a tree. Where 2^-96 <= x <= 2^96, no square has overflowed or lost anything
/// that counts, and the result is sqrt(x) rounded to float. Anywhere else x is summed again in the
/// same lanes and the same tree in double, lane = lane + a[i] * a[i], where the squares are exact
/// and can neither overflow nor underflow, and the result is sqrt(x) in double, rounded to float.
/// So a finite vector has an infinite norm only if its norm is beyond the range of float, and a
/// norm of 0 only if every element is 0. A NaN among the elements gives NaN, else an infinity gives
/// infinity. A NaN result is 0x7fc00000.
/// @domain  n: 0..4096
/// @domain  a: any
/// @compare bits
/// @bench   n: 64 768 1536
/// @gate    2x
float norm(size_t n, const float a[n]);
