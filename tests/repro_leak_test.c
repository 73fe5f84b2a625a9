/// Reproducers of what a call left changed, of junk above narrow integers, and of a row that
/// changes with its neighbours.
#include "tests/repro_trial.h"

TestSuite(repro_leak, .init = scratch_create, .fini = free_all, .timeout = 120);

static const char whole_header[] = "#include <stdint.h>\n"
                                   "/// Hands a number on.\n"
                                   "/// @compare bits\n"
                                   "int same(int x);\n";
static const char whole_reference[] = "int same(int x) { return x; }\n";

static void fill_whole(struct corpus_case *one, uint32_t index) {
    (void)index;
    one->arguments[0].bits = (uint32_t)-7;
}

static struct shown *reproduce_leak(const char *text, enum diff_kind kind) {
    struct trial trial = {whole_header, whole_reference, text, .fill = fill_whole};
    struct shown *shown = reproduce(&trial, DIFF_LEAKED);
    cr_expect_eq(shown->outcome.kind, kind, "the framework calls it %s",
                 diff_kind_name(shown->outcome.kind));
    expect_text(shown->output, "    x = -7\noptimized: left changed ");
    cr_expect_null(strstr(shown->output, "reference:"), "%s", shown->output);
    return shown;
}

/// A kernel that runs one instruction more than it may.
static struct shown *reproduce_instruction(const char *instruction, enum diff_kind kind) {
    return reproduce_leak(
        base_pool_format(&pool, "int same(int x) { __asm__ volatile(\"%s\"); return x; }\n",
                         instruction),
        kind);
}

// ---- registers and stack ---------------------------------------------------------------------

#if defined(__x86_64__)
#define CLEAR_FIRST    "xor %ebx, %ebx"
#define CLEAR_LAST     "xor %r15d, %r15d"
#define FIRST_REGISTER "rbx"
#define LAST_REGISTER  "r15"
#define MOVES_STACK    "mov %edi, %eax; ret $16"
#else
#define CLEAR_FIRST    "mov x19, xzr"
#define CLEAR_LAST     "fmov d15, xzr"
#define FIRST_REGISTER "x19"
#define LAST_REGISTER  "d15"
#define MOVES_STACK    "add sp, sp, 16; ret"
#endif

Test(repro_leak, first_register) {
    struct shown *shown = reproduce_instruction(CLEAR_FIRST, DIFF_KIND_LEAK_REGISTER);
    expect_text(shown->output, "left changed " FIRST_REGISTER ": 0x9e3779b97f4a7c15 before the "
                               "call, 0x0000000000000000 after it\n");
}

Test(repro_leak, last_register) {
    struct shown *shown = reproduce_instruction(CLEAR_LAST, DIFF_KIND_LEAK_REGISTER);
    expect_text(shown->output, "left changed " LAST_REGISTER ": 0x");
}

Test(repro_leak, stack_pointer) {
    struct shown *shown = reproduce_leak("int same(int x);\n__asm__(\".globl same\\n"
                                         ".type same, %function\\nsame: " MOVES_STACK "\");\n",
                                         DIFF_KIND_LEAK_STACK_POINTER);
    expect_text(shown->output, "left changed the stack pointer: +16 bytes\n");
}

#if defined(__x86_64__)
/// The frame of the caller begins above the return address and the arguments on the stack.
static struct shown *reproduce_stack_bytes(const char *parameters, int arguments_end,
                                           void (*fill)(struct corpus_case *, uint32_t)) {
    struct trial trial = {.fill = fill};
    trial.header =
        base_pool_format(&pool, "/// Adds.\n/// @compare bits\nint add(%s);\n", parameters);
    trial.reference = base_pool_format(&pool, "int add(%s) { return a; }\n", parameters);
    trial.optimized =
        base_pool_format(&pool,
                         "int add(%s);\n__asm__(\".globl add\\n.type add, %%function\\n"
                         "add: mov %%edi, %%eax; movq $7, %d(%%rsp); ret\");\n",
                         parameters, arguments_end);
    struct shown *shown = reproduce(&trial, DIFF_LEAKED);
    cr_expect_eq(shown->outcome.kind, DIFF_KIND_LEAK_STACK_BYTES);
    expect_text(shown->output, "left changed its caller's stack, 0 bytes above the arguments: "
                               "0x9e3779b97f4a7c15 before the call, 0x0000000000000007 after it");
    return shown;
}

static void fill_numbers(struct corpus_case *one, uint32_t index) {
    (void)index;
    for (uint32_t i = 0; i < one->kernel->param_count; i++)
        one->arguments[i].bits = i + 1;
}

Test(repro_leak, stack_without_arguments) {
    reproduce_stack_bytes("int a", 8, fill_numbers);
}

Test(repro_leak, stack_above_one_argument) {
    reproduce_stack_bytes("int a, int b, int c, int d, int e, int f, int g", 16, fill_numbers);
}

Test(repro_leak, stack_above_two_arguments) {
    reproduce_stack_bytes("int a, int b, int c, int d, int e, int f, int g, int h", 24,
                          fill_numbers);
}
#endif

