#include "diff/repro_parts.h"

#include "spec/emit.h"

#include <inttypes.h>
#include <string.h>

/// Integers of up to 32 bits, above which Lockstep's own calls leave junk too.
static bool is_narrow(const struct spec_param *param) {
    return !param->is_array && spec_base_is_integer(param->base) &&
           spec_base_size(param->base) <= 4;
}

static bool has_narrow(const struct spec_kernel *kernel) {
    for (uint32_t i = 0; i < kernel->param_count; i++)
        if (is_narrow(&kernel->params[i]))
            return true;
    return false;
}

/// One scalar or array as an argument of the call.
static void write_argument(const struct diff_repro *repro, const struct corpus_case *one,
                           uint32_t index, bool has_junk) {
    const struct spec_param *param = &repro->kernel->params[index];
    uint64_t bits = one->arguments[index].bits;
    char literal[64];
    fprintf(repro->out, "%s\n            /* %s */ ", index > 0 ? "," : "", param->name);
    if (param->is_array) {
        fprintf(repro->out, "at[%" PRIu32 "]", diff_repro_kept_index(repro, index));
        return;
    }
    if (param->base == SPEC_STRUCT) {
        fprintf(repro->out, "*(%s *)at[%" PRIu32 "]", param->spelling,
                diff_repro_kept_index(repro, index));
        return;
    }
    diff_repro_literal(param->base, bits, literal, sizeof literal);
    if (param->base == SPEC_F32)
        fprintf(repro->out, "float_of(%s)", literal);
    else if (param->base == SPEC_F64)
        fprintf(repro->out, "double_of(%s)", literal);
    else if (has_junk && is_narrow(param))
        fprintf(repro->out, "with_junk((uint32_t)%s, junk + %" PRIu32 ")", literal, index);
    else
        fprintf(repro->out, "%s", literal);
    if (spec_base_is_float(param->base)) {
        char remark[64];
        diff_repro_remark(param->base, bits, remark, sizeof remark);
        fprintf(repro->out, " /* %s */", remark);
    }
}

static void write_call(const struct diff_repro *repro, const struct corpus_case *one, bool has_junk,
                       const char *indentation) {
    bool has_value = repro->kernel->result.base != SPEC_VOID;
    fprintf(repro->out, "%s%skernel(", indentation, has_value ? "value = " : "");
    for (uint32_t i = 0; i < repro->kernel->param_count; i++)
        write_argument(repro, one, i, has_junk);
    fputs(");\n", repro->out);
}

static bool has_scalar(const struct spec_kernel *kernel, enum spec_base base) {
    for (uint32_t i = 0; i < kernel->param_count; i++)
        if (!kernel->params[i].is_array && kernel->params[i].base == base)
            return true;
    return false;
}

static void write_conversion(const struct diff_repro *repro, enum spec_base base, const char *type,
                             const char *bits_type) {
    if (has_scalar(repro->kernel, base))
        fprintf(repro->out,
                "\nstatic %s %s_of(%s bits) {\n    %s value;\n"
                "    memcpy(&value, &bits, sizeof value);\n    return value;\n}\n",
                type, type, bits_type, type);
}

/// The control words of Intel SDM vol. 1 §10.2.3 (MXCSR) and the Arm ARM (FPCR).
static void write_state(const struct diff_repro *repro) {
    static const uint32_t mxcsr[DIFF_ENTRY_STATES] = {0x1f80, 0x9fc0, 0x5f80, 0x3f80, 0x7f80};
    static const uint32_t fpcr[DIFF_ENTRY_STATES] = {0, 1u << 24, 1u << 22, 2u << 22, 3u << 22};
    enum diff_entry_state state = repro->outcome->entry_state;
    if (state == DIFF_ENTRY_DEFAULT)
        return;
    fprintf(repro->out,
            "\n// The failure needs another floating-point state: %s.\n"
            "static void enter_state(int is_special) {\n"
            "#if defined(__x86_64__)\n"
            "    __builtin_ia32_ldmxcsr(is_special ? 0x%" PRIx32 " : 0x%" PRIx32 ");\n"
            "#else\n"
            "    uint64_t state = is_special ? 0x%" PRIx32 " : 0;\n"
            "    __asm__ volatile(\"msr fpcr, %%0\" : : \"r\"(state));\n"
            "#endif\n}\n",
            diff_entry_state_name(state), mxcsr[state], mxcsr[DIFF_ENTRY_DEFAULT], fpcr[state]);
}

static const char *const stack_function =
    "\n// Leaves bytes that vary where the kernel's frame will lie: no local is zero by luck.\n"
    "__attribute__((noinline)) static void fill_stack(uint64_t salt) {\n"
    "    uint64_t garbage[128];\n"
    "    for (size_t i = 0; i < 128; i++)\n"
    "        garbage[i] = (salt * 0x9e3779b97f4a7c15u | 1) + i * 0x0101010101010101u;\n"
    "    __asm__ volatile(\"\" : : \"r\"(garbage) : \"memory\");\n"
    "}\n";

