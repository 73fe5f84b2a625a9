#include "spec/kernel.h"

struct base_facts {
    const char *name;
    bool is_signed;
    spec_wide minimum, maximum;
};

static const struct base_facts facts[] = {
    [SPEC_VOID] = {"void", false, 0, 0},
    [SPEC_BOOL] = {"bool", false, 0, 1},
    [SPEC_I8] = {"i8", true, INT8_MIN, INT8_MAX},
    [SPEC_U8] = {"u8", false, 0, UINT8_MAX},
    [SPEC_I16] = {"i16", true, INT16_MIN, INT16_MAX},
    [SPEC_U16] = {"u16", false, 0, UINT16_MAX},
    [SPEC_I32] = {"i32", true, INT32_MIN, INT32_MAX},
    [SPEC_U32] = {"u32", false, 0, UINT32_MAX},
    [SPEC_I64] = {"i64", true, INT64_MIN, INT64_MAX},
    [SPEC_U64] = {"u64", false, 0, UINT64_MAX},
    [SPEC_F32] = {"f32", true, 0, 0},
    [SPEC_F64] = {"f64", true, 0, 0},
    [SPEC_STRUCT] = {"struct", false, 0, 0},
};

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
