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

/// Bodies are inlined into one function for each instruction set: the same bits, three to four
/// times as fast with 256-bit registers.
#define BODY static inline __attribute__((always_inline)) void

#if defined(__x86_64__)
#define HAS_WIDE __builtin_cpu_supports("avx2")
#define WIDE     __attribute__((target("avx2")))
#else
#define HAS_WIDE 0
#define WIDE
#endif

BODY fill_body(struct base_random *random, void *bytes, size_t size) {
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

BODY grid_body(struct base_random *random, float *values, size_t count, int32_t low, uint32_t span,
               float scale) {
    fill_body(random, values, count * sizeof *values);
    for (size_t i = 0; i < count; i++) {
        uint32_t word;
        memcpy(&word, &values[i], sizeof word);
        int32_t step = (int32_t)(((uint64_t)word * (span + 1)) >> 32);
        values[i] = (float)(low + step) * scale;
    }
}

/// The same eight words of 32 bits at a time, each on its way from the generator to memory.
typedef uint32_t half_words __attribute__((vector_size(sizeof(base_random_vector))));
typedef int32_t half_integers __attribute__((vector_size(sizeof(base_random_vector))));
typedef float half_floats __attribute__((vector_size(sizeof(base_random_vector))));

#define bell_of(output)                                                                            \
    do {                                                                                           \
        half_words word = (half_words)(output);                                                    \
        half_words sum = (word & 0x3ff) + (word >> 10 & 0x3ff) + (word >> 20 & 0x3ff);             \
        half_words fine = (word * 0x9e3779b1u) >> 20;                                              \
        half_integers place = (half_integers)(sum << 12 | fine) - (1535 << 12);                    \
        (output) = (base_random_vector)(__builtin_convertvector(place, half_floats) * 0x1p-22f);   \
    } while (0)

BODY bell_body(struct base_random *random, float *values, size_t count) {
    base_random_vector s0 = random->state[0], s1 = random->state[1];
    base_random_vector s2 = random->state[2], s3 = random->state[3], output;
    unsigned char *target = (unsigned char *)values;
    size_t size = count * sizeof *values;
    while (size > 0) {
        size_t some = size < sizeof output ? size : sizeof output;
        xoshiro_step(s0, s1, s2, s3, output);
        bell_of(output);
        if (some == sizeof output)
            memcpy(target, &output, sizeof output);
        else
            memcpy(target, &output, some);
        target += some;
        size -= some;
    }
    random->state[0] = s0;
    random->state[1] = s1;
    random->state[2] = s2;
    random->state[3] = s3;
}

WIDE static void fill_wide(struct base_random *random, void *bytes, size_t size) {
    fill_body(random, bytes, size);
}

WIDE static void grid_wide(struct base_random *random, float *values, size_t count, int32_t low,
                           uint32_t span, float scale) {
    grid_body(random, values, count, low, span, scale);
}

WIDE static void bell_wide(struct base_random *random, float *values, size_t count) {
    bell_body(random, values, count);
}

void base_random_fill(struct base_random *random, void *bytes, size_t size) {
    if (HAS_WIDE)
        fill_wide(random, bytes, size);
    else
        fill_body(random, bytes, size);
}

void base_random_fill_f32(struct base_random *random, float *values, size_t count, int32_t low,
                          uint32_t span, float scale) {
    base_check(span < UINT32_MAX);
    if (HAS_WIDE)
        grid_wide(random, values, count, low, span, scale);
    else
        grid_body(random, values, count, low, span, scale);
}

void base_random_fill_bell_f32(struct base_random *random, float *values, size_t count) {
    if (HAS_WIDE)
        bell_wide(random, values, count);
    else
        bell_body(random, values, count);
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

void base_random_fill_bell_f64(struct base_random *random, double *values, size_t count) {
    base_random_fill(random, values, count * sizeof *values);
    for (size_t i = 0; i < count; i++) {
        uint64_t word;
        memcpy(&word, &values[i], sizeof word);
        uint64_t sum = (word & 0x1fffff) + (word >> 21 & 0x1fffff) + (word >> 42 & 0x1fffff);
        uint64_t fine = (word * 0x9e3779b97f4a7c15u) >> 34;
        values[i] = (double)((int64_t)(sum << 30 | fine) - ((int64_t)3145727 << 30)) * 0x1p-51;
    }
}
