#include "corpus/generate_parts.h"

/// A length in low..high: mostly short, often beside a multiple of a vector's or a block's width.
static uint64_t draw_length(struct corpus_draw *draw, uint64_t low, uint64_t high) {
    static const uint16_t widths[] = {4, 8, 16, 32, 64, 64, 128, 256, 1024};
    uint64_t word = base_words_next(&draw->words), kind = word & 0xff;
    // Short means 0..130 where the domain begins near 0, else as many lengths from its beginning.
    uint64_t fixed = low <= CORPUS_LENGTH_FIXED_MAX / 4 ? CORPUS_LENGTH_FIXED_MAX
                                                        : low + CORPUS_LENGTH_FIXED_MAX;
    uint64_t shortest = high < fixed || fixed < low ? high : fixed;
    if (kind < 128)
        return low + base_words_below(&draw->words, shortest - low + 1);
    if (kind < 208) {
        uint64_t choice = (word >> 8 & 0xff) % (sizeof widths / sizeof *widths);
        uint64_t multiple = 1 + (word >> 16 & 7) % (choice < 5 ? 8 : 4);
        uint64_t length = widths[choice] * multiple + (word >> 24 & 0xff) % 3 - 1;
        if (length >= low && length <= high)
            return length;
        return low + base_words_below(&draw->words, shortest - low + 1);
    }
    uint64_t reach = high - low;
    uint32_t width = reach > 0 ? 64 - (uint32_t)__builtin_clzll(reach) : 0;
    uint32_t bits = (uint32_t)(word >> 32 & 0xff) % (width + 1);
    uint64_t distance = bits > 0 ? base_words_next(&draw->words) >> (64 - bits) : 0;
    return low + (distance < reach ? distance : reach);
}

void corpus_scalar_set(struct corpus_draw *draw, uint32_t param, spec_wide place) {
    enum spec_base base = draw->one->kernel->params[param].base;
    draw->one->arguments[param].bits = corpus_bits_of_place(base, place);
    draw->values[param] = spec_base_is_integer(base) ? place : 0;
}

static void set_bits(struct corpus_draw *draw, uint32_t param, uint64_t bits) {
    enum spec_base base = draw->one->kernel->params[param].base;
    draw->one->arguments[param].bits = bits;
    draw->values[param] = spec_base_is_integer(base) ? corpus_place_of_bits(base, bits) : 0;
}

static struct corpus_input *scalar_input(const struct corpus_draw *draw, uint32_t param) {
    return &draw->generator->inputs[draw->generator->first_input[param]];
}

bool corpus_scalar_at_most(struct corpus_draw *draw, uint32_t param, spec_wide limit,
                           spec_wide *value) {
    struct corpus_input *input = scalar_input(draw, param);
    bool found = false;
    *value = 0;
    corpus_input_evaluate(draw, input, 1);
    for (uint32_t i = 0; i < input->leaf->domain->alternative_count; i++) {
        const struct corpus_interval *interval = &input->intervals[i];
        if (interval->is_empty || interval->low > limit)
            continue;
        spec_wide place = interval->high < limit ? interval->high : limit;
        if (!found || place > *value)
            *value = place;
        found = true;
    }
    return found;
}

/// A random alternative with a value; the input has one.
static const struct corpus_interval *pick_interval(struct corpus_draw *draw,
                                                   const struct corpus_input *input) {
    uint32_t count = input->leaf->domain->alternative_count;
    uint32_t index = count > 1 ? (uint32_t)base_words_below(&draw->words, count) : 0;
    if (draw->is_usual && spec_base_is_float(input->leaf->base))
        index = 0;
    while (input->intervals[index].is_empty)
        index = (index + 1) % count;
    return &input->intervals[index];
}

/// The value that the plan or the bench point wants, if any.
static bool wanted_value(struct corpus_draw *draw, uint32_t param, spec_wide *value) {
    const struct corpus_input *input = scalar_input(draw, param);
    const struct corpus_plan *plan = &draw->plan;
    bool is_planned =
        plan->kind == CORPUS_ONE_LENGTH && &draw->generator->inputs[plan->input] == input;
    if (is_planned)
        *value = plan->lane;
    for (uint32_t i = 0; !is_planned && draw->point != NULL && i < draw->point->count; i++) {
        if (draw->point->params[i] != param)
            continue;
        *value = draw->point->values[i];
        is_planned = true;
    }
    return is_planned;
}

