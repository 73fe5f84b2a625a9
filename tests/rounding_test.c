// exp_f32 and pow_f32 of every build against MPFR: the right float, to the last bit.
//
// ROUNDING_POWERS=10000000 build/tests/rounding_test --filter 'rounding/pow*' runs
// pow_f32 on that many stratified inputs, and on all exact and midpoint cases instead of a share.

#include "kernel_libraries.h"

#include "../base/bits.h"
#include "../base/random.h"

#include <mpfr.h>

#include <math.h>
#include <stdlib.h>

enum { BATCH = 1021, EXP_BATCHES = 100, POW_BATCHES = 60 };

typedef void exp_kernel(size_t n, const float *x, float *result);
typedef void pow_kernel(size_t n, const float *base, const float *exponent, float *result);

struct numbers {
    mpfr_t x, y, result;
};

static void numbers_start(struct numbers *numbers) {
    // The range of float: what MPFR then rounds, subnormal numbers included, is what IEEE 754 does.
    mpfr_set_emin(-148);
    mpfr_set_emax(128);
    mpfr_inits2(24, numbers->x, numbers->y, numbers->result, (mpfr_ptr)0);
}

static void numbers_end(struct numbers *numbers) {
    mpfr_clears(numbers->x, numbers->y, numbers->result, (mpfr_ptr)0);
    mpfr_free_cache();
}

static float rounded(struct numbers *numbers, int inexact) {
    mpfr_subnormalize(numbers->result, inexact, MPFR_RNDN);
    return mpfr_get_flt(numbers->result, MPFR_RNDN);
}

static uint32_t expected_bits(float expected) {
    return isnan(expected) ? 0x7fc00000u : base_bits_f32(expected);
}

static float any_float(struct base_words *words) {
    return base_f32_of((uint32_t)(base_words_next(words) >> 32));
}

/// A float between low and high, of few bits more often than chance has it.
static float float_between(struct base_words *words, double low, double high) {
    uint64_t word = base_words_next(words);
    double unit = (double)(word >> 11) * 0x1p-53;
    float value = (float)(low + (high - low) * unit);
    return word % 4 == 0 ? nearbyintf(value * 4) / 4 : value;
}

// The 24 floats whose exp comes closest to halfway between two floats, 2^-52.6 to 2^-49.2 of it:
// found by running all floats through expl. An error in the last places shows here first.
static const uint32_t exp_hardest[] = {
    0xc16912cd, 0xbbf0edf1, 0xbae0e25c, 0xb3000000, 0x377eff81, 0x40315b33, 0x4001b249, 0x39c6be5b,
    0x38e69cc1, 0x383a3ef1, 0xbc2a461a, 0x3d1a274e, 0x4288942b, 0xbbb70ee8, 0x3fe67199, 0xc13d6631,
    0x39e5bb1d, 0x41cbf87b, 0x36fdffc1, 0x367bffe1, 0x337fffff, 0x33800000, 0x343fffff, 0x34dffffd};
enum { EXP_HARDEST = sizeof exp_hardest / sizeof *exp_hardest };

Test(rounding, exp_f32_is_correctly_rounded, .timeout = 120) {
    struct kernel_builds builds = kernel_builds_find("exp_f32");
    static float x[BATCH], result[BATCH];
    struct numbers numbers;
    numbers_start(&numbers);
    struct base_words words = {2};
    for (size_t batch = 0; batch < EXP_BATCHES; batch++) {
        for (size_t i = 0; i < BATCH; i++)
            x[i] = i % 4 == 0   ? any_float(&words)
                   : i % 4 == 1 ? float_between(&words, -104.5, -86)
                                : float_between(&words, -104, 89);
        for (size_t i = 0; i < EXP_HARDEST; i++)
            x[i] = base_f32_of(exp_hardest[i]);
        x[EXP_HARDEST] = base_f32_of(0x42b17217); // the last float whose exp is finite
        x[EXP_HARDEST + 1] = base_f32_of(0x42b17218);
        x[EXP_HARDEST + 2] = base_f32_of(0xc2cff1b4); // the last one whose exp is not 0
        x[EXP_HARDEST + 3] = base_f32_of(0xc2cff1b5);
        x[EXP_HARDEST + 4] = base_f32_of(0xff800001); // a signalling NaN
        uint32_t expected[BATCH];
        for (size_t i = 0; i < BATCH; i++) {
            mpfr_set_flt(numbers.x, x[i], MPFR_RNDN);
            int inexact = mpfr_exp(numbers.result, numbers.x, MPFR_RNDN);
            expected[i] = expected_bits(rounded(&numbers, inexact));
        }
        for (size_t build = 0; build < builds.count; build++) {
            ((exp_kernel *)builds.functions[build])(BATCH, x, result);
            for (size_t i = 0; i < BATCH; i++)
                cr_assert(base_bits_f32(result[i]) == expected[i], "%s: exp(%a) is %a, not %a",
                          builds.names[build], (double)x[i], (double)base_f32_of(expected[i]),
                          (double)result[i]);
        }
    }
    numbers_end(&numbers);
}

