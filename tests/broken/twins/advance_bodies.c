#include "tests/broken/reference/advance_bodies.h"

#include "tests/broken/optimized/quad.h"

void advance_bodies(size_t n, float step, const struct body before[n], struct body after[n]) {
    for (size_t i = 0; i < n; i++) {
        // Lane 3 moves the first velocity, which is put back below.
        f32x4 position = f32x4_load(before[i].position);
        f32x4 velocity = {before[i].velocity[0], before[i].velocity[1], before[i].velocity[2], 0};
        position += velocity * step;
        after[i] = before[i];
        memcpy(after[i].position, &position, sizeof after[i].position);
    }
}
