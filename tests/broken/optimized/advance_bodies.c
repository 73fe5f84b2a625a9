// Imitates: two fields exchanged where a loop over axes was unrolled by hand.
// expect: differs
// elements: 1
// cases: 5000
// says: after[0].position[1]

#include "tests/broken/reference/advance_bodies.h"

void advance_bodies(size_t n, float step, const struct body before[n], struct body after[n]) {
    for (size_t i = 0; i < n; i++) {
        const float *velocity = before[i].velocity;
        after[i] = before[i];
        after[i].position[0] += velocity[0] * step;
        after[i].position[1] += velocity[2] * step;
        after[i].position[2] += velocity[2] * step;
    }
}
