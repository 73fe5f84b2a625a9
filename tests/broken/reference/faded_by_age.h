#include <stddef.h>
#include <stdint.h>

/// Strengths after an age: each is divided by 1 + rate * age.
/// @domain  rate: 0.125..1
/// @domain  age: 0..4
/// @domain  strengths: 0..1
/// @param[out] faded
/// @compare bits
void faded_by_age(size_t n, float rate, uint32_t age, const float strengths[n], float faded[n]);
