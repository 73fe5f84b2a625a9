#include "corpus/generate_parts.h"

bool corpus_input_evaluate(const struct corpus_draw *draw, struct corpus_input *input,
                           uint64_t count) {
    const struct spec_domain *domain = input->leaf->domain;
    bool any = false;
    for (uint32_t i = 0; i < domain->alternative_count; i++) {
        if (input->varies)
            corpus_interval_evaluate(&domain->alternatives[i], input->leaf->base, draw->one,
                                     draw->values, count, &input->intervals[i]);
        any |= !input->intervals[i].is_empty;
    }
    if (!input->is_ordered)
        return any;
    if (input->varies)
        corpus_input_measure(input);
    return any && (input->leaf->domain->is_unique ? corpus_input_has_room(input, count)
                                                  : input->part_count > 0);
}

bool corpus_input_holds(const struct corpus_input *input, uint64_t bits) {
    for (uint32_t i = 0; i < input->leaf->domain->alternative_count; i++)
        if (corpus_interval_holds(&input->intervals[i], bits))
            return true;
    return false;
}

static bool is_whole_array(const struct corpus_interval *interval) {
    return interval->kind == SPEC_PARTITION || interval->kind == SPEC_PERMUTATION ||
           interval->kind == SPEC_WITH;
}

/// The first alternative from `index` on, going round, that has a value for single numbers; the
/// number of alternatives where there is none.
static uint32_t next_alternative(const struct corpus_input *input, uint32_t index) {
    uint32_t count = input->leaf->domain->alternative_count;
    for (uint32_t i = 0; i < count; i++) {
        const struct corpus_interval *interval = &input->intervals[(index + i) % count];
        if (!interval->is_empty && !is_whole_array(interval))
            return (index + i) % count;
    }
    return count;
}

/// A random alternative that has a value; one that single numbers can take if `of_numbers`.
static uint32_t pick_alternative(struct corpus_draw *draw, const struct corpus_input *input,
                                 bool of_numbers) {
    uint32_t count = input->leaf->domain->alternative_count;
    if (count == 1)
        return 0;
    uint32_t index = (uint32_t)base_words_below(&draw->words, count);
    if (draw->is_usual && spec_base_is_float(input->leaf->base))
        index = 0;
    if (of_numbers)
        return next_alternative(input, index);
    while (input->intervals[index].is_empty)
        index = (index + 1) % count;
    return index;
}

static uint64_t next_word(void *state) {
    return base_words_next(state);
}

static void fill_alternative(struct corpus_draw *draw, const struct corpus_input *input,
                             uint32_t index, uint8_t *numbers, size_t count) {
    const struct corpus_interval *interval = &input->intervals[index];
    if (interval->kind == SPEC_PARTITION)
        corpus_fill_partition(draw, interval, numbers, count);
    else if (interval->kind == SPEC_PERMUTATION)
        corpus_fill_permutation(draw, interval, numbers, count);
    else if (interval->kind == SPEC_WITH)
        input->generators[index](numbers, count, next_word, &draw->words);
    else
        corpus_fill_pattern(draw, interval, input->param, numbers, count);
}

/// Numbers filled at a time when alternatives alternate, and how many alternatives at most.
enum { MIX_NUMBERS = 128, MIX_ALTERNATIVES = 4 };

/// Each number from one of the blocks.
static void choose_numbers(struct base_words *words, uint32_t kinds,
                           uint8_t blocks[MIX_ALTERNATIVES][MIX_NUMBERS * 8], size_t size,
                           uint8_t *numbers, size_t count) {
    uint8_t choices[MIX_NUMBERS];
    for (size_t i = 0; i < count; i += 8) {
        uint64_t word = base_words_next(words);
        for (size_t k = i; k < i + 8; k++, word >>= 8)
            choices[k] = (uint8_t)(((word & 0xff) * kinds) >> 8);
    }
    if (size == 4)
        for (size_t i = 0; i < count; i++)
            memcpy(numbers + 4 * i, blocks[choices[i]] + 4 * i, 4);
    else
        for (size_t i = 0; i < count; i++)
            corpus_number_set(numbers, i, size, corpus_number_get(blocks[choices[i]], i, size));
}

/// Alternates between alternatives: run by run, of lengths that cross vector boundaries, or number
/// by number. Each alternative fills a block in bulk, then one of the blocks is taken.
static void fill_mixed(struct corpus_draw *draw, const struct corpus_input *input, bool by_runs,
                       uint8_t *numbers, size_t count) {
    _Alignas(8) uint8_t blocks[MIX_ALTERNATIVES][MIX_NUMBERS * 8];
    struct base_words *words = &draw->words;
    size_t size = spec_base_size(input->leaf->base);
    uint32_t kinds = input->leaf->domain->alternative_count;
    kinds = kinds < MIX_ALTERNATIVES ? kinds : MIX_ALTERNATIVES;
    for (size_t start = 0; start < count; start += MIX_NUMBERS) {
        size_t block = count - start < MIX_NUMBERS ? count - start : MIX_NUMBERS;
        // More alternatives than blocks take turns; of few, each has a block.
        uint32_t first = pick_alternative(draw, input, true);
        for (uint32_t kind = 0, index = first; kind < kinds; kind++) {
            fill_alternative(draw, input, index, blocks[kind], block);
            index = next_alternative(input, index + 1);
        }
        if (!by_runs)
            choose_numbers(words, kinds, blocks, size, numbers + start * size, block);
        for (size_t i = 0, length; by_runs && i < block; i += length) {
            uint64_t word = base_words_next(words);
            length = 1 + (word >> 8 & 0xff) % 40;
            length = length < block - i ? length : block - i;
            memcpy(numbers + (start + i) * size, blocks[(word & 0xff) % kinds] + i * size,
                   length * size);
        }
    }
}

