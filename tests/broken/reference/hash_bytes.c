#include "tests/broken/reference/hash_bytes.h"

static uint32_t mix(uint32_t hash, uint32_t word) {
    hash ^= word * 0xcc9e2d51u;
    return (hash << 13 | hash >> 19) * 5u + 0xe6546b64u;
}

uint32_t hash_bytes(size_t n, const uint8_t bytes[n], uint32_t seed) {
    uint32_t hash = seed ^ (uint32_t)n;
    for (size_t i = 0; i < n; i += 4) {
        uint32_t word = 0;
        for (size_t j = i; j < n && j < i + 4; j++)
            word |= (uint32_t)bytes[j] << 8 * (j - i);
        hash = mix(hash, word);
    }
    return hash;
}
