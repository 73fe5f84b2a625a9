/// The model of a contract: what a kernel's header says, in the form every other folder reads.
///
/// spec_read makes it; nothing changes it afterwards. All memory belongs to the pool given to
/// spec_read. Positions refer to the user's header, also where it went through `cc -E -C`.
///
/// A parameter is a scalar, or an array of elements. An element is one machine number or a struct;
/// a struct is flattened into leaves, runs of machine numbers of one type that share a path
/// ("pos", "inner.x"). A plain element has exactly one leaf, whose path is "". So a reader that
/// walks parameters, then elements, then leaves, sees every number and no padding.
#ifndef LOCKSTEP_SPEC_KERNEL_H
#define LOCKSTEP_SPEC_KERNEL_H

#include "base/diag.h"
#include "base/pool.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// More parameters than this are an error: it bounds every table indexed by parameter.
enum { SPEC_PARAMS_MAX = 32 };

/// Wide enough for exact arithmetic on every 64-bit integer, signed or not.
__extension__ typedef __int128 spec_wide;

enum spec_base {
    SPEC_VOID,
    SPEC_BOOL,
    SPEC_I8,
    SPEC_U8,
    SPEC_I16,
    SPEC_U16,
    SPEC_I32,
    SPEC_U32,
    SPEC_I64,
    SPEC_U64,
    SPEC_F32,
    SPEC_F64,
    SPEC_STRUCT,
};

/// Bytes; 0 for SPEC_VOID and SPEC_STRUCT. Inline, like the next two: loops over numbers ask.
static inline size_t spec_base_size(enum spec_base base) {
    static const uint8_t sizes[] = {
        [SPEC_BOOL] = 1, [SPEC_I8] = 1,  [SPEC_U8] = 1,  [SPEC_I16] = 2,
        [SPEC_U16] = 2,  [SPEC_I32] = 4, [SPEC_U32] = 4, [SPEC_I64] = 8,
        [SPEC_U64] = 8,  [SPEC_F32] = 4, [SPEC_F64] = 8, [SPEC_STRUCT] = 0};
    return sizes[base];
}

static inline bool spec_base_is_float(enum spec_base base) {
    return base == SPEC_F32 || base == SPEC_F64;
}

/// bool counts as an integer of 0..1.
static inline bool spec_base_is_integer(enum spec_base base) {
    return base >= SPEC_BOOL && base <= SPEC_U64;
}

bool spec_base_is_signed(enum spec_base base);
spec_wide spec_base_minimum(enum spec_base base); ///< of an integer type
spec_wide spec_base_maximum(enum spec_base base);
const char *spec_base_name(enum spec_base base); ///< "f32", "u64", … for people

/// An integer expression over numbers and scalar integer parameters; constants are folded.
enum spec_operation {
    SPEC_NUMBER,
    SPEC_PARAM,  ///< the value of scalar parameter `param`
    SPEC_RETURN, ///< the kernel's integer result; only in a slice
    SPEC_ADD,
    SPEC_SUBTRACT,
    SPEC_MULTIPLY,
    SPEC_DIVIDE, ///< truncates towards zero, as in C
};

struct spec_expr {
    enum spec_operation operation;
    spec_wide number;
    uint32_t param;
    const struct spec_expr *left, *right;
    struct base_place place;
    const char *text; ///< as the user wrote it
};

/// Evaluates with `values[i]` as the value of scalar parameter i and `result` for "return".
/// False on a division by zero or where a step leaves the range of int64_t and uint64_t.
bool spec_evaluate(const struct spec_expr *expr, const spec_wide *values, spec_wide result,
                   spec_wide *value);

enum spec_bound_kind {
    SPEC_BOUND_EXPR,   ///< an integer expression; the only kind an integer target has
    SPEC_BOUND_NUMBER, ///< a literal for a float target
    SPEC_BOUND_PARAM,  ///< the value of a float scalar parameter
};

struct spec_bound {
    enum spec_bound_kind kind;
    const struct spec_expr *expr;
    double number;
    uint32_t param;
    const char *text; ///< as the user wrote it
};

enum spec_value {
    SPEC_ANY,
    SPEC_FINITE,
    SPEC_NORMAL, ///< finite, neither zero nor subnormal
    SPEC_SUBNORMAL,
    SPEC_ZERO, ///< of both signs
    SPEC_INF,
    SPEC_NAN,
    SPEC_RANGE, ///< low..high, low..<high, or one value (then low and high are alike)
    SPEC_PARTITION,
    SPEC_PERMUTATION,
    SPEC_WITH,
};

struct spec_alternative {
    enum spec_value kind;
    struct spec_bound low, high;
    bool high_is_open;            ///< `..<`
    const struct spec_expr *size; ///< of SPEC_PARTITION: its last value
    const char *name;             ///< of SPEC_WITH: the generator's symbol
    struct base_place place;
};

/// Which values may be passed. There is always one: where the contract is silent it is the default
/// (0..1024 for a length, the enumerators for an enum, any otherwise).
struct spec_domain {
    const struct spec_alternative *alternatives;
    uint32_t alternative_count; ///< at least 1
    bool is_sorted;             ///< non-decreasing; a float domain with `sorted` holds no NaN
    bool is_unique;
    bool is_default;
    struct base_place place;
};

enum spec_rule_kind {
    SPEC_BITS,
    SPEC_EQUAL_VALUE, ///< `value`
    SPEC_NEAR,
    SPEC_ULP,
    SPEC_ABS,
    SPEC_REL,
    SPEC_IGNORE,
    SPEC_COMPARE_WITH,
};

