// Imitates: assembly that uses a register which belongs to the caller: RBX, or x19.
// expect: leaked
// elements: 1
// cases: 5000
// says: register

#include "tests/broken/reference/parity_words.h"

#include <stdint.h>

static uint32_t parity(uint32_t word) {
    word ^= word >> 16;
    word ^= word >> 8;
    word ^= word >> 4;
    // The register is missing from the list of what the assembly changes.
#if defined(__x86_64__)
    __asm__ volatile("movl $0x6996, %%ebx" : : :);
#elif defined(__aarch64__)
    __asm__ volatile("mov w19, #0x6996" : : :);
#endif
    return 0x6996u >> (word & 15) & 1;
}

void parity_words(size_t n, const uint32_t words[n], uint8_t parities[n]) {
    for (size_t i = 0; i < n; i++)
        parities[i] = (uint8_t)parity(words[i]);
}
