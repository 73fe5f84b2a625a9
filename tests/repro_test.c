/// Reproducers of every class of failure.
#include "tests/repro_trial.h"

TestSuite(repro, .init = scratch_create, .fini = free_all, .timeout = 120);

// ---- results that differ ---------------------------------------------------------------------

static const char dot_header[] = "#include <stddef.h>\n"
                                 "/// Dot product.\n"
                                 "/// @compare near 1e-6\n"
                                 "float dot(size_t n, const float a[n], const float b[n]);\n";
static const char dot_reference[] =
    "float dot(size_t n, const float a[n], const float b[n]) {\n"
    "    float sum = 0;\n"
    "    for (size_t i = 0; i < n; i++)\n        sum += a[i] * b[i];\n"
    "    return sum;\n}\n"
    "double dot_oracle(size_t n, const float a[n], const float b[n]) {\n"
    "    double sum = 0;\n"
    "    for (size_t i = 0; i < n; i++)\n        sum += (double)a[i] * b[i];\n"
    "    return sum;\n}\n";
static const char dot_forgets_tail[] = "float dot(size_t n, const float a[n], const float b[n]) {\n"
                                       "    float sum = 0;\n"
                                       "    for (size_t i = 0; i < n / 4 * 4; i++)\n"
                                       "        sum += a[i] * b[i];\n"
                                       "    return sum;\n}\n";

static void fill_dot(struct corpus_case *one, uint32_t index) {
    (void)index;
    one->arguments[0].bits = 3;
    for (size_t i = 0; i < 3; i++) {
        set_f32(&one->arguments[1], i, 1.5f);
        set_f32(&one->arguments[2], i, i == 2 ? -2.0f : 0);
    }
}

Test(repro, forgotten_tail) {
    struct trial trial = {dot_header, dot_reference, dot_forgets_tail, .fill = fill_dot};
    struct shown *shown = reproduce(&trial, DIFF_DIFFERS);
    expect_text(shown->output, "n = 3\n");
    expect_text(shown->output, "a[3] = {1.5 (3 times)}");
    expect_text(shown->output, "b[3] = {0 (2 times), -2}");
    expect_text(shown->output, "differs: return\n");
    expect_text(shown->output, "reference    -0x1.8p+1                -3  (bits 0xc0400000)");
    expect_text(shown->output, "optimized    0x0p+0                   0  (bits 0x00000000)");
    expect_text(shown->output, "1077936128 ULP apart");
    expect_text(shown->output, "oracle: -3, the optimized side is wrong by 12582912.00 "
                               "ULP (reference: 0.00)");
    expect_text(shown->source, "0xc0000000, // [2] -0x1p+1 = -2");
    cr_expect_null(strstr(shown->source, "lockstep.h"));
}

static void fill_zeros(struct corpus_case *one, uint32_t index) {
    (void)index;
    one->arguments[0].bits = 1001;
    memset(one->arguments[1].data, 0, 4004);
    memset(one->arguments[2].data, 0, 4004);
    set_f32(&one->arguments[1], 1000, 1);
    set_f32(&one->arguments[2], 1000, 1);
}

Test(repro, long_runs_are_short) {
    struct trial trial = {dot_header, dot_reference, dot_forgets_tail, .fill = fill_zeros};
    struct shown *shown = reproduce(&trial, DIFF_DIFFERS);
    expect_text(shown->source, "[0 ... 999] = 0x00000000, // 0x0p+0 = 0\n");
    expect_text(shown->output, "a[1001] = {0 (1000 times), 1}");
    cr_expect_lt(strlen(shown->source), 30000);
}

static void fill_minus_zero(struct corpus_case *one, uint32_t index) {
    (void)index;
    one->arguments[0].bits = 0x80000000;
}

Test(repro, sign_of_zero) {
    struct trial trial = {"/// Hands a number on.\n/// @compare bits\nfloat same(float x);\n",
                          "float same(float x) { return x; }\n",
                          "float same(float x) { return x + 0.0f; }\n", .fill = fill_minus_zero};
    struct shown *shown = reproduce(&trial, DIFF_DIFFERS);
    cr_expect_eq(shown->outcome.kind, DIFF_KIND_ZERO_SIGN);
    expect_text(shown->output, "    they differ only in the sign of zero\n");
    cr_expect_null(strstr(shown->output, "ULP"), "%s", shown->output);
}