static const char *const junk_function =
    "\n// An integer of up to 32 bits as the kernel gets it. The ABI leaves what lies above those\n"
    "// undefined, so there is junk, and the kernel must not look at it.\n"
    "static uint64_t with_junk(uint32_t value, uint64_t junk) {\n"
    "    return junk << 32 | value;\n"
    "}\n";

/// The pointer to the kernel; narrow integers are declared as wide as their registers.
static void write_pointer(const struct diff_repro *repro) {
    struct spec_kernel wide = *repro->kernel;
    struct spec_param params[SPEC_PARAMS_MAX];
    for (uint32_t i = 0; i < wide.param_count; i++) {
        params[i] = repro->kernel->params[i];
        if (is_narrow(&params[i]))
            params[i].spelling = "uint64_t";
    }
    wide.params = params;
    spec_emit_pointer(&wide, "kernel", repro->out);
}

static void write_kernel_calls(const struct diff_repro *repro) {
    FILE *out = repro->out;
    if (repro->case_count == 1) {
        write_call(repro, repro->cases[0], true, "    ");
        return;
    }
    fputs("    switch (index) {\n", out);
    for (uint32_t i = 0; i + 1 < repro->case_count; i++) {
        fprintf(out, "    case %" PRIu32 ":\n", i);
        write_call(repro, repro->cases[i], true, "        ");
        fputs("        break;\n", out);
    }
    fputs("    default:\n", out);
    write_call(repro, diff_repro_failing(repro), true, "        ");
    fputs("    }\n", out);
}

static void write_kernel_call(const struct diff_repro *repro) {
    FILE *out = repro->out;
    bool has_value = repro->kernel->result.base != SPEC_VOID;
    bool has_state = repro->outcome->entry_state != DIFF_ENTRY_DEFAULT;
    bool is_leak = (repro->needs & DIFF_REPRO_LEAK) != 0;
    fputs("\nstatic void call_kernel(void *address, int index, void **at, void *returned,\n"
          "                        uint64_t salt) {\n    ",
          out);
    write_pointer(repro);
    fputs(";\n", out);
    if (has_value)
        fprintf(out, "    %s value;\n", repro->kernel->result.spelling);
    fputs(has_narrow(repro->kernel) ? "    uint64_t junk = salt >> 16;\n" : "", out);
    if (is_leak && diff_repro_has_trampoline(repro))
        fputs("    void (*trampoline)(void) = repro_call;\n"
              "    repro_kernel = address;\n"
              "    memcpy(&kernel, &trampoline, sizeof kernel);\n",
              out);
    else
        fputs("    memcpy(&kernel, &address, sizeof kernel);\n", out);
    fputs("    (void)index, (void)at, (void)returned;\n", out);
    fputs(has_state ? "    enter_state(1);\n" : "", out);
    fputs(is_leak ? "    note_state();\n" : "", out);
    fputs("    fill_stack(salt);\n", out);
    write_kernel_calls(repro);
    fputs(is_leak ? "    check_state();\n" : "", out);
    fputs(has_state ? "    enter_state(0);\n" : "", out);
    fputs(has_value ? "    memcpy(returned, &value, sizeof value);\n}\n" : "}\n", out);
}

static const char *widened_spelling(const struct spec_param *result) {
    if (result->base == SPEC_F32)
        return "double";
    return result->base == SPEC_F64 ? "long double" : result->spelling;
}

static void write_companion_call(const struct diff_repro *repro) {
    FILE *out = repro->out;
    bool has_value = repro->kernel->result.base != SPEC_VOID;
    fputs("\nstatic void call_companion(void *address, void **at, void *returned) {\n    ", out);
    spec_emit_companion_pointer(repro->kernel, "kernel", out);
    fputs(";\n", out);
    if (has_value)
        fprintf(out, "    %s value;\n", widened_spelling(&repro->kernel->result));
    fputs("    memcpy(&kernel, &address, sizeof kernel);\n    (void)at, (void)returned;\n", out);
    write_call(repro, diff_repro_failing(repro), false, "    ");
    fputs(has_value ? "    memcpy(returned, &value, sizeof value);\n}\n" : "}\n", out);
}

void diff_repro_write_calls(const struct diff_repro *repro) {
    write_conversion(repro, SPEC_F32, "float", "uint32_t");
    write_conversion(repro, SPEC_F64, "double", "uint64_t");
    write_state(repro);
    fputs(stack_function, repro->out);
    if (has_narrow(repro->kernel))
        fputs(junk_function, repro->out);
    diff_repro_write_leak(repro);
    write_kernel_call(repro);
    if ((repro->needs & DIFF_REPRO_COMPANION) != 0)
        write_companion_call(repro);
}
