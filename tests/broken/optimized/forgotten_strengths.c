// The kernel that the contract's tolerance lets pass.

#include "tests/broken/reference/forgotten_strengths.h"

#include <string.h>

void forgotten_strengths(size_t n, const float strengths[n], const uint32_t ages[n],
                         float left[n]) {
    (void)strengths, (void)ages;
    memset(left, 0, n * sizeof *left);
}
