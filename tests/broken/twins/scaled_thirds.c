#include "tests/broken/reference/scaled_thirds.h"

double scaled_thirds(double value) {
    return value / 3;
}
