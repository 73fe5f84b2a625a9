/// Reproducers of every class of failure, written, compiled with plain compilers and run: each must
/// show its failure with the planted bug, and none where the reference stands in for the optimized
/// side.
#include "diff/repro.h"

#include "diff/executor.h"
#include "tests/scratch.h"

#include <glob.h>

enum { OUTPUT_BYTES = 16384, EARLIER_MAX = 4 };

/// What a test starts from; `fill` sets scalars and elements of a case whose scalars are zero.
struct trial {
    const char *header, *reference, *optimized;
    void (*fill)(struct corpus_case *one, uint32_t index);
    enum diff_entry_state entry_state;
    uint32_t earlier_count; ///< cases 0.. that run before the failing one
};

/// What a finished reproducer gave.
struct shown {
    struct diff_outcome outcome;
    int status, twin_status;
    char output[OUTPUT_BYTES], twin_output[OUTPUT_BYTES], source[1 << 18];
};

static struct base_pool pool;
static struct base_diag diag;
static struct diff_library reference, optimized;
static struct diff_subject subject;
static struct diff_options options;

static void free_all(void) {
    scratch_remove();
    base_pool_free(&pool);
}

TestSuite(repro, .init = scratch_create, .fini = free_all, .timeout = 120);

/// Compiles a side to reference.so or optimized.so.
static void build_side(const char *side, const char *text) {
    char path[64], output[OUTPUT_BYTES];
    snprintf(path, sizeof path, "%s.c", side);
    scratch_write(path, text);
    int status =
        scratch_run(output, sizeof output,
                    "cd %s && cc -O1 -w -fPIC -shared -include kernel.h -o %s.so %s.c 2>&1",
                    scratch_root, side, side);
    cr_assert_eq(status, 0, "%s", output);
}

static void prepare(const struct trial *trial) {
    const struct spec_header *header;
    scratch_write("kernel.h", trial->header);
    build_side("reference", trial->reference);
    build_side("optimized", trial->optimized);
    cr_assert(spec_parse(&pool, "kernel.h", trial->header, strlen(trial->header), &header, &diag),
              "%s", diag.text);
    cr_assert(diff_library_open(&reference,
                                base_pool_format(&pool, "%s/reference.so", scratch_root), &pool,
                                &diag),
              "%s", diag.text);
    cr_assert(diff_library_open(&optimized,
                                base_pool_format(&pool, "%s/optimized.so", scratch_root), &pool,
                                &diag),
              "%s", diag.text);
    options = diff_options_default();
    options.timeout_ms = 300;
    options.entry_states = 1u << trial->entry_state;
    cr_assert(diff_subject_prepare(&subject, &header->kernels[0], &options, &reference, &optimized,
                                   1, &pool, &diag),
              "%s", diag.text);
}

static struct corpus_case *make_case(const struct trial *trial, uint32_t index) {
    struct corpus_case *one = corpus_case_create(subject.kernel);
    trial->fill(one, index);
    // Counts follow from scalars, which fill has set; elements lie where they lie.
    cr_assert(corpus_case_measure(one));
    return one;
}

/// What the framework itself says of the case, so that the reproducer serves true outcomes.
static struct diff_outcome judge(const struct corpus_case *one, uint64_t salt) {
    struct diff_executor *executor;
    struct diff_outcome outcome;
    cr_assert(diff_executor_create(&executor, &subject, 0, &diag), "%s", diag.text);
    cr_assert(diff_executor_run(executor, one, salt, true, &outcome, &diag), "%s", diag.text);
    diff_executor_free(executor);
    return outcome;
}

static void write_repro(const struct trial *trial, const struct diff_outcome *outcome,
                        const struct corpus_case *one, uint64_t salt) {
    char path[256];
    struct corpus_case *earlier[EARLIER_MAX] = {NULL};
    for (uint32_t i = 0; i < trial->earlier_count; i++)
        earlier[i] = make_case(trial, i);
    snprintf(path, sizeof path, "%s/repro.c", scratch_root);
    FILE *out = fopen(path, "w");
    cr_assert_not_null(out);
    diff_repro_write(&subject, 0, one, (const struct corpus_case *const *)earlier,
                     trial->earlier_count, outcome, salt, reference.specification,
                     optimized.specification, out);
    cr_assert_eq(fclose(out), 0);
    for (uint32_t i = 0; i < trial->earlier_count; i++)
        corpus_case_free(earlier[i]);
}