/// Arguments of all sorts, on the stack too, and a result in memory: none may suffer from the
/// detour through which the kernel is called.
static const char mixed_header[] = "#include <stdint.h>\n"
                                   "struct place { double x[4]; };\n"
                                   "/// Hands everything on.\n"
                                   "/// @domain n: 0..8\n"
                                   "/// @compare bits\n"
                                   "struct place move(int n, const float a[n], float by, short c, "
                                   "double d, uint8_t e, int64_t f,\n"
                                   "                  int g, int8_t h, double i, uint32_t j);\n";
#define MIXED_BODY                                                                                 \
    "#include <stdlib.h>\n"                                                                        \
    "struct place move(int n, const float a[n], float by, short c, double d, uint8_t e, int64_t "  \
    "f,\n                  int g, int8_t h, double i, uint32_t j) {\n"                             \
    "    struct place place = {{a[0] + by, d, i, n + f}};\n"                                       \
    "    if (n != 1 || c != -2 || e != 200 || f != -3 || g != -4 || h != -5 || j != 6)\n"          \
    "        abort();\n"

static void fill_mixed(struct corpus_case *one, uint32_t index) {
    static const int64_t integers[] = {1, 0, 0, -2, 0, 200, -3, -4, -5, 0, 6};
    (void)index;
    for (uint32_t i = 0; i < one->kernel->param_count; i++) {
        const struct spec_param *param = &one->kernel->params[i];
        if (!param->is_array && spec_base_is_integer(param->base))
            one->arguments[i].bits =
                (uint64_t)integers[i] & ~UINT64_C(0) >> (64 - 8 * spec_base_size(param->base));
    }
    set_f32(&one->arguments[1], 0, 1.5f);
}

Test(repro_leak, every_argument_arrives) {
    struct trial trial = {mixed_header, MIXED_BODY "    return place;\n}\n",
                          MIXED_BODY "    __asm__ volatile(\"" CLEAR_FIRST "\");\n"
                                     "    return place;\n}\n",
                          .fill = fill_mixed};
    struct shown *shown = reproduce(&trial, DIFF_LEAKED);
    expect_text(shown->output, "optimized: left changed " FIRST_REGISTER ": ");
}

// ---- control words and flags -----------------------------------------------------------------

#if defined(__x86_64__)
Test(repro_leak, float_control) {
    struct shown *shown =
        reproduce_leak("int same(int x) {\n"
                       "    __builtin_ia32_ldmxcsr(__builtin_ia32_stmxcsr() | 0x8040);\n"
                       "    return x;\n}\n",
                       DIFF_KIND_LEAK_FLOAT_CONTROL);
    expect_text(shown->output,
                "floating-point control bits: 0x1f80 before the call, 0x9fc0 after it\n");
}

Test(repro_leak, x87_control) {
    struct shown *shown = reproduce_leak("int same(int x) {\n    unsigned short control = 0x7f;\n"
                                         "    __asm__ volatile(\"fldcw %0\" : : \"m\"(control));\n"
                                         "    return x;\n}\n",
                                         DIFF_KIND_LEAK_X87_CONTROL);
    expect_text(shown->output, "the x87 control word: 0x037f before the call, 0x007f after it\n");
}

Test(repro_leak, x87_stack) {
    struct shown *shown = reproduce_instruction("fldz; fldpi", DIFF_KIND_LEAK_X87_STACK);
    expect_text(shown->output, "the x87 stack: values in 2 of its 8 registers (emms is missing)\n");
}

Test(repro_leak, direction) {
    struct shown *shown = reproduce_instruction("std", DIFF_KIND_LEAK_DIRECTION);
    expect_text(shown->output, "the direction flag: it is set (cld is missing)\n");
}

/// Whether the processor tells which registers are in use (XGETBV with ECX = 1).
static bool processor_tells_use(void) {
    uint32_t a = 0xd, b, c = 1, d;
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    return __builtin_cpu_supports("avx") && (a & 1u << 2) != 0;
}

Test(repro_leak, upper) {
    if (!processor_tells_use())
        cr_skip("this processor does not tell which registers are in use");
    struct shown *shown =
        reproduce_instruction("vpcmpeqd %ymm1, %ymm1, %ymm1", DIFF_KIND_LEAK_UPPER);
    expect_text(shown->output, "upper halves of vector registers: not clean");
}
#else
Test(repro_leak, float_control) {
    struct shown *shown =
        reproduce_leak("int same(int x) {\n"
                       "    __asm__ volatile(\"msr fpcr, %0\" : : \"r\"(1ull << 24));\n"
                       "    return x;\n}\n",
                       DIFF_KIND_LEAK_FLOAT_CONTROL);
    expect_text(shown->output, "floating-point control bits: 0x0000 before the call, 0x1000000");
}
#endif

// ---- the process -----------------------------------------------------------------------------

Test(repro_leak, signal_handler) {
    struct shown *shown = reproduce_leak("#include <signal.h>\n"
                                         "static void ignore(int number) { (void)number; }\n"
                                         "int same(int x) { signal(SIGSEGV, ignore); return x; }\n",
                                         DIFF_KIND_LEAK_SIGNAL_HANDLER);
    expect_text(shown->output, "left changed the handler of SIGSEGV\n");
}

