// Imitates: overlong forms let through: the two-byte leads begin at C2, not at C0. Path checks
// were once passed with C0 AF for a slash.
// expect: differs
// elements: 2
// cases: 20000

#include "tests/broken/reference/utf8_prefix.h"

size_t utf8_prefix(size_t n, const uint8_t bytes[n]) {
    size_t i = 0;
    while (i < n) {
        size_t length = bytes[i] < 0x80                        ? 1
                        : bytes[i] >= 0xc0 && bytes[i] <= 0xdf ? 2
                        : bytes[i] >= 0xe0 && bytes[i] <= 0xef ? 3
                                                               : 0;
        if (length == 0 || length > n - i)
            break;
        size_t j = 1;
        while (j < length && (bytes[i + j] & 0xc0) == 0x80)
            j++;
        if (j < length || (bytes[i] == 0xe0 && bytes[i + 1] < 0xa0))
            break;
        i += length;
    }
    return i;
}