static void fill_numbers(struct corpus_draw *draw, const struct corpus_input *input,
                         uint8_t *numbers, size_t count) {
    const struct spec_domain *domain = input->leaf->domain;
    if (count == 0)
        return;
    uint32_t whole = pick_alternative(draw, input, false);
    bool can_mix =
        domain->alternative_count > 1 && next_alternative(input, 0) < domain->alternative_count;
    uint64_t mode = can_mix ? base_words_below(&draw->words, 3) : 0;
    if (draw->is_usual && spec_base_is_float(input->leaf->base))
        mode = 0;
    if (mode == 0)
        fill_alternative(draw, input, whole, numbers, count);
    else
        fill_mixed(draw, input, mode == 1, numbers, count);
    if (domain->is_sorted || domain->is_unique)
        corpus_order_numbers(draw, input, numbers, count);
}

void corpus_input_fill(struct corpus_draw *draw, const struct corpus_input *input) {
    const struct spec_param *param = &draw->one->kernel->params[input->param];
    const struct spec_leaf *leaf = input->leaf;
    struct corpus_argument *argument = &draw->one->arguments[input->param];
    size_t count = argument->count * leaf->count, size = spec_base_size(leaf->base);
    if (param->base != SPEC_STRUCT) {
        fill_numbers(draw, input, argument->data, count);
        return;
    }
    uint8_t *dense = draw->generator->scratch[0];
    fill_numbers(draw, input, dense, count);
    for (size_t i = 0; i < count; i++)
        corpus_number_set(argument->data + corpus_leaf_offset(param, leaf, i), 0, size,
                          corpus_number_get(dense, i, size));
}

/// How the rows of a partition share its elements.
enum rows {
    ROWS_EVEN,
    ROWS_RANDOM,
    ROWS_SCALE_FREE,
    ROWS_MOSTLY_EMPTY,
    ROWS_ONE_FULL, ///< a star
    ROWS_COUNT,
};

static uint64_t row_weight(struct corpus_draw *draw, enum rows rows, uint64_t row, uint64_t full) {
    uint64_t word = base_words_next(&draw->words);
    switch (rows) {
    case ROWS_EVEN:
        return 1;
    case ROWS_RANDOM:
        return word & 0xffff;
    case ROWS_SCALE_FREE:
        // Each doubling half as often: a degree distribution with a heavy tail.
        return (word >> 32 & 0xff) << __builtin_ctzll(word | 1ull << 24);
    case ROWS_MOSTLY_EMPTY:
        return (word & 7) == 0 ? word >> 48 : 0;
    default:
        return row == full;
    }
}

/// last · sum / total, in 64 bits where they suffice: wide divisions are slow.
static uint64_t share_of(uint64_t last, uint64_t sum, uint64_t total) {
    uint64_t product;
    if (!__builtin_mul_overflow(last, sum, &product))
        return product / total;
    return (uint64_t)((spec_wide)last * sum / total);
}

void corpus_fill_partition(struct corpus_draw *draw, const struct corpus_interval *interval,
                           uint8_t *numbers, size_t count) {
    if (count == 0)
        return;
    uint64_t word = base_words_next(&draw->words), rows = count - 1;
    enum rows kind = (enum rows)(word % ROWS_COUNT);
    uint64_t full = rows > 0 ? base_words_below(&draw->words, rows) : 0;
    // Now and then the last rows or the first ones are empty: loops end and begin there.
    uint64_t begin = (word >> 8) % 4 == 0 && rows > 1 ? 1 : 0;
    uint64_t end = (word >> 16) % 4 == 0 && rows > begin + 1 ? rows - 1 : rows;
    size_t size = spec_base_size(interval->base);
    uint64_t sum = 0, last = (uint64_t)interval->high;
    // Running sums of the weights first, then scaled to the last value. Nothing is being sorted
    // at the moment, so the memory for that is free.
    uint8_t *sums = draw->generator->scratch[2];
    for (uint64_t row = 0; row < rows; row++) {
        uint64_t weight = row_weight(draw, kind, row, full);
        sum += row >= begin && row < end ? weight : 0;
        corpus_number_set(sums, row, 8, sum);
    }
    corpus_number_set(numbers, 0, size, 0);
    for (uint64_t row = 0; row < rows; row++) {
        // With no weight at all the row `full` takes everything.
        uint64_t offset = sum > 0 ? share_of(last, corpus_number_get(sums, row, 8), sum)
                                  : (row < full ? 0 : last);
        corpus_number_set(numbers, row + 1, size, offset);
    }
}

void corpus_fill_permutation(struct corpus_draw *draw, const struct corpus_interval *interval,
                             uint8_t *numbers, size_t count) {
    size_t size = spec_base_size(interval->base);
    uint64_t word = base_words_next(&draw->words), shift = 0;
    bool falls = (word & 7) == 1, shuffles = (word & 7) > 2;
    if ((word & 7) == 2)
        shift = base_words_below(&draw->words, count > 0 ? count : 1);
    for (size_t i = 0; i < count; i++)
        corpus_number_set(numbers, i, size, falls ? count - 1 - i : (i + shift) % count);
    for (size_t i = count; shuffles && i > 1; i--) {
        size_t other = base_words_below(&draw->words, i);
        uint64_t here = corpus_number_get(numbers, i - 1, size);
        corpus_number_set(numbers, i - 1, size, corpus_number_get(numbers, other, size));
        corpus_number_set(numbers, other, size, here);
    }
}
