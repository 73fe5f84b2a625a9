#include "base/bits.h"
#include "corpus/shrink_state.h"

enum {
    DISTINCT_SLOTS = 256,
    DISTINCT_MAX = 128, // beyond it no person sees a difference
};

bool corpus_leaf_has(const struct spec_leaf *leaf, enum spec_value kind) {
    for (uint32_t i = 0; i < leaf->domain->alternative_count; i++) {
        if (leaf->domain->alternatives[i].kind == kind) {
            return true;
        }
    }
    return false;
}

bool corpus_numbers_of(struct corpus_case *one, uint32_t param, uint32_t leaf,
                       struct corpus_numbers *numbers) {
    const struct spec_param *model = &one->kernel->params[param];
    if (model->role == SPEC_OUT && model->is_array) {
        return false;
    }
    struct corpus_argument *argument = &one->arguments[param];
    bool is_scalar = !model->is_array && model->base != SPEC_STRUCT;
    *numbers = (struct corpus_numbers){
        .param = model,
        .leaf = &model->leaves[leaf],
        .argument = argument,
        .count = is_scalar ? 1 : argument->count * model->leaves[leaf].count,
        .is_scalar = is_scalar,
    };
    return true;
}

uint64_t corpus_numbers_get(const struct corpus_numbers *numbers, uint64_t index) {
    if (numbers->is_scalar) {
        return numbers->argument->bits;
    }
    const uint8_t *place =
        numbers->argument->data + corpus_leaf_offset(numbers->param, numbers->leaf, index);
    return corpus_number_get(place, 0, spec_base_size(numbers->leaf->base));
}

void corpus_numbers_set(const struct corpus_numbers *numbers, uint64_t index, uint64_t bits) {
    if (numbers->is_scalar) {
        numbers->argument->bits = bits;
        return;
    }
    uint8_t *place =
        numbers->argument->data + corpus_leaf_offset(numbers->param, numbers->leaf, index);
    corpus_number_set(place, 0, spec_base_size(numbers->leaf->base), bits);
}

/// The classes of floats in a key's upper bits; zero and small integers come before them all.
enum float_class {
    CLASS_DYADIC = 1,
    CLASS_DECIMAL,
    CLASS_REST,
    CLASS_SUBNORMAL,
    CLASS_INFINITY,
    CLASS_NAN,
};

static uint64_t class_key(enum float_class class, uint64_t detail) {
    return (uint64_t) class << 60 | detail;
}

/// Quiet before signalling, without payload before with, positive before negative.
static uint64_t nan_key(enum spec_base base, uint64_t bits) {
    int fraction_bits = base == SPEC_F32 ? 23 : 52;
    uint64_t sign = bits >> (base == SPEC_F32 ? 31 : 63);
    uint64_t quiet_bit = UINT64_C(1) << (fraction_bits - 1);
    uint64_t payload = bits & (quiet_bit - 1);
    uint64_t is_signalling = (bits & quiet_bit) == 0;
    return class_key(CLASS_NAN, is_signalling << 58 | payload << 1 | sign);
}

/// The digits after the point, 1 to 3, of a value written in at most nine digits; 0 for others.
static uint64_t decimal_detail(enum spec_base base, double magnitude, uint64_t sign) {
    static const double powers[] = {10, 100, 1000};
    for (uint64_t digits = 1; digits <= 3 && magnitude < 1e5; digits++) {
        double scaled = (double)(int64_t)(magnitude * powers[digits - 1] + 0.5);
        double quotient = scaled / powers[digits - 1];
        if (base == SPEC_F32 ? (float)quotient == (float)magnitude : quotient == magnitude) {
            return digits << 56 | (uint64_t)scaled << 1 | sign;
        }
    }
    return 0;
}

static uint64_t float_key(enum spec_base base, uint64_t bits) {
    bool is_f32 = base == SPEC_F32;
    uint64_t sign = bits >> (is_f32 ? 31 : 63);
    if (is_f32 ? base_is_nan_f32((uint32_t)bits) : base_is_nan_f64(bits)) {
        return nan_key(base, bits);
    }
    if (is_f32 ? !base_is_finite_f32((uint32_t)bits) : !base_is_finite_f64(bits)) {
        return class_key(CLASS_INFINITY, sign);
    }
    uint64_t magnitude_bits = bits & (is_f32 ? UINT64_C(0x7fffffff) : UINT64_MAX >> 1);
    if (magnitude_bits == 0) {
        return sign;
    }
    double magnitude = corpus_double_of(base, magnitude_bits);
    if (magnitude <= 1024 && magnitude == (double)(int64_t)magnitude) {
        return (uint64_t)magnitude << 1 | sign;
    }
    uint64_t fraction = magnitude_bits & (is_f32 ? 0x7fffff : (UINT64_C(1) << 52) - 1);
    bool is_subnormal = magnitude_bits == fraction;
    uint64_t significand = is_subnormal ? fraction : fraction | UINT64_C(1) << (is_f32 ? 23 : 52);
    significand <<= __builtin_clzll(significand);
    uint64_t significant = 64 - (uint64_t)__builtin_ctzll(significand);
    int exponent = corpus_exponent_of(base, bits);
    uint64_t distance = (uint64_t)(exponent < 0 ? -exponent : exponent);
    // 6 bits of significance, 11 of exponent, 42 of the value itself, the sign.
    uint64_t detail = (significant - 1) << 54 | distance << 43 | significand >> 22 << 1 | sign;
    if (is_subnormal) {
        return class_key(CLASS_SUBNORMAL, detail);
    }
    if (significant <= 12) {
        return class_key(CLASS_DYADIC, detail);
    }
    uint64_t decimal = decimal_detail(base, magnitude, sign);
    return decimal != 0 ? class_key(CLASS_DECIMAL, decimal) : class_key(CLASS_REST, detail);
}

