// Imitates: a decay test with abs 1e-4 and ages up to 1e7 s, seen in the wild: nearly all results
// are so small that a kernel which writes zeros passes.
// expect: mistrusted
// cases: 5000
// says: would pass

#include <stddef.h>
#include <stdint.h>

/// Strengths of 0..1 after an age in seconds, halved every hour.
/// @domain  strengths: 0..1
/// @domain  ages: 3600000..10000000
/// @param[out] left
/// @compare abs 1e-4
void forgotten_strengths(size_t n, const float strengths[n], const uint32_t ages[n], float left[n]);
