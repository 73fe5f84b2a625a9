#include "diff/call.h"

#include <ffi.h>
#include <string.h>

/// Registers that both ABIs have for arguments (AArch64 has two integer ones more): System V x86-64
/// psABI §3.2.3, AAPCS64 §6.8.2.
enum { INTEGER_REGISTERS = 6, FLOAT_REGISTERS = 8 };

struct diff_call {
    const struct spec_kernel *kernel;
    ffi_cif cif;
    ffi_type *argument_types[SPEC_PARAMS_MAX];
    size_t result_bytes;
    /// Every argument is a word or a number in a register of its own, and so is the result: then no
    /// library is needed, which costs as much as a short kernel.
    bool fits_registers;
    size_t register_result_bytes;
};

static ffi_type *base_type(enum spec_base base) {
    switch (base) {
    case SPEC_VOID:
        return &ffi_type_void;
    case SPEC_BOOL:
    case SPEC_U8:
        return &ffi_type_uint8;
    case SPEC_I8:
        return &ffi_type_sint8;
    case SPEC_I16:
        return &ffi_type_sint16;
    case SPEC_U16:
        return &ffi_type_uint16;
    case SPEC_I32:
        return &ffi_type_sint32;
    case SPEC_U32:
        return &ffi_type_uint32;
    case SPEC_I64:
        return &ffi_type_sint64;
    case SPEC_U64:
        return &ffi_type_uint64;
    case SPEC_F32:
        return &ffi_type_float;
    case SPEC_F64:
        return &ffi_type_double;
    case SPEC_STRUCT:
        break;
    }
    base_check(false);
    return NULL;
}

/// A struct by value as libffi wants it: its numbers in order. Nested structs are flattened, which
/// leaves size, alignment and register classes as they are (System V ABI §3.2.3, AAPCS64 §6.8).
static ffi_type *struct_type(const struct spec_struct *structure, struct base_pool *pool) {
    size_t count = 0;
    for (uint32_t i = 0; i < structure->leaf_count; i++)
        count += structure->leaves[i].count;
    ffi_type *type = base_pool_take(pool, sizeof *type);
    type->type = FFI_TYPE_STRUCT;
    type->elements = base_pool_take_array(pool, count + 1, sizeof(ffi_type *));
    size_t used = 0;
    for (uint32_t i = 0; i < structure->leaf_count; i++)
        for (size_t j = 0; j < structure->leaves[i].count; j++)
            type->elements[used++] = base_type(structure->leaves[i].base);
    return type;
}

/// Integers of up to 32 bits travel in the low half of a 64-bit register or stack slot, whose high
/// half the ABIs leave undefined: declared as 64 bits wide, that half can be filled with junk.
static bool has_unused_half(const struct spec_param *param) {
    return !param->is_array && spec_base_is_integer(param->base) &&
           spec_base_size(param->base) <= 4;
}

static ffi_type *param_type(const struct spec_param *param, enum diff_call_kind kind,
                            bool is_result, struct base_pool *pool) {
    if (param->is_array)
        return &ffi_type_pointer;
    if (param->base == SPEC_STRUCT)
        return struct_type(param->structure, pool);
    if (!is_result && has_unused_half(param))
        return &ffi_type_uint64;
    if (is_result && kind == DIFF_CALL_COMPANION && param->base == SPEC_F32)
        return &ffi_type_double;
    if (is_result && kind == DIFF_CALL_COMPANION && param->base == SPEC_F64)
        return &ffi_type_longdouble;
    return base_type(param->base);
}

static bool fits_registers(const struct spec_kernel *kernel, const ffi_type *result_type) {
    uint32_t integers = 0, floats = 0;
    if (kernel->result.base == SPEC_STRUCT || result_type == &ffi_type_longdouble)
        return false;
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        const struct spec_param *param = &kernel->params[i];
        if (!param->is_array && param->base == SPEC_STRUCT)
            return false;
        bool is_float = !param->is_array && spec_base_is_float(param->base);
        floats += is_float;
        integers += !is_float;
    }
    return integers <= INTEGER_REGISTERS && floats <= FLOAT_REGISTERS;
}