static void draw_power(struct base_words *words, float *base, float *exponent) {
    uint64_t word = base_words_next(words);
    switch (word % 6) {
    case 0: // anything
        *base = any_float(words);
        *exponent = any_float(words);
        return;
    case 1: // exact powers, and midpoints between two floats
        *base = (float)(word >> 40 & 0x1fff) * (word & 64 ? 1 : -1);
        *exponent = (float)(int)(word >> 32 & 7) - 2;
        return;
    case 2: // exact roots
        *base = (float)(word >> 40 & 0xff);
        *base *= *base;
        *base *= word & 64 ? *base : 1;
        *exponent = (float)(word >> 32 & 15) / 4;
        return;
    case 3: // powers of two, down to half the smallest subnormal
        *base = ldexpf(1, (int)(word >> 40) % 277 - 149);
        *exponent = (float)((int)(word >> 20) % 97 - 48) / 16;
        return;
    case 4: // bases near 1
        *base = base_f32_of(0x3f7ff800 + (uint32_t)(word >> 52));
        break;
    default:
        *base = base_f32_of((uint32_t)(word >> 32) & 0x7fffffff);
    }
    // A result anywhere in the range of float, and somewhat beyond.
    *exponent = (float)(float_between(words, -152, 129) / log2((double)*base));
}

/// C17, F.10.4.4, where MPFR differs: it gives NaN for powers of NaN.
static float expected_power(struct numbers *numbers, float base, float exponent) {
    if (exponent == 0 || base == 1)
        return 1;
    mpfr_set_flt(numbers->x, base, MPFR_RNDN);
    mpfr_set_flt(numbers->y, exponent, MPFR_RNDN);
    return rounded(numbers, mpfr_pow(numbers->result, numbers->x, numbers->y, MPFR_RNDN));
}

static void check_powers(const struct kernel_builds *builds, struct numbers *numbers, size_t n,
                         const float *base, const float *exponent) {
    static float result[BATCH];
    uint32_t expected[BATCH];
    for (size_t i = 0; i < n; i++)
        expected[i] = expected_bits(expected_power(numbers, base[i], exponent[i]));
    for (size_t build = 0; build < builds->count; build++) {
        ((pow_kernel *)builds->functions[build])(n, base, exponent, result);
        for (size_t i = 0; i < n; i++)
            cr_assert(base_bits_f32(result[i]) == expected[i], "%s: pow(%a, %a) is %a, not %a",
                      builds->names[build], (double)base[i], (double)exponent[i],
                      (double)base_f32_of(expected[i]), (double)result[i]);
    }
}

/// How many stratified powers the environment asks for; 0 where it is silent.
static size_t powers_wanted(void) {
    const char *wanted = getenv("ROUNDING_POWERS");
    return wanted != NULL ? strtoull(wanted, NULL, 10) : 0;
}

Test(rounding, pow_f32_is_correctly_rounded, .timeout = 3600) {
    struct kernel_builds builds = kernel_builds_find("pow_f32");
    static float base[BATCH], exponent[BATCH];
    struct numbers numbers;
    numbers_start(&numbers);
    struct base_words words = {3};
    size_t batches = powers_wanted() > 0 ? powers_wanted() / BATCH + 1 : POW_BATCHES;
    for (size_t batch = 0; batch < batches; batch++) {
        for (size_t i = 0; i < BATCH; i++)
            draw_power(&words, base + i, exponent + i);
        check_powers(&builds, &numbers, BATCH, base, exponent);
    }
    numbers_end(&numbers);
}

