#include "corpus/generate_parts.h"

#include "base/bits.h"

/// Signed magnitudes 2^first .. 2^(first + octaves): exponents uniform, mantissas random.
/// `octaves` is a power of two; exponents are biased fields.
static void fill_octaves(struct corpus_draw *draw, enum spec_base base, uint64_t first,
                         uint64_t octaves, uint8_t *numbers, size_t count) {
    base_random_fill(&draw->random, numbers, count * spec_base_size(base));
    for (size_t i = 0; base == SPEC_F32 && i < count; i++) {
        uint32_t word;
        memcpy(&word, numbers + 4 * i, 4);
        uint32_t field = (uint32_t)first + (word >> 23 & ((uint32_t)octaves - 1));
        word = (word & 0x807fffffu) | field << 23;
        memcpy(numbers + 4 * i, &word, 4);
    }
    for (size_t i = 0; base == SPEC_F64 && i < count; i++) {
        uint64_t word;
        memcpy(&word, numbers + 8 * i, 8);
        uint64_t field = first + (word >> 52 & (octaves - 1));
        word = (word & 0x800fffffffffffffu) | field << 52;
        memcpy(numbers + 8 * i, &word, 8);
    }
}

/// Numbers of magnitudes below the interval's largest, over thirty-two octaves: ages, weights.
static void fill_magnitudes(struct corpus_draw *draw, const struct corpus_interval *interval,
                            uint8_t *numbers, size_t count) {
    int mantissa_bits = interval->base == SPEC_F32 ? 23 : 52;
    spec_wide larger = interval->high > -interval->low ? interval->high : -interval->low;
    uint64_t top = (uint64_t)larger >> mantissa_bits, octaves = 32;
    fill_octaves(draw, interval->base, top > octaves ? top - octaves : 1, octaves, numbers, count);
    int sign = interval->low >= 0 ? 1 : interval->high <= 0 ? -1 : 0;
    size_t size = spec_base_size(interval->base);
    uint64_t sign_bit = 1ull << (8 * size - 1);
    for (size_t i = 0; sign != 0 && i < count; i++) {
        uint64_t bits = corpus_number_get(numbers, i, size) & ~sign_bit;
        corpus_number_set(numbers, i, size, sign < 0 ? bits | sign_bit : bits);
    }
    corpus_fill_mend(draw, interval, numbers, count);
}

static void fill_range_floats(struct corpus_draw *draw, const struct corpus_interval *interval,
                              uint8_t *numbers, size_t count) {
    bool magnitudes = base_words_below(&draw->words, 4) == 0 && interval->low != interval->high;
    if (magnitudes)
        fill_magnitudes(draw, interval, numbers, count);
    else
        corpus_fill_uniform(draw, interval, numbers, count);
}

static void fill_wide_floats(struct corpus_draw *draw, const struct corpus_interval *interval,
                             uint8_t *numbers, size_t count) {
    bool is_single = interval->base == SPEC_F32;
    if (base_words_below(&draw->words, 8) == 0) {
        // Magnitudes from 2^-16 to 2^16.
        fill_octaves(draw, interval->base, is_single ? 127 - 16 : 1023 - 16, 32, numbers, count);
        return;
    }
    // An array of floats lies at a multiple of a float's size, so the casts are sound.
    if (is_single)
        base_random_fill_bell_f32(&draw->random, (float *)(void *)numbers, count);
    else
        base_random_fill_bell_f64(&draw->random, (double *)(void *)numbers, count);
    if (interval->kind == SPEC_NORMAL)
        corpus_fill_mend(draw, interval, numbers, count);
}

/// Indices as graphs have them: most point at few. The product of two or three uniforms.
static void fill_skewed(struct corpus_draw *draw, const struct corpus_interval *interval,
                        uint8_t *numbers, size_t count) {
    uint64_t span = (uint64_t)(interval->high - interval->low);
    uint64_t bound = span == UINT64_MAX ? span : span + 1;
    size_t size = spec_base_size(interval->base);
    bool thrice = base_words_next(&draw->words) & 1;
    // An integer's bits are its place modulo its width: 64-bit arithmetic that wraps will do.
    uint64_t low = (uint64_t)interval->low;
    for (size_t i = 0; i < count; i++) {
        uint64_t word = base_words_next(&draw->words);
        uint64_t product = (word >> 32) * (word & 0xffffffffu);
        if (thrice)
            product = base_random_scale(product, word * 0x9e3779b97f4a7c15u);
        corpus_number_set(numbers, i, size, low + base_random_scale(product, bound));
    }
}