bool diff_call_prepare(struct diff_call **made, const struct spec_kernel *kernel,
                       enum diff_call_kind kind, struct base_pool *pool, struct base_diag *diag) {
    struct diff_call *call = base_pool_take(pool, sizeof *call);
    call->kernel = kernel;
    for (uint32_t i = 0; i < kernel->param_count; i++)
        call->argument_types[i] = param_type(&kernel->params[i], kind, false, pool);
    ffi_type *result_type = param_type(&kernel->result, kind, true, pool);
    ffi_status status = ffi_prep_cif(&call->cif, FFI_DEFAULT_ABI, kernel->param_count, result_type,
                                     call->argument_types);
    if (status != FFI_OK)
        return base_fail_at(diag, kernel->place, "libffi cannot call %s (status %d)", kernel->name,
                            (int)status);
    call->result_bytes = result_type->size > 16 ? result_type->size : 16;
    call->fits_registers = fits_registers(kernel, result_type);
    call->register_result_bytes = kernel->result.base != SPEC_VOID ? result_type->size : 0;
    *made = call;
    return true;
}

size_t diff_call_result_bytes(const struct diff_call *call) {
    return call->result_bytes;
}

size_t diff_call_stack_bytes(const struct diff_call *call) {
    return call->cif.bytes;
}

#if defined(__x86_64__)
enum { MXCSR_DAZ = 1 << 6, MXCSR_FTZ = 1 << 15, MXCSR_ROUNDING_SHIFT = 13, MXCSR_CONTROL = 0xffc0 };

uint64_t diff_state_enter(enum diff_entry_state entry_state) {
    uint32_t before = __builtin_ia32_stmxcsr(), state = 0x1f80;
    if (entry_state == DIFF_ENTRY_FTZ)
        state |= MXCSR_DAZ | MXCSR_FTZ;
    if (entry_state == DIFF_ENTRY_DOWN)
        state |= 1u << MXCSR_ROUNDING_SHIFT;
    if (entry_state == DIFF_ENTRY_UP)
        state |= 2u << MXCSR_ROUNDING_SHIFT;
    if (entry_state == DIFF_ENTRY_ZERO)
        state |= 3u << MXCSR_ROUNDING_SHIFT;
    // Loading costs more than looking, and the default state is what a process mostly has.
    if (((before ^ state) & MXCSR_CONTROL) != 0)
        __builtin_ia32_ldmxcsr(state);
    return before;
}

void diff_state_restore(uint64_t state) {
    if (((__builtin_ia32_stmxcsr() ^ state) & MXCSR_CONTROL) != 0)
        __builtin_ia32_ldmxcsr((uint32_t)state);
}
#elif defined(__aarch64__)
enum { FPCR_ROUNDING_SHIFT = 22, FPCR_FZ_SHIFT = 24 };

uint64_t diff_state_enter(enum diff_entry_state entry_state) {
    uint64_t before, state = 0;
    __asm__ volatile("mrs %0, fpcr" : "=r"(before));
    if (entry_state == DIFF_ENTRY_FTZ)
        state |= UINT64_C(1) << FPCR_FZ_SHIFT;
    if (entry_state == DIFF_ENTRY_UP)
        state |= UINT64_C(1) << FPCR_ROUNDING_SHIFT;
    if (entry_state == DIFF_ENTRY_DOWN)
        state |= UINT64_C(2) << FPCR_ROUNDING_SHIFT;
    if (entry_state == DIFF_ENTRY_ZERO)
        state |= UINT64_C(3) << FPCR_ROUNDING_SHIFT;
    __asm__ volatile("msr fpcr, %0" : : "r"(state));
    return before;
}

void diff_state_restore(uint64_t state) {
    __asm__ volatile("msr fpcr, %0" : : "r"(state));
}
#else
#error "lockstep knows the floating-point state of x86-64 and AArch64"
#endif

bool diff_state_reset(void) {
    uint64_t before = diff_state_enter(DIFF_ENTRY_DEFAULT);
    uint64_t now = diff_state_enter(DIFF_ENTRY_DEFAULT);
    // MXCSR's lowest bits only tell which exceptions have occurred.
    return ((before ^ now) & ~UINT64_C(0x3f)) != 0;
}

