// Imitates: assembly that takes a 32-bit argument by its 64-bit register, whose upper half the
// caller may leave in any state.
// expect: unstable
// elements: 0
// cases: 5000

#include <stddef.h>
#include <stdint.h>

/// Declared as the register is, not as the contract says.
uint32_t upper_half(uint64_t word);

uint32_t upper_half(uint64_t word) {
    return (uint32_t)(word >> 16);
}
