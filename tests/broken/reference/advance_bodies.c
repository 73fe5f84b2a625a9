#include "tests/broken/reference/advance_bodies.h"

void advance_bodies(size_t n, float step, const struct body before[n], struct body after[n]) {
    for (size_t i = 0; i < n; i++) {
        after[i] = before[i];
        for (size_t axis = 0; axis < 3; axis++)
            after[i].position[axis] += before[i].velocity[axis] * step;
    }
}