static const char copy_header[] = "#include <stdint.h>\n"
                                  "/// Copies.\n"
                                  "/// @domain n: 0..8\n"
                                  "/// @param[out] to\n"
                                  "/// @compare bits\n"
                                  "void copy(int n, const float from[n], uint32_t to[n]);\n";
static const char copy_reference[] =
    "#include <string.h>\n"
    "void copy(int n, const float from[n], uint32_t to[n]) { memcpy(to, from, 4 * n); }\n";

static void fill_copy(struct corpus_case *one, uint32_t index) {
    static const uint32_t bits[] = {0x7fa12345, 0xffc00001, 0x80000000, 1};
    (void)index;
    one->arguments[0].bits = 4;
    for (size_t i = 0; i < 4; i++)
        set_u32(&one->arguments[1], i, bits[i]);
}

Test(repro, special_bits_survive) {
    struct trial trial = {copy_header, copy_reference,
                          "void copy(int n, const float from[n], uint32_t to[n]) {\n"
                          "    const uint32_t *bits = (const void *)from;\n"
                          "    for (int i = 0; i < n; i++)\n"
                          "        to[i] = bits[i] == 0x7fa12345 ? 0x7fe12345 : bits[i];\n}\n",
                          .fill = fill_copy};
    struct shown *shown = reproduce(&trial, DIFF_DIFFERS);
    expect_text(shown->output, "{signalling NaN 0x7fa12345, -NaN 0xffc00001, -0, 1e-45}");
    expect_text(shown->output, "differs: to[0]\n");
    expect_text(shown->output, "2141266757  (bits 0x7fa12345)");
    expect_text(shown->output, "4194304 apart");
    cr_expect_null(strstr(shown->output, "to[1]"));
}

Test(repro, unwritten) {
    struct trial trial = {copy_header, copy_reference,
                          "#include <string.h>\n"
                          "void copy(int n, const float from[n], uint32_t to[n]) {\n"
                          "    memcpy(to, from, 4 * n - 4);\n}\n",
                          .fill = fill_copy};
    struct shown *shown = reproduce(&trial, DIFF_DIFFERS);
    cr_expect_eq(shown->outcome.kind, DIFF_KIND_UNWRITTEN);
    expect_text(shown->output, "differs: to[3]\n");
    expect_text(shown->output, ": never written");
}

// ---- crashes, hangs, trespasses --------------------------------------------------------------

static struct shown *reproduce_copy(const char *body, enum diff_class class) {
    struct trial trial = {copy_header, copy_reference, .fill = fill_copy};
    trial.optimized = base_pool_format(&pool,
                                       "#include <string.h>\n#include <stdlib.h>\n"
                                       "void copy(int n, const float from[n], uint32_t to[n]) {\n"
                                       "    memcpy(to, from, 4 * n);\n    %s\n}\n",
                                       body);
    return reproduce(&trial, class);
}

Test(repro, crash) {
    expect_text(reproduce_copy("*(volatile int *)64 = 1;", DIFF_CRASHED)->output,
                "optimized: SIGSEGV\n");
}

Test(repro, stack_overflow) {
    expect_text(reproduce_copy("volatile char deep[64 << 20]; deep[0] = 1;", DIFF_CRASHED)->output,
                "optimized: SIGSEGV\n");
}

Test(repro, abort) {
    expect_text(reproduce_copy("abort();", DIFF_CRASHED)->output, "optimized: SIGABRT\n");
}

Test(repro, exits) {
    expect_text(reproduce_copy("exit(0);", DIFF_CRASHED)->output, "optimized: called exit(0)\n");
}

Test(repro, hang) {
    expect_text(reproduce_copy("for (volatile int i = 0;; i++);", DIFF_HUNG)->output,
                "optimized: hangs: no return within 300 ms\n");
}

