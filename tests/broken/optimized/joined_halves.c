// Imitates: a function written for a convention in which the callee takes its arguments off the
// stack.
// expect: leaked
// elements: 0
// cases: 5000
// says: the stack pointer
// machine: x86_64

#include "tests/broken/reference/joined_halves.h"

#if defined(__x86_64__)
__asm__(".pushsection .text\n"
        ".globl joined_halves\n"
        ".type joined_halves, @function\n"
        "joined_halves:\n"
        "movl %edi, %eax\n"
        "shlq $32, %rsi\n"
        "orq %rsi, %rax\n"
        "ret $16\n"
        ".popsection\n");
#else
uint64_t joined_halves(uint32_t low, uint32_t high) {
    return (uint64_t)high << 32 | low;
}
#endif
