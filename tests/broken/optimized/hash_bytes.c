// Imitates: tail bytes read through plain `char`: their signs smear over the word, as in ports of
// MurmurHash.
// expect: differs
// elements: 1
// cases: 5000

#include "tests/broken/reference/hash_bytes.h"

#include <string.h>

static uint32_t mix(uint32_t hash, uint32_t word) {
    hash ^= word * 0xcc9e2d51u;
    return (hash << 13 | hash >> 19) * 5u + 0xe6546b64u;
}

uint32_t hash_bytes(size_t n, const uint8_t bytes[n], uint32_t seed) {
    uint32_t hash = seed ^ (uint32_t)n, word;
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        memcpy(&word, bytes + i, sizeof word);
        hash = mix(hash, word);
    }
    if (i == n)
        return hash;
    const signed char *tail = (const signed char *)bytes + i;
    word = (uint32_t)tail[0];
    for (size_t j = 1; j < n - i; j++)
        word |= (uint32_t)tail[j] << 8 * j;
    return mix(hash, word);
}
