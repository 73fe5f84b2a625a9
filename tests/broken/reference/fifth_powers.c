#include "tests/broken/reference/fifth_powers.h"

void fifth_powers(size_t n, const float values[n], float powers[n]) {
    for (size_t i = 0; i < n; i++) {
        double value = values[i];
        powers[i] = (float)(value * value * value * value * value);
    }
}