/// The reproducer must be clean for both compilers; cc's program serves the runs.
static void compile_repro(void) {
    char output[OUTPUT_BYTES];
    int status = scratch_run(output, sizeof output,
                             "cd %s && { ! command -v clang >/dev/null || "
                             "clang -Wall -Wextra -Werror -fsyntax-only repro.c; } 2>&1 && "
                             "cc -Wall -Wextra -Werror repro.c 2>&1",
                             scratch_root);
    cr_assert_eq(status, 0, "it does not compile:\n%s", output);
}

static struct shown *reproduce_outcome(const struct trial *trial, struct corpus_case *one,
                                       const struct diff_outcome *outcome) {
    struct shown *shown = base_pool_take(&pool, sizeof *shown);
    char path[256];
    shown->outcome = *outcome;
    write_repro(trial, outcome, one, 0x1234567890abcdefu);
    corpus_case_free(one);
    snprintf(path, sizeof path, "%s/repro.c", scratch_root);
    char *text;
    size_t length;
    cr_assert(base_read_file(&pool, path, &text, &length, &diag), "%s", diag.text);
    cr_assert_lt(length, sizeof shown->source);
    memcpy(shown->source, text, length);
    compile_repro();
    shown->status = scratch_run(shown->output, OUTPUT_BYTES, "%s/a.out 2>&1", scratch_root);
    shown->twin_status =
        scratch_run(shown->twin_output, OUTPUT_BYTES,
                    "cd %s && ./a.out reference.so reference.so 2>&1", scratch_root);
    cr_expect_eq(shown->status, 1, "status %d, not 1:\n%s", shown->status, shown->output);
    cr_expect_eq(shown->twin_status, 0, "the twin's status is %d:\n%s", shown->twin_status,
                 shown->twin_output);
    cr_expect_not_null(strstr(shown->twin_output, "agree"), "%s", shown->twin_output);
    return shown;
}

static struct shown *reproduce(const struct trial *trial, enum diff_class class) {
    prepare(trial);
    struct corpus_case *one = make_case(trial, trial->earlier_count);
    struct diff_outcome outcome = judge(one, 0x1234567890abcdefu);
    cr_assert_eq(outcome.class, class, "the framework calls it %s", diff_class_name(outcome.class));
    return reproduce_outcome(trial, one, &outcome);
}

static void expect_text(const char *output, const char *expected) {
    cr_expect_not_null(strstr(output, expected), "no \"%s\" in:\n%s", expected, output);
}

static void set_f32(struct corpus_argument *argument, size_t index, float value) {
    memcpy(argument->data + index * sizeof value, &value, sizeof value);
}

static void set_u32(struct corpus_argument *argument, size_t index, uint32_t value) {
    memcpy(argument->data + index * sizeof value, &value, sizeof value);
}

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

// ---- the contract's rules ----------------------------------------------------------------------

static const char rules_header[] =
    "#include <stddef.h>\n#include <stdint.h>\n"
    "/// Many results.\n"
    "/// @domain n: 0..4\n"
    "/// @param[out] u\n/// @param[out] v\n/// @param[out] w\n/// @param[out] k\n"
    "/// @compare u: ulp 2 | abs 1e-3\n"
    "/// @compare v: rel 1e-3\n"
    "/// @compare w[..return - 1]: value\n"
    "/// @compare k: abs 1\n"
    "/// @compare x: near\n"
    "int rules(int n, float x[n], float u[n], double v[n], float w[n], int64_t k[n]);\n";

