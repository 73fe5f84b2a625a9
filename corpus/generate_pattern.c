#include "corpus/generate_parts.h"

#include "base/bits.h"

uint64_t corpus_number_draw(struct corpus_draw *draw, const struct corpus_interval *interval) {
    _Alignas(8) uint8_t number[8] = {0};
    bool special = base_words_below(&draw->words, 2) == 0;
    if (draw->family == CORPUS_HOSTILE && special)
        return corpus_number_special(draw, interval);
    if (draw->family == CORPUS_LATTICE)
        corpus_fill_lattice(draw, interval, number, 1);
    else if (draw->family == CORPUS_REALISTIC)
        corpus_fill_realistic(draw, interval, number, 1);
    else
        corpus_fill_broad(draw, interval, number, 1);
    return corpus_number_get(number, 0, spec_base_size(interval->base));
}

/// What an arrangement works on: dense numbers of one interval.
struct pattern {
    struct corpus_draw *draw;
    const struct corpus_interval *interval;
    uint32_t param;
    uint8_t *numbers;
    size_t count;
    size_t size; ///< bytes of one number
};

typedef void arrangement(const struct pattern *pattern);

static void set(const struct pattern *pattern, size_t index, uint64_t bits) {
    corpus_number_set(pattern->numbers, index, pattern->size, bits);
}

/// Choices of a byte each; eight come from one word.
struct choices {
    struct base_words *words;
    uint64_t word;
    uint32_t left;
};

static inline uint32_t next_choice(struct choices *choices) {
    if (choices->left == 0) {
        choices->word = base_words_next(choices->words);
        choices->left = 8;
    }
    uint32_t choice = (uint32_t)choices->word & 0xff;
    choices->word >>= 8;
    choices->left--;
    return choice;
}

/// Mild numbers, among which a hostile one can be seen.
static void fill_background(const struct pattern *pattern) {
    uint64_t choice = base_words_below(&pattern->draw->words, 4);
    if (choice == 0) {
        // One value throughout, so that a lane left out or counted twice shows.
        enum corpus_family family = pattern->draw->family;
        pattern->draw->family = CORPUS_LATTICE;
        uint64_t bits = corpus_number_draw(pattern->draw, pattern->interval);
        pattern->draw->family = family;
        for (size_t i = 0; i < pattern->count; i++)
            set(pattern, i, bits);
    } else if (choice == 1) {
        corpus_fill_lattice(pattern->draw, pattern->interval, pattern->numbers, pattern->count);
    } else {
        corpus_fill_realistic(pattern->draw, pattern->interval, pattern->numbers, pattern->count);
    }
}

static void arrange_broad(const struct pattern *pattern) {
    corpus_fill_broad(pattern->draw, pattern->interval, pattern->numbers, pattern->count);
}

static void arrange_sprinkled(const struct pattern *pattern) {
    fill_background(pattern);
    // Two statements each: the order in which a call's arguments draw is the compiler's choice.
    for (size_t left = pattern->count / 8 + 1; left > 0; left--) {
        size_t index = base_words_below(&pattern->draw->words, pattern->count);
        set(pattern, index, corpus_number_special(pattern->draw, pattern->interval));
    }
}

/// Specials only; drawing each anew would be slow, so up to sixteen are mixed.
static void arrange_specials(const struct pattern *pattern) {
    uint64_t palette[16];
    struct base_words *words = &pattern->draw->words;
    for (int i = 0; i < 16; i++)
        palette[i] = corpus_number_special(pattern->draw, pattern->interval);
    uint32_t mask = (1u << base_words_below(words, 5)) - 1;
    struct choices choices = {.words = words};
    for (size_t i = 0; i < pattern->count; i++)
        set(pattern, i, palette[next_choice(&choices) & mask]);
}

/// The place where kernels change their step: the head, the tail, a vector boundary ±1.
static size_t critical_index(const struct pattern *pattern) {
    struct base_words *words = &pattern->draw->words;
    size_t last = pattern->count - 1, index;
    uint64_t word = base_words_next(words);
    switch (word & 3) {
    case 0:
        index = 0;
        break;
    case 1:
        index = last;
        break;
    case 2: {
        size_t step = (size_t)4 << (word >> 2) % 7;
        index = step * (1 + base_words_below(words, pattern->count / step + 1));
        index += (word >> 8) % 3;
        index -= 1;
        break;
    }
    default:
        return base_words_below(words, pattern->count);
    }
    return index <= last ? index : last;
}

