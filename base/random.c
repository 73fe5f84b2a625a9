#include "base/random.h"

#include "base/diag.h"

#include <sodium.h>
#include <string.h>

_Static_assert(crypto_shorthash_KEYBYTES == 16 && crypto_shorthash_BYTES == 8, "SipHash-2-4");

void base_random_source_start(struct base_random_source *source, uint64_t seed, const char *name) {
    uint64_t inverse = ~seed;
    memcpy(source->key, &seed, sizeof seed);
    memcpy(source->key + sizeof seed, &inverse, sizeof inverse);
    crypto_shorthash((unsigned char *)&source->name, (const unsigned char *)name, strlen(name),
                     source->key);
}

uint64_t base_random_word(const struct base_random_source *source, uint64_t index,
                          uint64_t purpose) {
    uint64_t message[3] = {source->name, index, purpose}, word;
    crypto_shorthash((unsigned char *)&word, (const unsigned char *)message, sizeof message,
                     source->key);
    return word;
}

uint64_t base_random_hash(const void *bytes, size_t size) {
    static const unsigned char key[crypto_shorthash_KEYBYTES];
    uint64_t word;
    crypto_shorthash((unsigned char *)&word, bytes, size, key);
    return word;
}

void base_random_start(struct base_random *random, struct base_words *words) {
    for (int lane = 0; lane < BASE_RANDOM_LANES; lane++)
        for (int i = 0; i < 4; i++)
            random->state[i][lane] = base_words_next(words);
}

/// Macros rather than functions: vectors wider than the machine's registers have no stable ABI.
#define rotate_left(vector, bits) (((vector) << (bits)) | ((vector) >> (64 - (bits))))

#define xoshiro_step(s0, s1, s2, s3, output)                                                       \
    do {                                                                                           \
        base_random_vector sum = s0 + s3, shifted = s1 << 17;                                      \
        output = rotate_left(sum, 23) + s0;                                                        \
        s2 ^= s0;                                                                                  \
        s3 ^= s1;                                                                                  \
        s1 ^= s2;                                                                                  \
        s0 ^= s3;                                                                                  \
        s2 ^= shifted;                                                                             \
        s3 = rotate_left(s3, 45);                                                                  \
    } while (0)

void base_random_fill(struct base_random *random, void *bytes, size_t size) {
    base_random_vector s0 = random->state[0], s1 = random->state[1];
    base_random_vector s2 = random->state[2], s3 = random->state[3], output;
    unsigned char *target = bytes;
    for (; size >= sizeof output; size -= sizeof output, target += sizeof output) {
        xoshiro_step(s0, s1, s2, s3, output);
        memcpy(target, &output, sizeof output);
    }
    if (size > 0) {
        xoshiro_step(s0, s1, s2, s3, output);
        memcpy(target, &output, size);
    }
    random->state[0] = s0;
    random->state[1] = s1;
    random->state[2] = s2;
    random->state[3] = s3;
}

void base_random_fill_f32(struct base_random *random, float *values, size_t count, int32_t low,
                          uint32_t span, float scale) {
    base_check(span < UINT32_MAX);
    base_random_fill(random, values, count * sizeof *values);
    for (size_t i = 0; i < count; i++) {
        uint32_t word;
        memcpy(&word, &values[i], sizeof word);
        int32_t step = (int32_t)(((uint64_t)word * (span + 1)) >> 32);
        values[i] = (float)(low + step) * scale;
    }
}

void base_random_fill_f64(struct base_random *random, double *values, size_t count, int64_t low,
                          uint64_t span, double scale) {
    base_check(span < UINT64_MAX);
    base_random_fill(random, values, count * sizeof *values);
    for (size_t i = 0; i < count; i++) {
        uint64_t word;
        memcpy(&word, &values[i], sizeof word);
        int64_t step = (int64_t)base_random_scale(word, span + 1);
        values[i] = (double)(low + step) * scale;
    }
}