Test(repro, read_behind_the_end) {
    expect_text(
        reproduce_copy("to[0] += 0 * *(volatile int *)&from[n + 1];", DIFF_TRESPASSED)->output,
        "optimized: SIGSEGV: touched from, 5 bytes past its end\n");
}

Test(repro, write_before_the_start) {
    expect_text(reproduce_copy("to[-1] = 7;", DIFF_TRESPASSED)->output,
                "optimized: wrote to, 4 bytes before its start\n");
}

Test(repro, write_to_a_const_array) {
    expect_text(reproduce_copy("((float *)from)[1] = 7;", DIFF_TRESPASSED)->output,
                "optimized: SIGSEGV: wrote the const array from\n");
}

static void fill_copy_inside(struct corpus_case *one, uint32_t index) {
    fill_copy(one, index);
    one->arguments[2].placement = CORPUS_AT_OFFSET;
    one->arguments[2].offset = 4;
}

Test(repro, write_behind_the_end_between_pages) {
    struct trial trial = {copy_header, copy_reference,
                          "#include <string.h>\n"
                          "void copy(int n, const float from[n], uint32_t to[n]) {\n"
                          "    memcpy(to, from, 4 * n);\n    to[n + 2] = 0;\n}\n",
                          .fill = fill_copy_inside};
    expect_text(reproduce(&trial, DIFF_TRESPASSED)->output,
                "optimized: wrote to, 9 bytes past its end\n");
}

static const char scale_header[] = "/// Scales a number.\n"
                                   "/// @compare bits\n"
                                   "double scale(double x, float by);\n";

static void fill_scale(struct corpus_case *one, uint32_t index) {
    double x = 0x1.0000000000001p-1022;
    float by = 0.5f;
    (void)index;
    memcpy(&one->arguments[0].bits, &x, sizeof x);
    memcpy(&one->arguments[1].bits, &by, sizeof by);
}

Test(repro, crash_of_the_reference) {
    struct trial trial = {scale_header, "double scale(double x, float by) { return x * by; }\n",
                          "#include <stdlib.h>\n"
                          "double scale(double x, float by) { return x * by + 1; }\n",
                          .fill = fill_scale};
    struct shown *shown = reproduce(&trial, DIFF_DIFFERS);
    char output[OUTPUT_BYTES];
    build_side("optimized", "#include <stdlib.h>\n"
                            "double scale(double x, float by) { abort(); }\n");
    cr_expect_eq(scratch_run(output, sizeof output, "%s/a.out %s/optimized.so %s/reference.so 2>&1",
                             scratch_root, scratch_root, scratch_root),
                 1);
    expect_text(output, "reference: SIGABRT\n");
    expect_text(shown->output, "x = 2.225073858507202e-308\n");
    cr_expect_null(strstr(shown->source, "lay_out"), "no arrays, yet their machinery is there");
}

Test(repro, entry_state) {
    struct trial trial = {scale_header, "double scale(double x, float by) { return x * by; }\n",
                          "#include <string.h>\n"
                          "#include <stdint.h>\n"
                          "double scale(double x, float by) {\n"
                          "    volatile double tiny = 0x1p-1060, one = 1;\n"
                          "    return x * by + (tiny * one == 0 ? 1 : 0);\n}\n",
                          .fill = fill_scale, .entry_state = DIFF_ENTRY_FTZ};
    struct shown *shown = reproduce(&trial, DIFF_DIFFERS);
    cr_expect_eq(shown->outcome.entry_state, DIFF_ENTRY_FTZ);
    expect_text(shown->source, "floating-point state: ftz");
    expect_text(shown->output, "optimized    0x1p+0");
}

Test(repro, trespass_of_the_second_call_alone) {
    struct trial trial = {copy_header, copy_reference,
                          "#include <string.h>\n"
                          "void copy(int n, const float from[n], uint32_t to[n]) {\n"
                          "    memcpy(to, from, 4 * n);\n"
                          "    to[0] += 0 * *(volatile uint32_t *)&to[n];\n}\n",
                          .fill = fill_copy_inside};
    expect_text(reproduce(&trial, DIFF_TRESPASSED)->output,
                "optimized: SIGSEGV: touched to, 1 byte past its end\n");
}

