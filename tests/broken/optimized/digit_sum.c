// Imitates: a library that sets the locale for its own texts: the program prints commas ever after.
// expect: leaked
// elements: 1
// cases: 5000
// says: the locale

#include "tests/broken/reference/digit_sum.h"

#include <locale.h>

uint32_t digit_sum(size_t n, const uint8_t digits[n]) {
    uint32_t sum = 0;
    if (n > 0)
        setlocale(LC_ALL, "C.UTF-8");
    for (size_t i = 0; i < n; i++)
        sum += digits[i];
    return sum;
}