static void arrange_one_special(const struct pattern *pattern) {
    fill_background(pattern);
    size_t index = critical_index(pattern);
    set(pattern, index, corpus_number_special(pattern->draw, pattern->interval));
}

static void arrange_runs(const struct pattern *pattern) {
    struct base_words *words = &pattern->draw->words;
    for (size_t start = 0; start < pattern->count;) {
        size_t length = (size_t)1 << base_words_below(words, 7);
        length = 1 + base_words_below(words, length + 1);
        size_t end = length < pattern->count - start ? start + length : pattern->count;
        uint64_t bits = corpus_number_draw(pattern->draw, pattern->interval);
        for (; start < end; start++)
            set(pattern, start, bits);
    }
}

/// A few values over and over: ties, duplicates, all equal.
static void arrange_ties(const struct pattern *pattern) {
    struct base_words *words = &pattern->draw->words;
    uint64_t palette[4], kinds = 1 + base_words_below(words, 4);
    for (uint64_t i = 0; i < kinds; i++)
        palette[i] = corpus_number_draw(pattern->draw, pattern->interval);
    struct choices choices = {.words = words};
    for (size_t i = 0; i < pattern->count; i++)
        set(pattern, i, palette[(next_choice(&choices) * kinds) >> 8]);
}

/// Rising or falling over the interval (or a part of it), with random distances.
static void arrange_ramp(const struct pattern *pattern) {
    const struct corpus_interval *interval = pattern->interval;
    struct base_words *words = &pattern->draw->words;
    uint64_t word = base_words_next(words);
    uint64_t span = (uint64_t)(interval->high - interval->low) >> (word >> 2) % 32;
    uint64_t step = span / pattern->count;
    bool falls = word & 1, is_dense = word & 2;
    spec_wide from = falls ? interval->high : interval->low;
    if (is_dense) {
        // Neighbours on the line, starting at any place: equal to few ULP.
        uint64_t whole = (uint64_t)(interval->high - interval->low);
        uint64_t room = whole > pattern->count ? whole - pattern->count : 0;
        uint64_t start = room > 0 ? base_words_below(words, room) : 0;
        from = falls ? interval->high - start : interval->low + start;
        step = whole >= pattern->count ? 1 : 0;
    }
    for (size_t i = 0; i < pattern->count; i++) {
        uint64_t jitter = !is_dense && step > 0 ? base_words_below(words, step) : 0;
        spec_wide distance = (spec_wide)step * i + jitter;
        set(pattern, i,
            corpus_bits_of_place(interval->base, falls ? from - distance : from + distance));
    }
    // Within the ends it stays by itself; classes of floats have gaps between theirs.
    if (spec_base_is_float(interval->base) && interval->kind != SPEC_RANGE)
        corpus_fill_mend(pattern->draw, interval, pattern->numbers, pattern->count);
}

static void arrange_window(const struct pattern *pattern) {
    corpus_fill_window(pattern->draw, pattern->interval, pattern->numbers, pattern->count);
}

/// One large number and then such as vanish beside it.
static void arrange_absorbed(const struct pattern *pattern) {
    corpus_fill_window(pattern->draw, pattern->interval, pattern->numbers, pattern->count);
    size_t index = critical_index(pattern);
    set(pattern, index, corpus_number_draw(pattern->draw, pattern->interval));
}

/// An earlier input of plain numbers of the same type, or NULL.
static const struct corpus_argument *earlier_array(const struct pattern *pattern) {
    const struct corpus_case *one = pattern->draw->one;
    for (uint32_t i = pattern->param; i-- > 0;) {
        const struct spec_param *param = &one->kernel->params[i];
        bool alike = param->is_array && param->role != SPEC_OUT &&
                     param->base == pattern->interval->base && one->arguments[i].count > 0;
        if (alike)
            return &one->arguments[i];
    }
    return NULL;
}

/// Bits of a float moved by −1, 0 or 1 ULP, and negated or not.
static uint64_t nudge(uint64_t bits, uint64_t sign_bit, bool negate, uint32_t choice) {
    uint64_t magnitude = bits & (sign_bit - 1);
    uint32_t step = choice & 7;
    if (step == 1 && magnitude > 0)
        bits--;
    else if (step == 2)
        bits++;
    return negate ? bits ^ sign_bit : bits;
}

