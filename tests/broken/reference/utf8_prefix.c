#include "tests/broken/reference/utf8_prefix.h"

#include <stdbool.h>

static bool is_continuation(const uint8_t *bytes, size_t n, size_t i) {
    return i < n && bytes[i] >= 0x80 && bytes[i] <= 0xbf;
}

size_t utf8_prefix(size_t n, const uint8_t bytes[n]) {
    size_t i = 0;
    while (i < n) {
        if (bytes[i] < 0x80) {
            i++;
        } else if (bytes[i] >= 0xc2 && bytes[i] <= 0xdf && is_continuation(bytes, n, i + 1)) {
            i += 2;
        } else if (bytes[i] >= 0xe0 && bytes[i] <= 0xef && is_continuation(bytes, n, i + 1) &&
                   is_continuation(bytes, n, i + 2) && (bytes[i] != 0xe0 || bytes[i + 1] >= 0xa0)) {
            i += 3;
        } else {
            break;
        }
    }
    return i;
}
