// Imitates: assembly for Windows, which keeps its arguments in the 32 bytes above the return
// address that its callers reserve there. Those of System V do not.
// expect: leaked
// elements: 0
// cases: 5000
// says: bytes of its caller's frame
// machine: x86_64

#include "tests/broken/reference/weighted_pair.h"

#if defined(__x86_64__)
__asm__(".pushsection .text\n"
        ".globl weighted_pair\n"
        ".type weighted_pair, @function\n"
        "weighted_pair:\n"
        "movq %rdi, 8(%rsp)\n"
        "movq %rsi, 16(%rsp)\n"
        "leaq (%rdi,%rdi,2), %rax\n"
        "leaq (%rsi,%rsi,4), %rcx\n"
        "addq %rcx, %rax\n"
        "ret\n"
        ".popsection\n");
#else
uint64_t weighted_pair(uint64_t a, uint64_t b) {
    return 3 * a + 5 * b;
}
#endif