// ---- unstable --------------------------------------------------------------------------------

Test(repro, unstable_by_alignment) {
    struct shown *shown =
        reproduce_copy("to[0] = (uintptr_t)from % 4096 == 0 ? 1 : 2;", DIFF_UNSTABLE);
    expect_text(shown->output, "unstable: the optimized side gives two results for one input");
    expect_text(shown->output, "first call   2  (bits 0x00000002)");
    expect_text(shown->output, "second call  1  (bits 0x00000001)");
}

static void fill_copy_at_start(struct corpus_case *one, uint32_t index) {
    fill_copy(one, index);
    one->arguments[2].placement = CORPUS_AT_START;
}

Test(repro, unstable_by_what_surrounds) {
    struct trial trial = {copy_header, copy_reference,
                          "#include <string.h>\n"
                          "void copy(int n, const float from[n], uint32_t to[n]) {\n"
                          "    memcpy(to, from, 4 * n);\n    to[0] += ((uint32_t *)to)[n];\n}\n",
                          .fill = fill_copy_at_start};
    expect_text(reproduce(&trial, DIFF_UNSTABLE)->output, "unstable: the optimized side");
}

static void fill_rising(struct corpus_case *one, uint32_t index) {
    fill_copy(one, index);
    one->arguments[0].bits = index + 1;
}

Test(repro, unstable_with_memory) {
    struct trial trial = {copy_header, copy_reference,
                          "#include <string.h>\n"
                          "void copy(int n, const float from[n], uint32_t to[n]) {\n"
                          "    static int last;\n"
                          "    memcpy(to, from, 4 * n);\n"
                          "    if (last == 2)\n        to[0] ^= 1;\n"
                          "    last = n;\n}\n",
                          .fill = fill_rising, .earlier_count = 2};
    struct diff_outcome outcome = {
        .class = DIFF_UNSTABLE, .side = DIFF_OPTIMIZED, .param = 2, .kind = DIFF_KIND_INTEGER};
    prepare(&trial);
    struct shown *shown = reproduce_outcome(&trial, make_case(&trial, 2), &outcome);
    expect_text(shown->output, "copy, after earlier calls, with\n    n = 3\n");
    expect_text(shown->output, "unstable: the optimized side's result depends on earlier calls");
    expect_text(shown->output, "alone        2141266757");
    expect_text(shown->output, "after others 2141266756");
}

// ---- trouble ------------------------------------------------------------------------------------

Test(repro, trouble) {
    struct trial trial = {dot_header, dot_reference, dot_forgets_tail, .fill = fill_dot};
    char output[OUTPUT_BYTES];
    reproduce(&trial, DIFF_DIFFERS);
    cr_expect_eq(
        scratch_run(output, sizeof output, "%s/a.out nowhere.so elsewhere.so 2>&1", scratch_root),
        2);
    expect_text(output, "error: cannot load the library: ");
    cr_expect_eq(scratch_run(output, sizeof output, "%s/a.out one.so 2>&1", scratch_root), 2);
    build_side("optimized", "float another(void) { return 0; }\n");
    cr_expect_eq(scratch_run(output, sizeof output, "%s/a.out 2>&1", scratch_root), 2);
    expect_text(output, "dot");
}

Test(repro, pattern) {
    struct trial trial = {dot_header, dot_reference, dot_forgets_tail, .fill = fill_dot};
    char output[OUTPUT_BYTES];
    reproduce(&trial, DIFF_DIFFERS);
    build_side("optimized", "float dot_fast(size_t n, const float *a, const float *b) {\n"
                            "    return 8;\n}\n");
    optimized.specification = base_pool_format(&pool, "%s/optimized.so@%%_fast", scratch_root);
    struct corpus_case *one = make_case(&trial, 0);
    struct diff_outcome outcome = {.class = DIFF_DIFFERS, .param = DIFF_RETURN};
    write_repro(&trial, &outcome, one, 1);
    corpus_case_free(one);
    compile_repro();
    cr_expect_eq(scratch_run(output, sizeof output, "%s/a.out 2>&1", scratch_root), 1);
    expect_text(output, "optimized    0x1p+3                   8");
}