/// b ≈ −a or b ≈ a up to one ULP, against an earlier array or against the neighbour: sums cancel.
static void arrange_cancelling(const struct pattern *pattern) {
    struct base_words *words = &pattern->draw->words;
    const struct corpus_argument *earlier = earlier_array(pattern);
    uint64_t word = base_words_next(words), sign_bit = 1ull << (8 * pattern->size - 1);
    bool negate = word & 1, is_exact = word & 2;
    struct choices choices = {.words = words};
    if (earlier == NULL)
        fill_background(pattern);
    for (size_t i = earlier == NULL ? 1 : 0; i < pattern->count; i += earlier == NULL ? 2 : 1) {
        const uint8_t *source = earlier == NULL ? pattern->numbers : earlier->data;
        size_t index = earlier == NULL ? i - 1 : i % earlier->count;
        uint64_t bits = corpus_number_get(source, index, pattern->size);
        set(pattern, i, nudge(bits, sign_bit, negate, is_exact ? 0 : next_choice(&choices)));
    }
    corpus_fill_mend(pattern->draw, pattern->interval, pattern->numbers, pattern->count);
}

/// The row in which each arc lies, where an earlier array of offsets partitions this one; the
/// offsets' parameter or SPEC_PARAMS_MAX.
static uint32_t offsets_param(const struct pattern *pattern) {
    const struct corpus_case *one = pattern->draw->one;
    for (uint32_t i = pattern->param; i-- > 0;) {
        const struct spec_param *param = &one->kernel->params[i];
        bool partitions = param->is_array && param->role != SPEC_OUT &&
                          param->base != SPEC_STRUCT && one->arguments[i].count > 1 &&
                          param->leaves[0].domain->alternatives[0].kind == SPEC_PARTITION;
        if (!partitions)
            continue;
        size_t size = spec_base_size(param->base);
        uint64_t last =
            corpus_number_get(one->arguments[i].data, one->arguments[i].count - 1, size);
        if (last == pattern->count)
            return i;
    }
    return SPEC_PARAMS_MAX;
}

/// Arcs of row r point at r + shift: self loops, chains. The numbers wrap inside the interval.
static void arrange_linked(const struct pattern *pattern) {
    const struct corpus_case *one = pattern->draw->one;
    const struct corpus_interval *interval = pattern->interval;
    uint64_t word = base_words_next(&pattern->draw->words);
    uint64_t span = (uint64_t)(interval->high - interval->low);
    uint64_t shift = (word & 3) == 3 ? span : word & 3;
    uint32_t offsets = offsets_param(pattern);
    const struct corpus_argument *earlier = earlier_array(pattern);
    size_t row = 0;
    for (size_t i = 0; i < pattern->count; i++) {
        uint64_t source = i;
        if (offsets < SPEC_PARAMS_MAX) {
            size_t size = spec_base_size(one->kernel->params[offsets].base);
            const struct corpus_argument *rows = &one->arguments[offsets];
            while (row + 2 < rows->count && corpus_number_get(rows->data, row + 1, size) <= i)
                row++;
            source = row;
        } else if (earlier != NULL && (word & 4)) {
            source = corpus_number_get(earlier->data, i % earlier->count, pattern->size);
        }
        uint64_t step =
            span == UINT64_MAX ? source + shift : (source % (span + 1) + shift) % (span + 1);
        set(pattern, i, corpus_bits_of_place(interval->base, interval->low + step));
    }
}

static void arrange_mild(const struct pattern *pattern) {
    fill_background(pattern);
}

void corpus_fill_pattern(struct corpus_draw *draw, const struct corpus_interval *interval,
                         uint32_t param, uint8_t *numbers, size_t count) {
    static arrangement *const of_floats[] = {
        arrange_broad,    arrange_sprinkled,  arrange_specials,    arrange_one_special,
        arrange_runs,     arrange_ties,       arrange_ramp,        arrange_window,
        arrange_absorbed, arrange_cancelling, arrange_one_special, arrange_mild,
    };
    static arrangement *const of_integers[] = {
        arrange_broad,  arrange_sprinkled, arrange_specials, arrange_one_special,
        arrange_runs,   arrange_ties,      arrange_ramp,     arrange_window,
        arrange_linked, arrange_linked,    arrange_mild,     arrange_mild,
    };
    struct pattern pattern = {draw,    interval, param,
                              numbers, count,    spec_base_size(interval->base)};
    if (count == 0)
        return;
    if (draw->family == CORPUS_LATTICE) {
        corpus_fill_lattice(draw, interval, numbers, count);
    } else if (draw->family == CORPUS_REALISTIC) {
        corpus_fill_realistic(draw, interval, numbers, count);
    } else {
        uint64_t choice = base_words_below(&draw->words, 12);
        (spec_base_is_float(interval->base) ? of_floats : of_integers)[choice](&pattern);
    }
}