/// For a special alone at some lane the array must reach that far: the first scalar of its extent
/// does so, the others stay small.
static bool draw_reaching(struct corpus_draw *draw, uint32_t param,
                          const struct corpus_interval *interval, spec_wide *value) {
    const struct corpus_generator *generator = draw->generator;
    const struct corpus_plan *plan = &draw->plan;
    if (plan->kind != CORPUS_ONE_SPECIAL)
        return false;
    uint32_t mask = generator->extent_params[generator->inputs[plan->input].param];
    if ((mask >> param & 1) == 0)
        return false;
    bool is_first = (mask & ((1u << param) - 1)) == 0;
    spec_wide low = is_first ? plan->lane + 1 : 1, high = low + (is_first ? 65 : 2);
    low = low < interval->low ? interval->low : low;
    high = high > interval->high ? interval->high : high;
    if (low > high)
        return false;
    *value = low + base_words_below(&draw->words, (uint64_t)(high - low) + 1);
    return true;
}

static void draw_with(struct corpus_draw *draw, const struct corpus_input *input,
                      const struct corpus_interval *interval);

static bool draw_scalar(struct corpus_draw *draw, uint32_t param) {
    struct corpus_input *input = scalar_input(draw, param);
    const struct spec_param *declared = &draw->one->kernel->params[param];
    const struct corpus_plan *plan = &draw->plan;
    spec_wide value;
    if (!corpus_input_evaluate(draw, input, 1)) {
        draw->wrong_input = input;
        return false;
    }
    bool is_special =
        plan->kind == CORPUS_ONE_SPECIAL && &draw->generator->inputs[plan->input] == input;
    if (is_special && corpus_input_holds(input, input->specials[plan->special])) {
        set_bits(draw, param, input->specials[plan->special]);
        return true;
    }
    bool is_wanted = spec_base_is_integer(declared->base) && wanted_value(draw, param, &value) &&
                     corpus_input_holds(input, corpus_bits_of_place(declared->base, value));
    if (is_wanted) {
        corpus_scalar_set(draw, param, value);
        return true;
    }
    const struct corpus_interval *interval = pick_interval(draw, input);
    if (interval->kind == SPEC_WITH)
        draw_with(draw, input, interval);
    else if (!declared->is_length || interval->low < 0)
        set_bits(draw, param, corpus_number_draw(draw, interval));
    else if (draw_reaching(draw, param, interval, &value))
        corpus_scalar_set(draw, param, value);
    else
        corpus_scalar_set(
            draw, param,
            (spec_wide)draw_length(draw, (uint64_t)interval->low, (uint64_t)interval->high));
    return true;
}

static uint64_t next_word(void *state) {
    return base_words_next(state);
}

static void draw_with(struct corpus_draw *draw, const struct corpus_input *input,
                      const struct corpus_interval *interval) {
    _Alignas(8) uint8_t number[8] = {0};
    input->generators[interval - input->intervals](number, 1, next_word, &draw->words);
    set_bits(draw, input->param, corpus_number_get(number, 0, spec_base_size(input->leaf->base)));
}

/// After a scalar was lowered, those whose domains name it may lie outside: they follow.
static bool follow_lowered(struct corpus_draw *draw) {
    const struct spec_kernel *kernel = draw->one->kernel;
    for (uint32_t i = 0; i < kernel->scalar_count; i++) {
        uint32_t param = kernel->scalar_order[i];
        if (kernel->params[param].base == SPEC_STRUCT)
            continue;
        struct corpus_input *input = scalar_input(draw, param);
        if (!input->varies)
            continue;
        if (!corpus_input_evaluate(draw, input, 1)) {
            draw->wrong_input = input;
            return false;
        }
        if (corpus_input_holds(input, draw->one->arguments[param].bits))
            continue;
        spec_wide value;
        bool lowers = spec_base_is_integer(input->leaf->base) &&
                      corpus_scalar_at_most(draw, param, draw->values[param], &value);
        if (lowers)
            corpus_scalar_set(draw, param, value);
        else
            set_bits(draw, param, corpus_number_draw(draw, pick_interval(draw, input)));
    }
    return true;
}