/// A narrow integer argument: extended to 32 bits as compilers expect of a caller, `junk` above.
static uint64_t narrow_argument(enum spec_base base, uint64_t bits, uint64_t junk) {
    uint32_t low = (uint32_t)bits;
    if (base == SPEC_I8)
        low = (uint32_t)(int32_t)(int8_t)bits;
    if (base == SPEC_I16)
        low = (uint32_t)(int32_t)(int16_t)bits;
    return junk << 32 | low;
}

/// A function with every register for arguments in use. Which of them it has parameters for is the
/// callee's affair: the order of integers and floats among each other does not matter.
typedef uint64_t integer_function(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
                                  double, double, double, double, double, double, double, double);
typedef double float_function(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, double,
                              double, double, double, double, double, double, double);

#ifdef __clang__
// From 17 on, UBSan compares the types of C functions at a call, too.
__attribute__((no_sanitize("function")))
#endif
static void
call_in_registers(const struct diff_call *call, diff_function function, void *const *values,
                  void *result) {
    uint64_t w[INTEGER_REGISTERS] = {0};
    double f[FLOAT_REGISTERS] = {0};
    uint32_t integers = 0, floats = 0;
    const struct spec_kernel *kernel = call->kernel;
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        bool is_float = !kernel->params[i].is_array && spec_base_is_float(kernel->params[i].base);
        // A float is the low half of its register; a copy of bits keeps a signalling NaN as it is.
        memcpy(is_float ? (void *)&f[floats++] : &w[integers++], values[i], sizeof(uint64_t));
    }
    if (spec_base_is_float(kernel->result.base)) {
        double number = ((float_function *)function)(w[0], w[1], w[2], w[3], w[4], w[5], f[0], f[1],
                                                     f[2], f[3], f[4], f[5], f[6], f[7]);
        memcpy(result, &number, call->register_result_bytes);
    } else {
        uint64_t word = ((integer_function *)function)(w[0], w[1], w[2], w[3], w[4], w[5], f[0],
                                                       f[1], f[2], f[3], f[4], f[5], f[6], f[7]);
        memcpy(result, &word, call->register_result_bytes);
    }
}

static void call_through(const struct diff_call *call, diff_function function,
                         const struct corpus_case *one, uint8_t *const *arrays, void *result,
                         bool has_junk, uint64_t junk) {
    void *values[SPEC_PARAMS_MAX];
    void *pointers[SPEC_PARAMS_MAX];
    uint64_t words[SPEC_PARAMS_MAX];
    const struct spec_kernel *kernel = call->kernel;
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        const struct spec_param *param = &kernel->params[i];
        pointers[i] = arrays[i];
        words[i] = one->arguments[i].bits;
        if (has_unused_half(param))
            words[i] = narrow_argument(param->base, words[i], has_junk ? junk + i : 0);
        if (param->is_array)
            values[i] = &pointers[i];
        else if (param->base == SPEC_STRUCT)
            values[i] = one->arguments[i].data;
        else
            values[i] = &words[i]; // little-endian: low bytes first
    }
    if (call->fits_registers)
        call_in_registers(call, function, values, result);
    else
        ffi_call((ffi_cif *)(uintptr_t)&call->cif, function, result, values);
}

void diff_call_bare(const struct diff_call *call, diff_function function,
                    const struct corpus_case *one, uint8_t *const *arrays, void *result) {
    call_through(call, function, one, arrays, result, false, 0);
}

struct diff_leak diff_call_make(const struct diff_call *call, diff_function function,
                                const struct corpus_case *one, uint8_t *const *arrays, void *result,
                                enum diff_entry_state entry_state, uint64_t salt,
                                uint32_t without) {
    bool has_garbage = diff_check_is_on(without, DIFF_CHECK_STACK_GARBAGE);
    bool has_junk = diff_check_is_on(without, DIFF_CHECK_ARGUMENT_JUNK);
    memset(result, has_garbage ? (int)(salt & 0xff) : 0, call->result_bytes);
    uint64_t state = diff_state_enter(entry_state);
    diff_guard_arm(function, call->cif.bytes, salt, has_garbage);
    call_through(call, diff_guard_entry, one, arrays, result, has_junk, salt >> 16);
    diff_process_end_child();
    struct diff_leak leak = diff_guard_check(without);
    diff_state_restore(state);
    return leak;
}