#define RULES_BODY(u, v, w, k, x)                                                                  \
    "int rules(int n, float x[n], float u[n], double v[n], float w[n], int64_t k[n]) {\n"          \
    "    for (int i = 0; i < n; i++) {\n"                                                          \
    "        u[i] = " u ";\n        v[i] = " v ";\n        w[i] = " w ";\n"                        \
    "        k[i] = " k ";\n        x[i] = " x ";\n    }\n    return n;\n}\n"
#define RULES_REFERENCE                                                                            \
    RULES_BODY("1", "1000", "0", "INT64_MAX", "x[i] * 2")                                          \
    "int rules_magnitude(int n, double x[n], double u[n], long double v[n], double w[n],\n"        \
    "                    int64_t k[n]) {\n"                                                        \
    "    for (int i = 0; i < n; i++)\n        x[i] = 1e6;\n    return n;\n}\n"

static void fill_rules(struct corpus_case *one, uint32_t index) {
    (void)index;
    one->arguments[0].bits = 2;
    set_f32(&one->arguments[1], 0, 1);
    set_f32(&one->arguments[1], 1, 3);
}

/// The optimized side is off by just less than each rule allows, but for one result.
static struct shown *reproduce_rules(const char *optimized_text) {
    struct trial trial = {rules_header, RULES_REFERENCE, optimized_text, .fill = fill_rules};
    return reproduce(&trial, DIFF_DIFFERS);
}

Test(repro, rule_ulp) {
    struct shown *shown =
        reproduce_rules(RULES_BODY("i == 0 ? 1 + 0x1p-22f : 1.1f", "1000.5", "i == 0 ? -0.0f : 5",
                                   "INT64_MAX - 1", "x[i] * 2 + 0.5f"));
    expect_text(shown->output, "differs: u[1]\n");
    cr_expect_null(strstr(shown->output, "u[0]"));
    cr_expect_null(strstr(shown->output, "differs: v"));
    cr_expect_null(strstr(shown->output, "differs: w"));
    cr_expect_null(strstr(shown->output, "differs: k"));
    cr_expect_null(strstr(shown->output, "differs: x"));
}

Test(repro, rule_rel) {
    struct shown *shown = reproduce_rules(
        RULES_BODY("1.0005f", "i == 0 ? 1000.5 : 1002", "0", "INT64_MAX", "x[i] * 2"));
    expect_text(shown->output, "differs: v[1]\n");
    cr_expect_null(strstr(shown->output, "v[0]"));
    cr_expect_null(strstr(shown->output, "differs: u"));
}

Test(repro, rule_value_in_a_slice) {
    struct shown *shown = reproduce_rules(RULES_BODY("1", "1000", "1", "INT64_MAX", "x[i] * 2"));
    expect_text(shown->output, "differs: w[0]\n");
    cr_expect_null(strstr(shown->output, "w[1]"));
}

Test(repro, rule_abs_of_integers) {
    struct shown *shown =
        reproduce_rules(RULES_BODY("1", "1000", "0", "INT64_MAX - 1 - i", "x[i] * 2"));
    expect_text(shown->output, "differs: k[1]\n");
    expect_text(shown->output, "reference    9223372036854775807  (bits 0x7fffffffffffffff)");
    expect_text(shown->output, "2 apart");
    cr_expect_null(strstr(shown->output, "k[0]"));
}

Test(repro, rule_near_with_magnitude) {
    struct shown *shown = reproduce_rules(
        RULES_BODY("1", "1000", "0", "INT64_MAX", "x[i] * 2 + (i == 0 ? 0.9f : 1.1f)"));
    expect_text(shown->output, "differs: x[1]\n");
    cr_expect_null(strstr(shown->output, "x[0]"));
}

static const char with_header[] = "#include <stdint.h>\n"
                                  "/// Any permutation will do.\n"
                                  "/// @domain n: 0..4\n"
                                  "/// @compare values: with same_sum\n"
                                  "void shuffle(int n, uint32_t values[n]);\n";
