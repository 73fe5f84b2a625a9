#include <stdint.h>
struct point { float x, y; };
struct item {
    uint8_t kind;       /// prose is welcome here
    struct point at;
    double weights[3];
    struct point corners[2];
};
/// @domain  items.kind: 0..3
/// @domain  items.at: finite
/// @domain  items.weights: 0..1
/// @domain  items.corners.x: -1..1 | nan
/// @param[in,out] items moved in place
/// @compare items.at, items.corners: near 1e-5 | abs 1e-30
/// @compare items.weights: ulp 2
void move(uint32_t count, struct item items[count]);