uint64_t corpus_leaf_key(const struct spec_leaf *leaf, uint64_t bits) {
    if (spec_base_is_float(leaf->base)) {
        return float_key(leaf->base, bits);
    }
    spec_wide value = corpus_place_of_bits(leaf->base, bits);
    if (leaf->enumeration != NULL) {
        for (uint32_t i = 0; i < leaf->enumeration->count; i++) {
            if (leaf->enumeration->values[i] == value) {
                return i;
            }
        }
    }
    uint64_t sign = value < 0;
    uint64_t magnitude = (uint64_t)(value < 0 ? -value : value);
    // Two bits less for the large ones, so that a key never overflows yet grows with its value.
    return magnitude < UINT64_C(1) << 61 ? magnitude << 1 | sign
                                         : UINT64_C(1) << 62 | magnitude >> 2;
}

uint64_t corpus_numbers_key(const struct corpus_numbers *numbers, uint64_t index) {
    uint64_t bits = corpus_numbers_get(numbers, index);
    if (!spec_base_is_float(numbers->leaf->base) &&
        corpus_leaf_has(numbers->leaf, SPEC_PERMUTATION)) {
        return bits > index ? (bits - index) << 1 : (index - bits) << 1;
    }
    return corpus_leaf_key(numbers->leaf, bits);
}

static void count_distinct(uint64_t *slots, uint64_t *count, uint64_t key) {
    uint64_t mixed = key * UINT64_C(0x9e3779b97f4a7c15) >> 56;
    for (; *count < DISTINCT_MAX && slots[mixed] != key; mixed = (mixed + 1) % DISTINCT_SLOTS) {
        if (slots[mixed] == 0) {
            slots[mixed] = key;
            (*count)++;
        }
    }
}

/// Each candidate passes through here whole, so equal neighbours share one computation of a key.
static void order_numbers(const struct corpus_numbers *numbers, uint64_t *slots,
                          struct corpus_order *order) {
    bool is_permutation = corpus_leaf_has(numbers->leaf, SPEC_PERMUTATION);
    bool is_single = numbers->leaf->count == 1 && !numbers->is_scalar;
    size_t size = spec_base_size(numbers->leaf->base);
    size_t stride = numbers->param->element_size, offset = numbers->leaf->offset;
    uint64_t previous_bits = 0, previous_key = corpus_leaf_key(numbers->leaf, 0);
    for (uint64_t i = 0; i < numbers->count; i++) {
        uint64_t bits =
            is_single ? corpus_number_get(numbers->argument->data + i * stride + offset, 0, size)
                      : corpus_numbers_get(numbers, i);
        uint64_t key = previous_key;
        if (is_permutation) {
            key = corpus_numbers_key(numbers, i);
        } else if (bits != previous_bits) {
            key = corpus_leaf_key(numbers->leaf, bits);
        }
        if (key != 0) {
            order->nonzero++;
            order->keys += (spec_wide)key;
            order->positions += (spec_wide)i;
        }
        if (key != 0 && (is_permutation || key != previous_key || order->distinct == 0)) {
            count_distinct(slots, &order->distinct, key);
        }
        previous_bits = bits;
        previous_key = key;
    }
}

struct corpus_order corpus_order_of(struct corpus_case *one) {
    struct corpus_order order = {.elements = corpus_case_elements(one)};
    uint64_t slots[DISTINCT_SLOTS] = {0};
    for (uint32_t i = 0; i < one->kernel->param_count; i++) {
        const struct spec_param *param = &one->kernel->params[i];
        const struct corpus_argument *argument = &one->arguments[i];
        if (param->is_length) {
            order.lengths += corpus_leaf_key(&param->leaves[0], argument->bits) >> 1;
            continue;
        }
        if (param->is_array && argument->placement != CORPUS_AT_END) {
            order.placements += argument->placement == CORPUS_AT_START ? 1 : 2 + argument->offset;
        }
        struct corpus_numbers numbers;
        for (uint32_t k = 0; k < param->leaf_count && corpus_numbers_of(one, i, k, &numbers); k++) {
            order_numbers(&numbers, slots, &order);
        }
    }
    return order;
}

bool corpus_order_is_less(const struct corpus_order *a, const struct corpus_order *b) {
    if (a->elements != b->elements) {
        return a->elements < b->elements;
    }
    if (a->lengths != b->lengths) {
        return a->lengths < b->lengths;
    }
    if (a->nonzero != b->nonzero) {
        return a->nonzero < b->nonzero;
    }
    if (a->distinct != b->distinct) {
        return a->distinct < b->distinct;
    }
    if (a->keys != b->keys) {
        return a->keys < b->keys;
    }
    if (a->positions != b->positions) {
        return a->positions < b->positions;
    }
    return a->placements < b->placements;
}