static const char with_reference[] =
    "#include <stdbool.h>\n#include <stddef.h>\n"
    "bool same_sum(const void *reference, const void *optimized, size_t count) {\n"
    "    const uint32_t *a = reference, *b = optimized;\n"
    "    uint32_t sum = 0;\n"
    "    for (size_t i = 0; i < count; i++)\n        sum += a[i] - b[i];\n"
    "    return sum == 0;\n}\n"
    "void shuffle(int n, uint32_t values[n]) {\n"
    "    uint32_t first = values[0];\n    values[0] = values[1];\n    values[1] = first;\n}\n";

static void fill_with(struct corpus_case *one, uint32_t index) {
    (void)index;
    one->arguments[0].bits = 2;
    set_u32(&one->arguments[1], 0, 10);
    set_u32(&one->arguments[1], 1, 20);
}

Test(repro, comparator) {
    struct trial trial = {with_header, with_reference,
                          "void shuffle(int n, uint32_t values[n]) { values[1] = 21; }\n",
                          .fill = fill_with};
    struct shown *shown = reproduce(&trial, DIFF_DIFFERS);
    expect_text(shown->output, "differs: values[0]\n");
    char output[OUTPUT_BYTES];
    build_side("optimized", "void shuffle(int n, uint32_t values[n]) {}\n");
    cr_expect_eq(scratch_run(output, sizeof output, "%s/a.out 2>&1", scratch_root), 0,
                 "the comparator accepts another order:\n%s", output);
}

// ---- structs ------------------------------------------------------------------------------------

static const char struct_header[] =
    "#include <stdint.h>\n"
    "enum axis { X_AXIS, Y_AXIS };\n"
    "struct inner { float pos[2]; };\n"
    "struct body { uint8_t tag; struct inner inner; double mass; };\n"
    "/// Moves bodies.\n"
    "/// @domain n: 0..4\n"
    "/// @domain bodies.inner.pos, bodies.mass: any\n"
    "/// @compare return: ulp 1\n"
    "/// @compare bodies.inner.pos: abs 0.25\n"
    "struct inner drift(int n, struct body *bodies, struct inner by, enum axis axis);\n";

static const char struct_array_tag[] = "/// @array   bodies[n]\n";

static void fill_struct(struct corpus_case *one, uint32_t index) {
    float positions[2] = {1, 2}, by[2] = {0.5f, -0.0f};
    double mass = 3;
    (void)index;
    one->arguments[0].bits = 2;
    for (size_t i = 0; i < 2; i++) {
        uint8_t *body = one->arguments[1].data + i * 24;
        memset(body, 0, 24);
        body[0] = (uint8_t)(7 + i);
        memcpy(body + 4, positions, sizeof positions);
        memcpy(body + 16, &mass, sizeof mass);
    }
    memcpy(one->arguments[2].data, by, sizeof by);
    one->arguments[3].bits = 1;
}

#define DRIFT_BODY(step)                                                                           \
    "struct inner drift(int n, struct body *bodies, struct inner by, enum axis axis) {\n"          \
    "    for (int i = 0; i < n; i++)\n"                                                            \
    "        bodies[i].inner.pos[axis] += by.pos[0] + " step ";\n"                                 \
    "    return by;\n}\n"

