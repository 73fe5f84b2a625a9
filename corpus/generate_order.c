#include "corpus/generate_parts.h"

/// Sorted and unique numbers are ordered by rank: the number of smaller places that the domain
/// holds. Distinct ranks are distinct numbers, whatever gaps lie between the alternatives.

static void add_part(struct corpus_input *input, spec_wide low, spec_wide high) {
    uint32_t at = input->part_count++;
    for (; at > 0 && input->parts[at - 1].low > low; at--)
        input->parts[at] = input->parts[at - 1];
    input->parts[at] = (struct corpus_part){low, high};
}

static void merge_parts(struct corpus_input *input) {
    uint32_t kept = 0;
    for (uint32_t i = 1; i < input->part_count; i++) {
        struct corpus_part *last = &input->parts[kept], *next = &input->parts[i];
        if (next->low > last->high + 1)
            input->parts[++kept] = *next;
        else if (next->high > last->high)
            last->high = next->high;
    }
    input->part_count = input->part_count > 0 ? kept + 1 : 0;
}

void corpus_input_measure(struct corpus_input *input) {
    enum spec_base base = input->leaf->base;
    spec_wide normal = base == SPEC_F32 ? 1 << 23 : (spec_wide)1 << 52;
    input->part_count = 0;
    for (uint32_t i = 0; i < input->leaf->domain->alternative_count; i++) {
        const struct corpus_interval *interval = &input->intervals[i];
        if (interval->is_empty || interval->kind == SPEC_NAN)
            continue;
        bool has_hole = spec_base_is_float(base) &&
                        (interval->kind == SPEC_NORMAL || interval->kind == SPEC_SUBNORMAL ||
                         interval->kind == SPEC_INF);
        if (!has_hole) {
            add_part(input, interval->low, interval->high);
            continue;
        }
        spec_wide inner = interval->kind == SPEC_NORMAL      ? normal
                          : interval->kind == SPEC_SUBNORMAL ? 1
                                                             : interval->high;
        add_part(input, interval->low, -inner);
        add_part(input, inner, interval->high);
    }
    merge_parts(input);
    input->rank_max = 0;
    for (uint32_t i = 0; i < input->part_count; i++)
        input->rank_max += (uint64_t)(input->parts[i].high - input->parts[i].low) + (i > 0);
}

bool corpus_input_has_room(const struct corpus_input *input, uint64_t count) {
    return count == 0 || (input->part_count > 0 && count - 1 <= input->rank_max);
}

static uint64_t rank_of_place(const struct corpus_input *input, spec_wide place) {
    uint64_t rank = 0;
    for (uint32_t i = 0; i < input->part_count; i++) {
        const struct corpus_part *part = &input->parts[i];
        if (place <= part->high)
            return place > part->low ? rank + (uint64_t)(place - part->low) : rank;
        rank += (uint64_t)(part->high - part->low) + 1;
    }
    return input->rank_max;
}

static spec_wide place_of_rank(const struct corpus_input *input, uint64_t rank) {
    for (uint32_t i = 0; i < input->part_count; i++) {
        const struct corpus_part *part = &input->parts[i];
        uint64_t span = (uint64_t)(part->high - part->low);
        if (rank <= span)
            return part->low + rank;
        rank -= span + 1;
    }
    return input->parts[input->part_count - 1].high;
}

static void sort_few(uint64_t *keys, size_t count) {
    for (size_t i = 1; i < count; i++) {
        uint64_t key = keys[i];
        size_t at = i;
        for (; at > 0 && keys[at - 1] > key; at--)
            keys[at] = keys[at - 1];
        keys[at] = key;
    }
}

/// Radix sort, byte by byte from the lowest; bytes that all keys share are skipped. Returns the
/// buffer in which the sorted keys are.
static uint64_t *sort_keys(uint64_t *keys, uint64_t *spare, size_t count) {
    if (count <= 48) {
        sort_few(keys, count);
        return keys;
    }
    uint64_t differing = 0;
    for (size_t i = 1; i < count; i++)
        differing |= keys[i] ^ keys[0];
    for (int shift = 0; shift < 64; shift += 8) {
        size_t starts[256] = {0}, sum = 0;
        if ((differing >> shift & 0xff) == 0)
            continue;
        for (size_t i = 0; i < count; i++)
            starts[keys[i] >> shift & 0xff]++;
        for (int value = 0; value < 256; value++) {
            size_t number = starts[value];
            starts[value] = sum;
            sum += number;
        }
        for (size_t i = 0; i < count; i++)
            spare[starts[keys[i] >> shift & 0xff]++] = keys[i];
        uint64_t *swapped = keys;
        keys = spare;
        spare = swapped;
    }
    return keys;
}

