#include "base/random.h"

#include "base/bits.h"

#include <criterion/criterion.h>
#include <string.h>

/// The first outputs of xoshiro256++ from the state 1, 2, 3, 4, by Blackman and Vigna's
/// xoshiro256plusplus.c; the rand_xoshiro crate tests against the same ones.
Test(random, xoshiro_matches_its_reference) {
    static const uint64_t expected[] = {
        41943041u,
        58720359u,
        3588806011781223u,
        3591011842654386u,
        9228616714210784205u,
        9973669472204895162u,
        14011001112246962877u,
        12406186145184390807u,
        15849039046786891736u,
        10450023813501588000u,
    };
    enum { STEPS = sizeof expected / sizeof *expected };
    struct base_random random;
    uint64_t words[BASE_RANDOM_LANES * STEPS];
    for (int i = 0; i < 4; i++)
        for (int lane = 0; lane < BASE_RANDOM_LANES; lane++)
            random.state[i][lane] = (uint64_t)i + 1;
    base_random_fill(&random, words, sizeof words);
    for (int step = 0; step < STEPS; step++)
        for (int lane = 0; lane < BASE_RANDOM_LANES; lane++)
            cr_assert_eq(words[BASE_RANDOM_LANES * step + lane], expected[step]);
}

/// SplitMix64 from the seed 1234567, as Rosetta Code's task "Pseudo-random numbers/Splitmix64".
Test(random, splitmix_matches_its_reference) {
    static const uint64_t expected[] = {6457827717110365317u, 3203168211198807973u,
                                        9817491932198370423u, 4593380528125082431u,
                                        16408922859458223821u};
    struct base_words words = {1234567};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        cr_assert_eq(base_words_next(&words), expected[i]);
}

static uint64_t rotate(uint64_t word, int bits) {
    return word << bits | word >> (64 - bits);
}

static void sip_rounds(uint64_t v[4], int rounds) {
    for (int i = 0; i < rounds; i++) {
        v[0] += v[1];
        v[2] += v[3];
        v[1] = rotate(v[1], 13) ^ v[0];
        v[3] = rotate(v[3], 16) ^ v[2];
        v[0] = rotate(v[0], 32) + v[3];
        v[2] += v[1];
        v[3] = rotate(v[3], 21) ^ v[0];
        v[1] = rotate(v[1], 17) ^ v[2];
        v[2] = rotate(v[2], 32);
    }
}

/// SipHash-2-4 from the paper, to confirm what libsodium is asked for.
static uint64_t sip_hash(const uint8_t key[16], const uint8_t *message, size_t length) {
    uint64_t k[2], word;
    memcpy(k, key, sizeof k);
    uint64_t v[4] = {k[0] ^ 0x736f6d6570736575u, k[1] ^ 0x646f72616e646f6du,
                     k[0] ^ 0x6c7967656e657261u, k[1] ^ 0x7465646279746573u};
    for (size_t at = 0; at <= length; at += 8) {
        size_t left = length - at < 8 ? length - at : 8;
        word = left < 8 ? (uint64_t)length << 56 : 0;
        memcpy(&word, message + at, left);
        v[3] ^= word;
        sip_rounds(v, 2);
        v[0] ^= word;
    }
    v[2] ^= 0xff;
    sip_rounds(v, 4);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

Test(random, words_are_siphash_of_name_index_and_purpose) {
    uint8_t bytes[16], zero[16] = {0};
    for (uint8_t i = 0; i < 16; i++)
        bytes[i] = i;
    // Appendix A of Aumasson and Bernstein's paper.
    cr_assert_eq(sip_hash(bytes, bytes, 15), 0xa129ca6149be45e5u);

    struct base_random_source source;
    base_random_source_start(&source, 0x0123456789abcdefu, "dot");
    uint64_t key[2] = {0x0123456789abcdefu, ~0x0123456789abcdefu};
    cr_assert_arr_eq(source.key, key, sizeof key);
    cr_assert_eq(source.name, sip_hash(source.key, (const uint8_t *)"dot", 3));
    uint64_t message[3] = {source.name, 731204, 7};
    cr_assert_eq(base_random_word(&source, 731204, 7),
                 sip_hash(source.key, (const uint8_t *)message, sizeof message));
    cr_assert_eq(base_random_hash(bytes, 16), sip_hash(zero, bytes, 16));
}

Test(random, seed_name_index_and_purpose_all_matter) {
    struct base_random_source source, other_seed, other_name;
    base_random_source_start(&source, 1, "dot");
    base_random_source_start(&other_seed, 2, "dot");
    base_random_source_start(&other_name, 1, "doT");
    uint64_t word = base_random_word(&source, 5, 1);
    cr_assert_eq(word, base_random_word(&source, 5, 1));
    cr_assert_neq(word, base_random_word(&source, 6, 1));
    cr_assert_neq(word, base_random_word(&source, 5, 2));
    cr_assert_neq(word, base_random_word(&other_seed, 5, 1));
    cr_assert_neq(word, base_random_word(&other_name, 5, 1));
}

/// A fill of any size is the beginning of a longer one, and writes no byte behind its end.
Test(random, fills_of_every_size_agree) {
    uint8_t all[256], some[256];
    for (size_t size = 0; size < sizeof all; size++) {
        struct base_words words = {9}, again = {9};
        struct base_random random, other;
        base_random_start(&random, &words);
        base_random_start(&other, &again);
        base_random_fill(&random, all, sizeof all);
        memset(some, 0xa5, sizeof some);
        base_random_fill(&other, some, size);
        cr_assert_arr_eq(all, some, size);
        for (size_t i = size; i < sizeof some; i++)
            cr_assert_eq(some[i], 0xa5);
    }
}

Test(random, lanes_differ) {
    struct base_words words = {0};
    struct base_random random;
    uint64_t first[BASE_RANDOM_LANES];
    base_random_start(&random, &words);
    base_random_fill(&random, first, sizeof first);
    for (int i = 0; i < BASE_RANDOM_LANES; i++)
        for (int k = 0; k < i; k++)
            cr_assert_neq(first[i], first[k]);
}

Test(random, float_grids_reach_both_ends_and_nothing_else) {
    struct base_words words = {3};
    struct base_random random;
    float singles[4096];
    double doubles[4096];
    bool seen_single[5] = {0}, seen_double[5] = {0};
    base_random_start(&random, &words);
    base_random_fill_f32(&random, singles, 4096, -2, 4, 0.5f);
    base_random_fill_f64(&random, doubles, 4096, -2, 4, 0x1p+100);
    for (int i = 0; i < 4096; i++) {
        float single = singles[i] * 2 + 2;
        double wide = doubles[i] / 0x1p+100 + 2;
        cr_assert(single >= 0 && single <= 4 && single == (float)(int)single);
        cr_assert(wide >= 0 && wide <= 4 && wide == (double)(int)wide);
        seen_single[(int)single] = true;
        seen_double[(int)wide] = true;
    }
    for (int i = 0; i < 5; i++)
        cr_assert(seen_single[i] && seen_double[i]);
}

Test(random, below_stays_below_and_is_even) {
    struct base_words words = {1};
    unsigned counts[10] = {0};
    for (int i = 0; i < 100000; i++)
        counts[base_words_below(&words, 10)]++;
    // Each count has mean 10000 and deviation 95; six deviations never happen by chance.
    for (int i = 0; i < 10; i++)
        cr_assert(counts[i] > 9430 && counts[i] < 10570);
    cr_assert_eq(base_words_below(&words, 1), 0);
}
