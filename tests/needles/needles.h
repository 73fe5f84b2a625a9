// Needles: divergences that hide from random inputs and from coverage. None stands behind a branch;
// most show only where many elements conspire, so a search needs a slope, not luck.
#include <stddef.h>
#include <stdint.h>

/// The sum of 64 activations; tiny ones are not faint enough to be left out.
/// @domain  x: 0..1
/// @compare abs 6e-5
float faint_sum(const float x[64]);

/// The sum of weights.
/// @domain  n: 1..4096
/// @domain  x: 0..1
/// @compare rel 3e-5
float drifting_sum(size_t n, const float x[n]);

/// The cosine of two vectors of embeddings.
/// @domain  n: 1..768
/// @domain  a, b: -1e9..1e9
/// @compare abs 1e-6
float coarse_cosine(size_t n, const float a[n], const float b[n]);

/// The sum of 16 numbers, one lane of which has lost its low bits.
/// @domain  x: -65536..65536
/// @compare ulp 1048576
float blurred_sum(const float x[16]);

/// Sums of numbers that lie 32 places apart.
/// @domain  x: normal
/// @param[out] sums
/// @compare bits
void distant_pairs(const float x[64], float sums[32]);

/// How many bytes equal a key.
/// @domain  n: 0..8192
/// @compare bits
uint32_t full_counters(size_t n, const uint8_t bytes[n], uint8_t key);

/// Mixes the bits of a number.
/// @domain  x: any
/// @compare bits
uint32_t mixed_bits(uint32_t x);

/// Runs a trace on a pool of four blocks, all free at first: takes one, or gives the last one back.
/// Returns how many were taken; there is none to take while four are held.
/// @domain  takes: 0..1
/// @compare bits
uint32_t lent_blocks(size_t n, const uint8_t takes[n]);
