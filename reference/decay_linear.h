#include <stddef.h>
#include <stdint.h>

/// Linear decay of memory strengths, in place: max(0, strength - slope * age).
///
/// The age is rounded to double, the product with the slope and the difference are each rounded to
/// double, and a difference above 0 is rounded to float; any other difference gives +0, never -0.
/// A NaN strength or slope gives NaN (0x7fc00000), as do an infinite slope at age 0 and
/// infinity minus infinity.
/// @domain  n: 0..4096
/// @domain  strengths: 0..1 | any
/// @domain  ages: 0..4000000000 | any -- seconds; up to a human lifetime, or anything
/// @domain  slope: 1e-12..1 | any -- per second
/// @compare bits
/// @bench   n: 1024 4096
/// @gate    1.5x -- two lanes of double are all that the baseline has
void decay_linear(size_t n, float strengths[n], const uint64_t ages[n], float slope);
