#include "spec/kernel.h"

struct base_facts {
    const char *name;
    size_t size;
    bool is_float, is_integer, is_signed;
    spec_wide minimum, maximum;
};

static const struct base_facts facts[] = {
    [SPEC_VOID] = {"void", 0, false, false, false, 0, 0},
    [SPEC_BOOL] = {"bool", 1, false, true, false, 0, 1},
    [SPEC_I8] = {"i8", 1, false, true, true, INT8_MIN, INT8_MAX},
    [SPEC_U8] = {"u8", 1, false, true, false, 0, UINT8_MAX},
    [SPEC_I16] = {"i16", 2, false, true, true, INT16_MIN, INT16_MAX},
    [SPEC_U16] = {"u16", 2, false, true, false, 0, UINT16_MAX},
    [SPEC_I32] = {"i32", 4, false, true, true, INT32_MIN, INT32_MAX},
    [SPEC_U32] = {"u32", 4, false, true, false, 0, UINT32_MAX},
    [SPEC_I64] = {"i64", 8, false, true, true, INT64_MIN, INT64_MAX},
    [SPEC_U64] = {"u64", 8, false, true, false, 0, UINT64_MAX},
    [SPEC_F32] = {"f32", 4, true, false, true, 0, 0},
    [SPEC_F64] = {"f64", 8, true, false, true, 0, 0},
    [SPEC_STRUCT] = {"struct", 0, false, false, false, 0, 0},
};

size_t spec_base_size(enum spec_base base) {
    return facts[base].size;
}

bool spec_base_is_float(enum spec_base base) {
    return facts[base].is_float;
}

bool spec_base_is_integer(enum spec_base base) {
    return facts[base].is_integer;
}

bool spec_base_is_signed(enum spec_base base) {
    return facts[base].is_signed;
}

spec_wide spec_base_minimum(enum spec_base base) {
    return facts[base].minimum;
}

spec_wide spec_base_maximum(enum spec_base base) {
    return facts[base].maximum;
}

const char *spec_base_name(enum spec_base base) {
    return facts[base].name;
}
