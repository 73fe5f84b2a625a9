/// Reproducers under every rule of the contract language, and of every accepted contract.
#include "tests/repro_trial.h"

#include <glob.h>

TestSuite(repro_rules, .init = scratch_create, .fini = free_all, .timeout = 120);

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

Test(repro_rules, rule_ulp) {
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

Test(repro_rules, rule_rel) {
    struct shown *shown = reproduce_rules(
        RULES_BODY("1.0005f", "i == 0 ? 1000.5 : 1002", "0", "INT64_MAX", "x[i] * 2"));
    expect_text(shown->output, "differs: v[1]\n");
    cr_expect_null(strstr(shown->output, "v[0]"));
    cr_expect_null(strstr(shown->output, "differs: u"));
}

Test(repro_rules, rule_value_in_a_slice) {
    struct shown *shown = reproduce_rules(RULES_BODY("1", "1000", "1", "INT64_MAX", "x[i] * 2"));
    expect_text(shown->output, "differs: w[0]\n");
    cr_expect_null(strstr(shown->output, "w[1]"));
}

Test(repro_rules, rule_abs_of_integers) {
    struct shown *shown =
        reproduce_rules(RULES_BODY("1", "1000", "0", "INT64_MAX - 1 - i", "x[i] * 2"));
    expect_text(shown->output, "differs: k[1]\n");
    expect_text(shown->output, "reference    9223372036854775807  (bits 0x7fffffffffffffff)");
    expect_text(shown->output, "2 apart");
    cr_expect_null(strstr(shown->output, "k[0]"));
}

Test(repro_rules, rule_near_with_magnitude) {
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

Test(repro_rules, comparator) {
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

Test(repro_rules, struct_results) {
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
    cr_assert(diff_call_prepare(&subject.call, kernel, DIFF_CALL_KERNEL, &pool, &diag), "%s",
              diag.text);
    cr_assert(corpus_generator_create(&subject.generator, kernel, 1, find_generator, NULL, &diag),
              "%s", diag.text);
}

static void write_described(const struct spec_kernel *kernel, enum diff_class class,
                            enum diff_kind kind, bool has_companions, bool has_earlier) {
    char path[256];
    struct corpus_case *one = corpus_case_create(kernel), *before = corpus_case_create(kernel);
    const struct corpus_case *first[1] = {before};
    struct diff_repro_earlier earlier = {first, has_earlier, 3 * has_earlier};
    struct diff_outcome outcome = {.class = class, .kind = kind, .param = DIFF_NO_PARAM};
    diff_function companion = (diff_function)describe_subject;
    subject.oracle.function = has_companions ? companion : NULL;
    subject.magnitude.function = has_companions ? companion : NULL;
    diff_subject_draw(&subject, 3, before);
    diff_subject_draw(&subject, 20, one);
    snprintf(path, sizeof path, "%s/repro.c", scratch_root);
    FILE *out = fopen(path, "w");
    cr_assert_not_null(out);
    diff_repro_write(&subject, 0, one, &earlier, &outcome, 5, "a.so", "b.so", out);
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

/// One kind of leak for each kernel in turn, so that all of them have their kernels.
static enum diff_kind some_leak(uint32_t number) {
    uint32_t kinds = DIFF_KIND_LEAK_DESCRIPTOR - DIFF_KIND_LEAK_REGISTER + 1;
    return (enum diff_kind)(DIFF_KIND_LEAK_REGISTER + number % kinds);
}

Test(repro_rules, every_accepted_contract) {
    const struct spec_header *header;
    uint32_t kernels = 0;
    glob_t found;
    cr_assert_eq(glob(TESTS_DIR "/contracts/accepted/*.h", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        cr_assert(spec_read(&pool, found.gl_pathv[i], &header, &diag), "%s", diag.text);
        for (uint32_t j = 0; j < header->kernel_count; j++) {
            const struct spec_kernel *kernel = &header->kernels[j];
            describe_subject(kernel);
            write_described(kernel, DIFF_DIFFERS, DIFF_KIND_NONE, !has_struct_result(kernel),
                            false);
            check_compiles(kernel, "differs");
            write_described(kernel, DIFF_UNSTABLE, DIFF_KIND_NONE, false, kernels % 2 != 0);
            check_compiles(kernel, "unstable");
            write_described(kernel, DIFF_UNSTABLE, DIFF_KIND_NEIGHBOUR, false, kernels % 2 != 0);
            check_compiles(kernel, "neighbour");
            write_described(kernel, DIFF_LEAKED, some_leak(kernels), false, false);
            check_compiles(kernel, "leaked");
            diff_subject_free(&subject);
            kernels++;
        }
    }
    globfree(&found);
    cr_expect_geq(kernels, 25);
}