/// Widths uniform: seconds and decades come alike. Away from 0, or from the end nearest to it.
static void fill_widths(struct corpus_draw *draw, const struct corpus_interval *interval,
                        uint8_t *numbers, size_t count) {
    size_t size = spec_base_size(interval->base);
    spec_wide center = interval->low > 0 ? interval->low : interval->high < 0 ? interval->high : 0;
    uint64_t above = (uint64_t)(interval->high - center);
    uint64_t below = (uint64_t)(center - interval->low);
    struct base_words words = draw->words;
    for (size_t i = 0; i < count; i++) {
        uint64_t word = base_words_next(&words);
        bool down = below > 0 && (above == 0 || (word & 1));
        uint64_t reach = down ? below : above;
        uint32_t width = reach > 0 ? 64 - (uint32_t)__builtin_clzll(reach) : 0;
        uint32_t bits = ((uint32_t)(word >> 1 & 0xff) * (width + 1)) >> 8;
        // A second word: the first one's bits decided the width.
        uint64_t distance = bits > 0 ? base_words_next(&words) >> (64 - bits) : 0;
        if (distance > reach)
            distance = reach;
        corpus_number_set(numbers, i, size, (uint64_t)center + (down ? -distance : distance));
    }
    draw->words = words;
}

void corpus_fill_realistic(struct corpus_draw *draw, const struct corpus_interval *interval,
                           uint8_t *numbers, size_t count) {
    bool is_float = spec_base_is_float(interval->base);
    bool is_wide = interval->kind == SPEC_ANY || interval->kind == SPEC_FINITE ||
                   interval->kind == SPEC_NORMAL;
    uint64_t choice = is_float ? 0 : base_words_below(&draw->words, 4);
    if (is_float && is_wide)
        fill_wide_floats(draw, interval, numbers, count);
    else if (is_float && interval->kind == SPEC_RANGE)
        fill_range_floats(draw, interval, numbers, count);
    else if (is_float || choice < 2)
        corpus_fill_broad(draw, interval, numbers, count);
    else if (choice == 2)
        fill_skewed(draw, interval, numbers, count);
    else
        fill_widths(draw, interval, numbers, count);
}

void corpus_fill_window(struct corpus_draw *draw, const struct corpus_interval *interval,
                        uint8_t *numbers, size_t count) {
    // Exponents at which products, squares or sums leave the range; 1 − bias is subnormal.
    static const int16_t centers_f32[] = {127, 126, 64,  63,   62,   24,   0,    -24,
                                          -63, -64, -75, -100, -125, -126, -127, -127};
    static const int16_t centers_f64[] = {1023, 1022, 512,  511,  510,   53,    0,     -53,
                                          -511, -512, -537, -900, -1021, -1022, -1023, -1023};
    uint64_t word = base_words_next(&draw->words);
    bool is_wide = interval->kind == SPEC_ANY || interval->kind == SPEC_FINITE ||
                   interval->kind == SPEC_NORMAL;
    if (spec_base_is_float(interval->base) && is_wide) {
        bool is_single = interval->base == SPEC_F32;
        int center = is_single ? centers_f32[word & 15] : centers_f64[word & 15];
        uint64_t octaves = 1ull << (word >> 4 & 3),
                 field = (uint64_t)(center + (is_single ? 127 : 1023));
        uint64_t last = is_single ? 254 : 2046;
        if (field + octaves - 1 > last)
            field = last + 1 - octaves;
        fill_octaves(draw, interval->base, field, octaves, numbers, count);
        corpus_fill_mend(draw, interval, numbers, count);
        return;
    }
    // Elsewhere a narrow part of the line, around any place of it.
    struct corpus_interval part = *interval;
    uint64_t span = (uint64_t)(interval->high - interval->low);
    uint64_t width = span >> (word & 31);
    uint64_t start = span > width ? base_words_below(&draw->words, span - width) : 0;
    if (interval->kind == SPEC_RANGE || !spec_base_is_float(interval->base)) {
        part.kind = SPEC_RANGE;
        part.low = interval->low + start;
        part.high = part.low + width;
    }
    corpus_fill_broad(draw, &part, numbers, count);
}
