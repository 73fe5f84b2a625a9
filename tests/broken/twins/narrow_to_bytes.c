#include "tests/broken/reference/narrow_to_bytes.h"

#include "tests/broken/optimized/quad.h"

void narrow_to_bytes(size_t n, const int32_t words[n], int8_t bytes[n]) {
    const i32x4 low = {-128, -128, -128, -128}, high = {127, 127, 127, 127};
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        i32x4 word = i32x4_load(words + i);
        i32x4 is_low = word<low, is_high = word> high;
        word = (word & ~is_low & ~is_high) | (low & is_low) | (high & is_high);
        for (size_t j = 0; j < 4; j++)
            bytes[i + j] = (int8_t)word[j];
    }
    for (; i < n; i++)
        bytes[i] = (int8_t)(words[i] < -128 ? -128 : words[i] > 127 ? 127 : words[i]);
}