/// Lowers one of the scalars in the mask, to `limit` or else to half; false where none can be.
static bool lower_one(struct corpus_draw *draw, uint32_t mask, spec_wide limit) {
    uint32_t start = (uint32_t)base_words_below(&draw->words, SPEC_PARAMS_MAX);
    for (uint32_t i = 0; i < SPEC_PARAMS_MAX; i++) {
        uint32_t param = (start + i) % SPEC_PARAMS_MAX;
        if ((mask >> param & 1) == 0)
            continue;
        spec_wide before = draw->values[param], value;
        spec_wide wish = limit >= 0 && limit < before ? limit
                         : before > 0                 ? before / 2
                                                      : before - 1;
        if (corpus_scalar_at_most(draw, param, wish, &value) && value < before) {
            corpus_scalar_set(draw, param, value);
            return follow_lowered(draw);
        }
    }
    return false;
}

/// Sets all counts; where an extent has none, says by which scalars.
static bool measure(struct corpus_draw *draw, uint64_t *total, uint32_t *wrong) {
    const struct spec_kernel *kernel = draw->one->kernel;
    *total = 0;
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        const struct spec_param *param = &kernel->params[i];
        uint64_t count = 1;
        *wrong = i;
        if (param->is_array &&
            (!corpus_extent_evaluate(param, draw->values, &count) || count > param->extent_max))
            return false;
        draw->one->arguments[i].count = count;
        if (param->is_array)
            *total += count;
    }
    return true;
}

/// An input without a value for its count under these scalars, or NULL.
static struct corpus_input *find_empty(struct corpus_draw *draw) {
    const struct corpus_generator *generator = draw->generator;
    for (uint32_t i = 0; i < generator->input_count; i++) {
        struct corpus_input *input = &generator->inputs[i];
        const struct spec_param *param = &draw->one->kernel->params[input->param];
        uint64_t count = draw->one->arguments[input->param].count * input->leaf->count;
        bool is_scalar = !param->is_array && param->base != SPEC_STRUCT;
        if (is_scalar || (!input->varies && !input->is_ordered && !input->intervals[0].is_empty))
            continue;
        bool needs_value = count > 0 || input->intervals[0].kind == SPEC_PARTITION;
        if (!corpus_input_evaluate(draw, input, count) && needs_value)
            return input;
    }
    return NULL;
}

/// Makes room for an empty input: first by the scalars in its array's extent, then by those that
/// its domain names (offsets of no row partition only 0).
static bool lower_for(struct corpus_draw *draw, const struct corpus_input *input) {
    const struct spec_param *param = &draw->one->kernel->params[input->param];
    const struct spec_domain *domain = input->leaf->domain;
    spec_wide limit = -1;
    bool is_direct = param->is_array && param->extent->operation == SPEC_PARAM;
    if (is_direct && domain->is_unique && input->part_count > 0 && input->rank_max < INT32_MAX)
        limit = (spec_wide)((input->rank_max + 1) / input->leaf->count);
    if (lower_one(draw, draw->generator->extent_params[input->param], limit))
        return true;
    uint32_t mask = 0;
    for (uint32_t i = 0; i < domain->alternative_count; i++)
        mask |= corpus_alternative_params(&domain->alternatives[i]);
    for (uint32_t i = 0; i < draw->one->kernel->param_count; i++) {
        const struct spec_param *named = &draw->one->kernel->params[i];
        if (named->is_array || !spec_base_is_integer(named->base))
            mask &= ~(1u << i);
    }
    return lower_one(draw, mask, -1);
}

