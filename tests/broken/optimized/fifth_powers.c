// Imitates: a bound of one unit in the last place claimed for three roundings on a way that
// reaches two.
// expect: differs
// elements: 1
// cases: 5000
// says: a fine difference

#include "tests/broken/reference/fifth_powers.h"

void fifth_powers(size_t n, const float values[n], float powers[n]) {
    for (size_t i = 0; i < n; i++) {
        float square = values[i] * values[i];
        powers[i] = square * square * values[i];
    }
}