/// Powers that wait to be checked together; without ROUNDING_POWERS only one of SHARE waits.
struct powers {
    struct kernel_builds builds;
    struct numbers numbers;
    size_t count, seen, share;
    float base[BATCH], exponent[BATCH];
};

enum { SHARE = 53 };

static void powers_check(struct powers *powers) {
    check_powers(&powers->builds, &powers->numbers, powers->count, powers->base, powers->exponent);
    powers->count = 0;
}

static void powers_add(struct powers *powers, float base, float exponent) {
    if (powers->seen++ % powers->share != 0)
        return;
    powers->base[powers->count] = base;
    powers->exponent[powers->count] = exponent;
    if (++powers->count == BATCH)
        powers_check(powers);
}

/// (root^(2^halvings) * 2^e)^(n / 2^halvings) for every e that makes it dyadic, of either sign
/// where n / 2^halvings is an integer.
static void add_scaled(struct powers *powers, double root, int halvings, int n) {
    double odd = root;
    for (int i = 0; i < halvings; i++)
        odd *= odd;
    float exponent = ldexpf((float)n, -halvings);
    for (int e = -160 - (-160 % (1 << halvings)); e <= 128; e += 1 << halvings) {
        double base = ldexp(odd, e);
        if ((double)(float)base != base || isinf((float)base) || base == 0)
            continue;
        powers_add(powers, (float)base, exponent);
        if (halvings == 0)
            powers_add(powers, -(float)base, exponent);
    }
}

// A power of odd * 2^e, odd > 1, to a dyadic exponent n / 2^m has at most 25 bits, that is, is a
// float or a midpoint of two, only if odd is the 2^m-th power of an integer and that one's n-th
// power has them. So m <= 3, and all such cases can be listed. Exponent 1 is left out.
Test(rounding, pow_f32_is_right_where_exact, .timeout = 3600) {
    static struct powers powers;
    powers.builds = kernel_builds_find("pow_f32");
    powers.share = powers_wanted() > 0 ? 1 : SHARE;
    numbers_start(&powers.numbers);
    for (int halvings = 0; halvings <= 3; halvings++)
        for (double root = 3; pow(root, 1 << halvings) < 0x1p24; root += 2)
            for (int n = halvings == 0 ? 2 : 1; pow(root, n) < 0x1p25; n += halvings == 0 ? 1 : 2)
                add_scaled(&powers, root, halvings, n);
    // Powers of two, beyond both ends of the range of float.
    for (int e = -149; e <= 127; e++) {
        int twos = e == 0 ? 1 : e & -e;
        for (int j = -152 * twos; e != 0 && j <= 152 * twos; j++)
            if (abs(e / twos * j) <= 152)
                powers_add(&powers, ldexpf(1, e), (float)j / (float)twos);
    }
    powers_check(&powers);
    cr_assert(powers.seen > 1000000, "only %zu cases are exact or midpoints", powers.seen);
    numbers_end(&powers.numbers);
}

Test(rounding, pow_f32_obeys_annex_f) {
    static const uint32_t special[] = {
        0,          0x80000000, 1,          0x80000001, 0x00800000, 0x3f7fffff, 0x3f800000,
        0xbf800000, 0x3f800001, 0xbf800001, 0x3f000000, 0xbf000000, 0x40000000, 0xc0000000,
        0x40400000, 0xc0400000, 0x40200000, 0x4b7fffff, 0xcb7fffff, 0x4b800001, 0x7f7fffff,
        0xff7fffff, 0x7f800000, 0xff800000, 0x7fc00000, 0x7f800001};
    enum { COUNT = sizeof special / sizeof *special }; // less than a batch
    struct kernel_builds builds = kernel_builds_find("pow_f32");
    struct numbers numbers;
    numbers_start(&numbers);
    for (size_t i = 0; i < COUNT; i++) {
        float base[COUNT], exponent[COUNT];
        for (size_t j = 0; j < COUNT; j++) {
            base[j] = base_f32_of(special[i]);
            exponent[j] = base_f32_of(special[j]);
        }
        check_powers(&builds, &numbers, COUNT, base, exponent);
    }
    numbers_end(&numbers);
}
