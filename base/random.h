/// Random bits that are a function of (seed, name, index, purpose) alone.
///
/// Three layers. SipHash-2-4 (Aumasson, Bernstein 2012; libsodium's crypto_shorthash) turns the
/// four words into one, so that any case can be made without its predecessors. SplitMix64 (Steele,
/// Lea, Flood 2014) expands that word into the few draws that decide a case's structure, and into
/// the seeds of four lanes of xoshiro256++ (Blackman, Vigna 2019), which fill arrays in bulk.
/// Nothing here depends on the instruction set, the compiler or the floating-point environment.
#ifndef LOCKSTEP_BASE_RANDOM_H
#define LOCKSTEP_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/// Arrays are filled as little-endian words; all supported machines are little-endian.
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "corpora are defined little-endian");

enum { BASE_RANDOM_LANES = 4 };

/// Where words come from: the seed's key and the name under it.
struct base_random_source {
    uint8_t key[16]; ///< the seed's 8 bytes, little-endian, then the same of ~seed
    uint64_t name;   ///< SipHash of the name under that key
};

void base_random_source_start(struct base_random_source *source, uint64_t seed, const char *name);

/// SipHash of (name, index, purpose), three little-endian words, under the seed's key.
uint64_t base_random_word(const struct base_random_source *source, uint64_t index,
                          uint64_t purpose);

/// SipHash under an all-zero key, for hashes that must not depend on a seed.
uint64_t base_random_hash(const void *bytes, size_t size);

/// A stream of single words, for decisions.
struct base_words {
    uint64_t state;
};

static inline uint64_t base_words_next(struct base_words *words) {
    uint64_t z = words->state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

__extension__ typedef unsigned __int128 base_random_product;

/// The high word of a 64×64-bit product: maps a random word onto 0..bound−1 with a bias below
/// bound/2^64, which no corpus can show.
static inline uint64_t base_random_scale(uint64_t word, uint64_t bound) {
    return (uint64_t)(((base_random_product)word * bound) >> 64);
}

/// Uniform in 0..bound−1; bound is at least 1.
static inline uint64_t base_words_below(struct base_words *words, uint64_t bound) {
    return base_random_scale(base_words_next(words), bound);
}

typedef uint64_t base_random_vector __attribute__((vector_size(8 * BASE_RANDOM_LANES)));

/// The bulk stream: word 4t + k is lane k's output at step t.
struct base_random {
    base_random_vector state[4];
};

/// Each lane's four state words are the next four of `words`, lane after lane.
void base_random_start(struct base_random *random, struct base_words *words);

/// Fills bytes with the stream's words; every call starts with a fresh step, and what is left of
/// the last step is dropped.
void base_random_fill(struct base_random *random, void *bytes, size_t size);

/// Floats (low + k) · scale, k uniform in 0..span. Exact, hence free of the rounding mode, if
/// scale is a power of two, |low| and |low + span| are at most 2^24 (f32) or 2^53 (f64), and no
/// nonzero product is subnormal.
void base_random_fill_f32(struct base_random *random, float *values, size_t count, int32_t low,
                          uint32_t span, float scale);
void base_random_fill_f64(struct base_random *random, double *values, size_t count, int64_t low,
                          uint64_t span, double scale);

/// Nearly gaussian floats around 0 with deviation 0.5, within ±1.5: the sum of three uniforms
/// (Irwin–Hall) of 10 or 21 bits, with 12 or 30 more bits below it. Exact, like the above.
void base_random_fill_bell_f32(struct base_random *random, float *values, size_t count);
void base_random_fill_bell_f64(struct base_random *random, double *values, size_t count);

#endif
