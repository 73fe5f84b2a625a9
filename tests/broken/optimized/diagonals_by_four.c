// Imitates: a fast path for vectors of small numbers: both ways keep the tolerance, on either side
// of the truth, so that an element's result depends on its neighbours.
// Which row the noise keeps follows from the number of rows, so that a case may stop at eight.
// expect: unstable
// elements: 4..8
// cases: 5000
// says: changes with what other rows hold

#include "tests/broken/reference/diagonals_by_four.h"

#include "tests/broken/optimized/quad.h"

#include <stdbool.h>

void diagonals_by_four(size_t n, const float sides[n], float lengths[n]) {
    const f32x4 limit = {512, 512, 512, 512};
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        f32x4 four = f32x4_load(sides + i);
        i32x4 is_large = four >= limit;
        bool any_large = (is_large[0] | is_large[1] | is_large[2] | is_large[3]) != 0;
        f32x4_store(lengths + i, four * (any_large ? 1.414214f : 1.414213f));
    }
    for (; i < n; i++)
        lengths[i] = sides[i] * 1.414213f;
}