Test(repro_leak, folder) {
    struct shown *shown = reproduce_leak("#include <unistd.h>\n"
                                         "int same(int x) { return chdir(\"/\") == 0 ? x : 0; }\n",
                                         DIFF_KIND_LEAK_FOLDER);
    expect_text(shown->output, " before the call, / after it\n");
}

Test(repro_leak, locale) {
    struct shown *shown =
        reproduce_leak("#include <locale.h>\n"
                       "int same(int x) { setlocale(LC_ALL, \"C.UTF-8\"); return x; }\n",
                       DIFF_KIND_LEAK_LOCALE);
    expect_text(shown->output, "the locale: C before the call, C.UTF-8 after it\n");
}

Test(repro_leak, descriptor) {
    struct shown *shown = reproduce_leak("#include <unistd.h>\n"
                                         "int same(int x) { close(1); return x; }\n",
                                         DIFF_KIND_LEAK_DESCRIPTOR);
    expect_text(shown->output, "left changed file descriptor 1: it is closed\n");
}

// ---- narrow integers -------------------------------------------------------------------------

Test(repro_leak, junk_above_a_narrow_integer) {
    struct trial trial = {whole_header, whole_reference, .fill = fill_whole};
    // The same register under another prototype: what a hand-written kernel does that forgets to
    // extend its argument.
    trial.optimized = "#include <stdint.h>\n"
                      "int whole(uint64_t x) __asm__(\"same\");\n"
                      "int whole(uint64_t x) { return x >> 32 == 0 ? (int)x : 0; }\n";
    struct shown *shown = reproduce(&trial, DIFF_DIFFERS);
    expect_text(shown->source, "with_junk((uint32_t)-7, junk + 0)");
    expect_text(shown->output, "reference    -7  (bits 0xfffffff9)");
    expect_text(shown->output, "optimized    0  (bits 0x00000000)");
}

// ---- rows ------------------------------------------------------------------------------------

static const char rows_header[] = "#include <stddef.h>\n"
                                  "/// Doubles every row.\n"
                                  "/// @domain rows, width: 0..8\n"
                                  "/// @domain x: -1..1\n"
                                  "/// @param[out] y\n"
                                  "/// @compare near 1e-6\n"
                                  "void twice(size_t rows, size_t width, const float "
                                  "x[rows * width], float y[rows * width]);\n";
#define ROWS_BODY(factor)                                                                          \
    "void twice(size_t rows, size_t width, const float x[rows * width], float y[rows * width]) "   \
    "{\n    float largest = 0;\n"                                                                  \
    "    for (size_t i = 0; i < rows * width; i++)\n"                                              \
    "        largest = x[i] > largest ? x[i] : largest;\n"                                         \
    "    for (size_t i = 0; i < rows * width; i++)\n"                                              \
    "        y[i] = 2 * x[i] * " factor ";\n}\n"

/// With the trials' salt, row 0 of three is kept and row 1 takes the place of row 2.
static void fill_rows(struct corpus_case *one, uint32_t index) {
    (void)index;
    one->arguments[0].bits = 3;
    one->arguments[1].bits = 2;
    for (size_t i = 0; i < 6; i++)
        set_f32(&one->arguments[2], i, i == 1 ? 0.5f : i == 5 ? 1 : 0);
}

Test(repro_leak, row_among_others) {
    struct trial trial = {rows_header, ROWS_BODY("1"),
                          ROWS_BODY("(largest > 0.5f ? 1.0f + 6e-7f : 1.0f - 6e-7f)"),
                          .fill = fill_rows};
    struct shown *shown = reproduce(&trial, DIFF_UNSTABLE);
    cr_expect_eq(shown->outcome.kind, DIFF_KIND_NEIGHBOUR);
    expect_text(shown->output,
                "called twice: as it is, then with row 1 in the place of every other row but row "
                "0\ndiffers: y[1]\n    as it is     0x1.00000ap+0            1.0000006  ");
    expect_text(shown->output, "    among others 0x1.ffffecp-1            0.999999404  ");
    expect_text(shown->output, "unstable: the optimized side's row 0 changes with what the others "
                               "hold; the reference's does not\n");
    cr_expect_null(strstr(shown->output, "y[0]"));
    expect_text(shown->twin_output, "both calls agree\n");
}

Test(repro_leak, reference_whose_rows_depend_on_each_other) {
    struct trial trial = {rows_header, ROWS_BODY("1"),
                          ROWS_BODY("(largest > 0.5f ? 1.0f + 6e-7f : 1.0f - 6e-7f)"),
                          .fill = fill_rows};
    char output[OUTPUT_BYTES];
    reproduce(&trial, DIFF_UNSTABLE);
    cr_expect_eq(scratch_run(output, sizeof output,
                             "cd %s && ./a.out optimized.so reference.so 2>&1", scratch_root),
                 0);
    expect_text(output, "the reference's row 0 changes with the others too: no failure\n");
}
