#include "tests/broken/reference/utf8_prefix.h"

#include <string.h>

size_t utf8_prefix(size_t n, const uint8_t bytes[n]) {
    size_t i = 0;
    for (;;) {
        uint64_t eight;
        for (; i + 8 <= n; i += 8) {
            memcpy(&eight, bytes + i, sizeof eight);
            if (eight & 0x8080808080808080)
                break;
        }
        if (i == n)
            return i;
        uint8_t lead = bytes[i];
        size_t length = 1 + (size_t)(lead >= 0x80) + (size_t)(lead >= 0xe0);
        if (length > n - i || (lead >= 0x80 && lead < 0xc2) || lead > 0xef)
            return i;
        if (length > 1 && (bytes[i + 1] & 0xc0) != 0x80)
            return i;
        if (length > 2 && ((bytes[i + 2] & 0xc0) != 0x80 || (lead == 0xe0 && bytes[i + 1] < 0xa0)))
            return i;
        i += length;
    }
}