/// Moves equal ranks apart, upwards and where that ends, downwards; the order stays.
static void spread_ranks(uint64_t *ranks, size_t count, uint64_t rank_max) {
    for (size_t i = 1; i < count; i++)
        if (ranks[i] <= ranks[i - 1])
            ranks[i] = ranks[i - 1] < UINT64_MAX ? ranks[i - 1] + 1 : UINT64_MAX;
    for (size_t i = count; i-- > 0;) {
        uint64_t limit = rank_max - (count - 1 - i);
        if (ranks[i] > limit)
            ranks[i] = limit;
    }
}

static void shuffle(struct base_words *words, uint64_t *ranks, size_t count) {
    uint64_t word = base_words_next(words);
    bool falls = (word & 7) == 1, shuffles = (word & 7) > 1;
    for (size_t i = 0; falls && i < count / 2; i++) {
        uint64_t rank = ranks[i];
        ranks[i] = ranks[count - 1 - i];
        ranks[count - 1 - i] = rank;
    }
    for (size_t i = count; shuffles && i > 1; i--) {
        size_t other = base_words_below(words, i);
        uint64_t rank = ranks[i - 1];
        ranks[i - 1] = ranks[other];
        ranks[other] = rank;
    }
}

void corpus_order_numbers(struct corpus_draw *draw, const struct corpus_input *input,
                          uint8_t *numbers, size_t count) {
    const struct spec_domain *domain = input->leaf->domain;
    enum spec_base base = input->leaf->base;
    size_t size = spec_base_size(base);
    uint64_t *ranks = (uint64_t *)(void *)draw->generator->scratch[1];
    uint64_t *spare = (uint64_t *)(void *)draw->generator->scratch[2];
    base_check(!domain->is_unique || corpus_input_has_room(input, count));
    for (size_t i = 0; i < count; i++) {
        uint64_t bits = corpus_number_get(numbers, i, size);
        // NaN has no rank, so it becomes any other number of the domain.
        ranks[i] = corpus_bits_are_nan(base, bits)
                       ? base_random_scale(base_words_next(&draw->words), input->rank_max)
                       : rank_of_place(input, corpus_place_of_bits(base, bits));
    }
    ranks = sort_keys(ranks, spare, count);
    bool is_partition = domain->alternatives[0].kind == SPEC_PARTITION;
    if (domain->is_unique)
        spread_ranks(ranks, count, input->rank_max);
    if (is_partition && count > 0) {
        ranks[count - 1] = input->rank_max;
        ranks[0] = 0;
    }
    if (!domain->is_sorted && !is_partition)
        shuffle(&draw->words, ranks, count);
    for (size_t i = 0; i < count; i++) {
        spec_wide place = place_of_rank(input, ranks[i]);
        uint64_t bits = corpus_bits_of_place(base, place);
        if (place == 0 && spec_base_is_float(base) && (base_words_next(&draw->words) & 1))
            bits = size == 4 ? 0x80000000u : 1ull << 63;
        corpus_number_set(numbers, i, size, bits);
    }
}

void corpus_sort_numbers(struct corpus_draw *draw, const struct corpus_input *input,
                         uint8_t *numbers, size_t count) {
    size_t size = spec_base_size(input->leaf->base);
    uint64_t *keys = (uint64_t *)(void *)draw->generator->scratch[1];
    uint64_t *spare = (uint64_t *)(void *)draw->generator->scratch[2];
    for (size_t i = 0; i < count; i++)
        keys[i] = corpus_number_get(numbers, i, size);
    keys = sort_keys(keys, spare, count);
    for (size_t i = 0; i < count; i++)
        corpus_number_set(numbers, i, size, keys[i]);
}

bool corpus_numbers_differ(struct corpus_draw *draw, const struct corpus_input *input,
                           const uint8_t *numbers, size_t count) {
    enum spec_base base = input->leaf->base;
    uint64_t *keys = (uint64_t *)(void *)draw->generator->scratch[1];
    uint64_t *spare = (uint64_t *)(void *)draw->generator->scratch[2];
    // Only equality matters, so a signed place may wrap.
    for (size_t i = 0; i < count; i++)
        keys[i] = (uint64_t)corpus_place_of_bits(
            base, corpus_number_get(numbers, i, spec_base_size(base)));
    keys = sort_keys(keys, spare, count);
    for (size_t i = 1; i < count; i++)
        if (keys[i] == keys[i - 1])
            return false;
    return true;
}