/// Redraws one of the larger lengths so that the elements come near the budget; the plan's length
/// stays.
static bool reduce(struct corpus_draw *draw, uint64_t total) {
    const struct spec_kernel *kernel = draw->one->kernel;
    spec_wide largest = 1;
    for (uint32_t i = 0; i < kernel->param_count; i++)
        if (kernel->params[i].is_length && draw->values[i] > largest)
            largest = draw->values[i];
    uint32_t start = (uint32_t)base_words_below(&draw->words, kernel->param_count);
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        uint32_t index = (start + i) % kernel->param_count;
        const struct spec_param *param = &kernel->params[index];
        spec_wide before = draw->values[index], low, value;
        bool is_planned = draw->plan.kind == CORPUS_ONE_LENGTH &&
                          draw->generator->inputs[draw->plan.input].param == index;
        if (!param->is_length || is_planned || before <= 1 || before < largest / 8)
            continue;
        spec_wide limit = before * (spec_wide)draw->budget / (spec_wide)total;
        limit = limit < 1 ? 1 : limit < before ? limit : before - 1;
        if (!corpus_scalar_at_most(draw, index, limit, &value))
            continue;
        // The alternative that reaches the limit: its lower end bounds the new draw.
        low = value;
        const struct corpus_input *input = scalar_input(draw, index);
        for (uint32_t k = 0; k < input->leaf->domain->alternative_count; k++) {
            const struct corpus_interval *interval = &input->intervals[k];
            if (!interval->is_empty && interval->low <= value && interval->high >= value)
                low = interval->low < 0 ? 0 : interval->low;
        }
        // What the budget admits is used: the new length stays in the upper half of it.
        low = low < value - value / 2 ? value - value / 2 : low;
        uint64_t length = draw_length(draw, (uint64_t)low, (uint64_t)value);
        corpus_scalar_set(draw, index, (spec_wide)length);
        return follow_lowered(draw);
    }
    return false;
}

bool corpus_shape_is_settled(struct corpus_draw *draw) {
    uint64_t total;
    uint32_t wrong;
    return measure(draw, &total, &wrong) && total <= draw->budget && find_empty(draw) == NULL;
}

bool corpus_shape_settle(struct corpus_draw *draw) {
    uint32_t reductions = 0;
    // Each round lowers something by half or more: 64-bit scalars are at their ends after a few
    // hundred; domains whose extents rise as scalars fall are given up.
    for (uint32_t round = 0; round < 400; round++) {
        uint64_t total;
        uint32_t wrong;
        if (!measure(draw, &total, &wrong)) {
            draw->wrong_input = NULL;
            if (!lower_one(draw, draw->generator->extent_params[wrong], -1))
                return false;
            continue;
        }
        if (total > draw->budget && reductions++ < 16 && reduce(draw, total))
            continue;
        struct corpus_input *input = find_empty(draw);
        if (input == NULL)
            return true;
        draw->wrong_input = input;
        if (!lower_for(draw, input))
            return false;
    }
    return false;
}

bool corpus_shape_attempt(struct corpus_draw *draw) {
    const struct spec_kernel *kernel = draw->one->kernel;
    for (uint32_t i = 0; i < kernel->scalar_count; i++) {
        uint32_t param = kernel->scalar_order[i];
        if (kernel->params[param].base != SPEC_STRUCT && !draw_scalar(draw, param))
            return false;
    }
    return corpus_shape_settle(draw);
}

void corpus_place_arrays(struct corpus_draw *draw) {
    const struct spec_kernel *kernel = draw->one->kernel;
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        const struct spec_param *param = &kernel->params[i];
        struct corpus_argument *argument = &draw->one->arguments[i];
        argument->placement = CORPUS_AT_END;
        argument->offset = 0;
        if (!param->is_array)
            continue;
        uint64_t word = base_words_next(&draw->words);
        uint64_t step = param->alignment > 0 ? param->alignment : param->element_align;
        if ((word & 3) == 2)
            argument->placement = CORPUS_AT_START;
        if ((word & 3) != 3)
            continue;
        argument->placement = CORPUS_AT_OFFSET;
        argument->offset = (uint32_t)((word >> 2 & 63) / step * step);
    }
}