Test(repro, struct_results) {
    char header[1024];
    const char *compare = strstr(struct_header, "/// @compare return");
    snprintf(header, sizeof header, "%.*s%s%s", (int)(compare - struct_header), struct_header,
             struct_array_tag, compare);
    struct trial trial = {header, DRIFT_BODY("0"), DRIFT_BODY("(i == 0 ? 0.25f : 0.5f)"),
                          .fill = fill_struct};
    struct shown *shown = reproduce(&trial, DIFF_DIFFERS);
    expect_text(shown->output, "bodies[2].tag = {7, 8}\n");
    expect_text(shown->output, "by.pos = {0.5, -0}\n");
    expect_text(shown->output, "axis = 1\n");
    expect_text(shown->output, "differs: bodies[1].inner.pos[1]\n");
    expect_text(shown->output, "optimized    0x1.8p+1                 3  (bits 0x40400000)");
    cr_expect_null(strstr(shown->output, "bodies[0]."));
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

// ---- every contract -----------------------------------------------------------------------------

static void generate_nothing(void *values, size_t count, uint64_t (*next)(void *state),
                             void *state) {
    (void)values, (void)count, (void)next, (void)state;
}

static corpus_with *find_generator(const char *name, void *context) {
    (void)name, (void)context;
    return generate_nothing;
}

/// A subject of a contract alone: enough to write a reproducer, not to run one.
static void describe_subject(const struct spec_kernel *kernel) {
    subject = (struct diff_subject){.kernel = kernel, .options = &options, .variant_count = 1};
    options = diff_options_default();
    subject.comparison.targets =
        base_pool_take_array(&pool, 4096, sizeof *subject.comparison.targets);
    for (uint32_t i = 0; i <= kernel->param_count; i++) {
        bool is_return = i == kernel->param_count;
        const struct spec_param *param = is_return ? &kernel->result : &kernel->params[i];
        bool is_result = is_return || (param->is_array && param->role != SPEC_IN);
        for (uint32_t j = 0; is_result && j < param->leaf_count; j++)
            subject.comparison.targets[subject.comparison.target_count++] =
                (struct diff_target){.param = param,
                                     .leaf = &param->leaves[j],
                                     .param_index = is_return ? DIFF_RETURN : i,
                                     .leaf_index = j};
    }
    cr_assert(corpus_generator_create(&subject.generator, kernel, 1, find_generator, NULL, &diag),
              "%s", diag.text);
}

static void write_described(const struct spec_kernel *kernel, enum diff_class class,
                            bool has_companions, bool has_earlier) {
    char path[256];
    struct corpus_case *one = corpus_case_create(kernel), *before = corpus_case_create(kernel);
    const struct corpus_case *earlier[1] = {before};
    struct diff_outcome outcome = {.class = class, .param = DIFF_NO_PARAM};
    diff_function companion = (diff_function)describe_subject;
    subject.oracle.function = has_companions ? companion : NULL;
    subject.magnitude.function = has_companions ? companion : NULL;
    diff_subject_draw(&subject, 3, before);
    diff_subject_draw(&subject, 20, one);
    snprintf(path, sizeof path, "%s/repro.c", scratch_root);
    FILE *out = fopen(path, "w");
    cr_assert_not_null(out);
    diff_repro_write(&subject, 0, one, earlier, has_earlier, &outcome, 5, "a.so", "b.so", out);
    cr_assert_eq(fclose(out), 0);
    corpus_case_free(one);
    corpus_case_free(before);
}

static bool has_struct_result(const struct spec_kernel *kernel) {
    bool has = kernel->result.base == SPEC_STRUCT;
    for (uint32_t i = 0; i < kernel->param_count; i++)
        has |= kernel->params[i].base == SPEC_STRUCT && kernel->params[i].role != SPEC_IN;
    return has;
}

static void check_compiles(const struct spec_kernel *kernel, const char *mode) {
    char output[OUTPUT_BYTES];
    int status =
        scratch_run(output, sizeof output, "cc -Wall -Wextra -Werror -fsyntax-only %s/repro.c 2>&1",
                    scratch_root);
    cr_expect_eq(status, 0, "%s, %s:\n%s", kernel->name, mode, output);
}

Test(repro, every_accepted_contract) {
    const struct spec_header *header;
    uint32_t kernels = 0;
    glob_t found;
    cr_assert_eq(glob(TESTS_DIR "/contracts/accepted/*.h", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        cr_assert(spec_read(&pool, found.gl_pathv[i], &header, &diag), "%s", diag.text);
        for (uint32_t j = 0; j < header->kernel_count; j++) {
            const struct spec_kernel *kernel = &header->kernels[j];
            describe_subject(kernel);
            write_described(kernel, DIFF_DIFFERS, !has_struct_result(kernel), false);
            check_compiles(kernel, "differs");
            write_described(kernel, DIFF_UNSTABLE, false, kernels % 2 != 0);
            check_compiles(kernel, "unstable");
            diff_subject_free(&subject);
            kernels++;
        }
    }
    globfree(&found);
    cr_expect_geq(kernels, 25);
}