struct spec_rule {
    enum spec_rule_kind kind;
    double tolerance;   ///< of near, ulp, abs and rel
    bool has_tolerance; ///< false for a bare `near`: then --tolerance or 1e-6 holds
    const char *name;   ///< of SPEC_COMPARE_WITH: the comparator's symbol
};

/// What "equal" means for one leaf of one result: any one of the rules suffices.
struct spec_compare {
    const struct spec_rule *rules;
    uint32_t rule_count;           ///< at least 1
    const struct spec_expr *slice; ///< NULL: every element; else only the first `slice` elements
    bool is_default;               ///< bits, since no @compare names this result
    struct base_place place;
};

struct spec_leaf {
    const char *path; ///< "" for a plain element, "pos" or "inner.x" in a struct
    enum spec_base base;
    const char *spelling;                ///< the C type as the header writes it, "uint32_t"
    size_t offset;                       ///< bytes from the start of the element
    size_t count;                        ///< numbers in a row: more than 1 for an array field
    const struct spec_enum *enumeration; ///< where the type is an enum, else NULL
    const struct spec_domain *domain;
    const struct spec_compare *compare; ///< NULL where the parameter is no result
};

enum spec_role {
    SPEC_IN,
    SPEC_OUT,
    SPEC_IN_OUT,
};

struct spec_param {
    const char *name;     ///< "return" for the result
    const char *spelling; ///< the element's C type without const: "float", "struct pair", "size_t"
    struct base_place place;
    enum spec_base base;                 ///< of an element; `void *` arrays are SPEC_U8
    const struct spec_struct *structure; ///< of SPEC_STRUCT, else NULL
    const struct spec_enum *enumeration; ///< where the type is an enum, else NULL
    size_t element_size;
    size_t element_align;
    bool is_array;
    bool is_const;           ///< an array that the kernel must leave unchanged
    bool is_declared_const;  ///< the prototype says const; @param[in] makes is_const of it too
    bool is_void;            ///< declared as `void *`
    bool is_variable_length; ///< the header spells it `name[extent]`, not `*name`
    bool is_length;          ///< an integer scalar that stands in some array's extent
    enum spec_role role;
    const struct spec_expr *extent; ///< elements of an array, else NULL
    size_t alignment;               ///< bytes promised by @align; 0: the element's own alignment
    const struct spec_leaf *leaves;
    uint32_t leaf_count;
    uint64_t extent_max; ///< the largest extent that the domains admit; 1 for a scalar
};

/// A member as the header declares it; leaves are what remains when members are flattened.
struct spec_field {
    const char *name;
    const char *spelling; ///< "float", "struct inner"
    size_t offset;
    size_t count;                        ///< elements of an array member, else 1
    bool is_array;                       ///< `name[1]` is an array of one
    const struct spec_struct *structure; ///< where the type is a struct, else NULL
    const struct spec_enum *enumeration; ///< where the type is an enum, else NULL
};

/// An array of structs inside a struct repeats its leaves: several leaves then share a path.
/// Whether the kernel may write the parameter: an array that is out or in,out.
static inline bool spec_is_result(const struct spec_param *param) {
    return param->is_array && param->role != SPEC_IN;
}

struct spec_struct {
    const char *name;     ///< its tag, or the typedef's name where it has no tag
    const char *spelling; ///< "struct pair", or the typedef's name where it has no tag
    size_t size, align;
    const struct spec_field *fields;
    uint32_t field_count;
    const struct spec_leaf *leaves; ///< without domains and compares: those belong to a param
    uint32_t leaf_count;
    struct base_place place;
};

struct spec_enum {
    const char *name;     ///< "" for an anonymous one
    const char *spelling; ///< "enum mode", or the typedef's name where it has no tag, else ""
    enum spec_base base;  ///< SPEC_U32, or SPEC_I32 where an enumerator is negative (GCC, Clang)
    const char *const *names;
    const spec_wide *values;
    uint32_t count;
    struct base_place place;
};

/// One point of @bench: values[i] belongs to scalar parameter params[i]; other scalars are drawn.
struct spec_bench_point {
    const uint32_t *params;
    const spec_wide *values;
    uint32_t count;
};

struct spec_kernel {
    const char *name;
    const char *prose; ///< the block's prose, lines joined by '\n', without the slashes
    struct base_place place;
    const struct spec_header *header;
    const struct spec_param *params;
    uint32_t param_count;
    struct spec_param result;     ///< base SPEC_VOID where the kernel returns nothing
    const uint32_t *scalar_order; ///< the scalar parameters, each after those its domain names
    uint32_t scalar_count;
    const struct spec_bench_point *bench_points; ///< in the order written
    uint32_t bench_point_count;
    bool has_gate;
    double gate;           ///< a lower bound of the speed-up: 2 for "2x"
    uint64_t memory_bytes; ///< all arrays at their largest, once
};

struct spec_header {
    const char *path; ///< as the user gave it
    const char *text; ///< as the user wrote it
    const struct spec_kernel *kernels;
    uint32_t kernel_count; ///< at least 1
    const struct spec_struct *structs;
    uint32_t struct_count;
    const struct spec_enum *enums;
    uint32_t enum_count;
};

/// Reads and checks a header. False with a diag (file:line:col) where it is no contract: one
/// mistake, of the first kernel that has any. Runs `cc -E -C` only for what it cannot read itself.
bool spec_read(struct base_pool *pool, const char *path, const struct spec_header **header,
               struct base_diag *diag);

/// The same for a text in memory; `path` only names it. Never runs a preprocessor: what would need
/// one is an error. Survives any bytes: this is the entry that is fuzzed.
bool spec_parse(struct base_pool *pool, const char *path, const char *text, size_t length,
                const struct spec_header **header, struct base_diag *diag);

#endif
