// The fma of machines without the instruction against the C library's, on operands that make sums
// midpoints of two floats, subnormal, cancelling, infinite or NaN.

#include "../base/bits.h"
#include "../base/random.h"
#include "../optimized/soft_fma.h"

#include <criterion/criterion.h>

#include <math.h>

enum { TRIALS = 3000000 };

static float draw_float(struct base_words *words, uint32_t exponent_low, uint32_t exponents) {
    uint64_t word = base_words_next(words);
    uint32_t exponent = exponent_low + (uint32_t)(word >> 40) % exponents;
    // A random number of zeros at the end: short mantissas meet midpoints.
    uint32_t fraction = (uint32_t)word & 0x7fffff & (0xffffffffu << (word >> 58) % 24);
    return base_f32_of((uint32_t)(word >> 32 & 1) << 31 | exponent << 23 | fraction);
}

static bool is_same(float a, float b) {
    return base_bits_f32(a) == base_bits_f32(b) || (isnan(a) && isnan(b));
}

struct operands {
    float a, b, c;
};

static struct operands draw_operands(struct base_words *words, uint64_t trial) {
    struct operands drawn = {.a = draw_float(words, 0, 256), .b = draw_float(words, 0, 256)};
    switch (trial % 4) {
    case 0:
        drawn.c = draw_float(words, 0, 256);
        break;
    case 1: { // the addend near the product, or near half a unit of its last place
        drawn.a = draw_float(words, 100, 54);
        drawn.b = draw_float(words, 100, 54);
        int exponent;
        frexpf(drawn.a * drawn.b, &exponent);
        drawn.c = draw_float(words, (uint32_t)(exponent + 126 - 26), 52);
        break;
    }
    case 2: // a subnormal sum
        drawn.a = draw_float(words, 0, 64);
        drawn.b = draw_float(words, 64, 64);
        drawn.c = draw_float(words, 0, 3);
        break;
    default: // the product cancelled to within a unit
        drawn.c = base_f32_of(base_bits_f32(-(drawn.a * drawn.b)) + (uint32_t)(trial / 4 % 3) - 1);
    }
    return drawn;
}

Test(soft_fma, rounds_as_fma_does) {
    struct base_words words = {1};
    size_t doubtful = 0, subnormal = 0;
    for (uint64_t trial = 0; trial < TRIALS; trial++) {
        struct operands drawn = draw_operands(&words, trial);
        float expected = fmaf(drawn.a, drawn.b, drawn.c);
        float odd = soft_fma(drawn.a, drawn.b, drawn.c);
        cr_assert(is_same(expected, odd), "fma(%a, %a, %a) is %a, not %a", (double)drawn.a,
                  (double)drawn.b, (double)drawn.c, (double)expected, (double)odd);
        double plain = (double)drawn.a * (double)drawn.b + (double)drawn.c;
        if ((base_bits_f64(plain) & 0x0fffffff) != 0)
            cr_assert(is_same(expected, (float)plain), "fma(%a, %a, %a) is %a, and not doubtful",
                      (double)drawn.a, (double)drawn.b, (double)drawn.c, (double)expected);
        else
            doubtful++;
        subnormal += fpclassify(expected) == FP_SUBNORMAL;
    }
    // Without these the trials would prove nothing.
    cr_assert(doubtful > TRIALS / 20 && subnormal > TRIALS / 20, "%zu doubtful, %zu subnormal",
              doubtful, subnormal);
}

Test(soft_fma, keeps_lanes_without_an_element) {
    // A product that underflows to -0 stays -0 in its lane, whatever the other lanes hold.
    float a[65], b[65], lanes[SOFT_FMA_LANES] = {0};
    for (size_t i = 0; i < 65; i++) {
        a[i] = -0x1p-100f;
        b[i] = 0x1p-100f;
    }
    soft_fma_lanes(65, a, b, lanes);
    for (size_t lane = 0; lane < SOFT_FMA_LANES; lane++)
        cr_assert(base_bits_f32(lanes[lane]) == 0x80000000u, "lane %zu is %a", lane,
                  (double)lanes[lane]);
    float few[SOFT_FMA_LANES] = {0};
    soft_fma_lanes(3, a, b, few);
    cr_assert(base_bits_f32(few[2]) == 0x80000000u && base_bits_f32(few[3]) == 0);
}
