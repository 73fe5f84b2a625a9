#include <stddef.h>
#include <stdint.h>

struct body {
    float position[3];
    float velocity[3];
    uint32_t id;
};

/// Moves bodies by one step of time; velocity and id stay.
/// @domain  before.position, before.velocity: any
/// @domain  step: 0..1
/// @param[out] after
/// @compare bits
void advance_bodies(size_t n, float step, const struct body before[n], struct body after[n]);
