#include "spec/emit.h"
#include "spec/kernel.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct base_pool pool;

static void free_pool(void) {
    base_pool_free(&pool);
}

TestSuite(spec, .fini = free_pool);

static const struct spec_header *read_header(const char *text) {
    const struct spec_header *header;
    struct base_diag diag;
    cr_assert(spec_parse(&pool, "t.h", text, strlen(text), &header, &diag), "%s", diag.text);
    return header;
}

static const struct spec_kernel *read_kernel(const char *text) {
    return &read_header(text)->kernels[0];
}

static void expect_refused(const char *text, const char *message) {
    const struct spec_header *header;
    struct base_diag diag = {""};
    cr_expect_not(spec_parse(&pool, "t.h", text, strlen(text), &header, &diag));
    cr_expect_str_eq(diag.text, message);
}

/// Reads an extent over the parameters n, m and k and evaluates it.
static bool evaluate(const char *extent, spec_wide n, spec_wide m, spec_wide k, spec_wide *value) {
    char text[1024];
    snprintf(text, sizeof text,
             "/// @domain n, m, k: 1..4\n/// @array a[(%s) * 0 + 1]\n/// @compare a[..%s]: bits\n"
             "void f(long n, long m, unsigned long k, float *a);\n",
             extent, extent);
    const struct spec_kernel *kernel = read_kernel(text);
    spec_wide values[SPEC_PARAMS_MAX] = {n, m, k};
    const struct spec_expr *slice = kernel->params[3].leaves[0].compare->slice;
    cr_assert_str_eq(slice->text, extent);
    return spec_evaluate(slice, values, 0, value);
}

Test(spec, expressions_follow_the_precedence_of_c) {
    spec_wide value;
    cr_assert(evaluate("n + m * k", 2, 3, 4, &value));
    cr_expect(value == 14);
    cr_assert(evaluate("(n + m) * k", 2, 3, 4, &value));
    cr_expect(value == 20);
    cr_assert(evaluate("n - m - k", 20, 3, 4, &value));
    cr_expect(value == 13);
    cr_assert(evaluate("n / m / k", 100, 3, 4, &value));
    cr_expect(value == 8);
    cr_assert(evaluate("n * 0x10 + 1", 2, 0, 0, &value));
    cr_expect(value == 33);
    cr_assert(evaluate("k - -m", 0, 3, 4, &value));
    cr_expect(value == 7);
}

Test(spec, division_truncates_towards_zero) {
    spec_wide value;
    cr_assert(evaluate("n / m + 9", -7, 2, 0, &value));
    cr_expect(value == 6);
    cr_assert(evaluate("n / m + 9", 7, -2, 0, &value));
    cr_expect(value == 6);
    cr_expect_not(evaluate("n / m + 9", 7, 0, 0, &value));
}

Test(spec, evaluation_stops_at_64_bits) {
    spec_wide value;
    cr_assert(evaluate("k + 0", 0, 0, UINT64_MAX, &value));
    cr_expect(value == UINT64_MAX);
    cr_expect_not(evaluate("k + 1", 0, 0, UINT64_MAX, &value));
    cr_expect_not(evaluate("k * 2", 0, 0, UINT64_MAX, &value));
    cr_expect_not(evaluate("k * k", 0, 0, UINT64_MAX, &value));
    cr_assert(evaluate("n + 2", INT64_MIN, 0, 0, &value));
    cr_expect(value == INT64_MIN + 2);
    cr_expect_not(evaluate("n + 2 - 3", INT64_MIN, 0, 0, &value));
    // A step beyond the range is an error even where the end would fit.
    cr_expect_not(evaluate("k * 4 / 8", 0, 0, UINT64_C(1) << 62, &value));
    cr_expect_not(evaluate("n * m + 1", INT64_MIN, INT64_MIN, 0, &value));
}

Test(spec, constants_are_folded) {
    const struct spec_kernel *kernel =
        read_kernel("#define LANES 16\n/// @compare bits\nvoid f(float a[LANES * 4 - 2]);\n");
    cr_expect_eq(kernel->params[0].extent->operation, SPEC_NUMBER);
    cr_expect(kernel->params[0].extent->number == 62);
    cr_expect_str_eq(kernel->params[0].extent->text, "LANES * 4 - 2");
}

Test(spec, scalars_are_ordered_by_what_their_domains_name) {
    const struct spec_kernel *kernel =
        read_kernel("/// @domain a: 0..b\n/// @domain b: 0..c + d\n/// @domain d: 0..c\n"
                    "/// @domain x: lo..1\n/// @domain c: 0..9\n/// @compare bits\n"
                    "float f(int a, int b, float x, int d, float lo, int c, const float v[4]);\n");
    uint32_t at[SPEC_PARAMS_MAX];
    cr_assert_eq(kernel->scalar_count, 6);
    for (uint32_t i = 0; i < 6; i++)
        at[kernel->scalar_order[i]] = i;
    cr_expect_lt(at[1], at[0]);
    cr_expect_lt(at[5], at[1]);
    cr_expect_lt(at[3], at[1]);
    cr_expect_lt(at[5], at[3]);
    cr_expect_lt(at[4], at[2]);
}

Test(spec, extents_are_bounded_by_the_domains) {
    const struct spec_kernel *kernel =
        read_kernel("/// @domain n: 2..10\n/// @domain k: 1..n\n/// @domain s: -3..3\n"
                    "/// @compare bits\n"
                    "void f(int n, int k, int s, float a[n * k + 1], short b[n - k], char c[n / k],"
                    "       double d[s * s], int e[100 / n]);\n");
    cr_expect_eq(kernel->params[3].extent_max, 101);
    cr_expect_eq(kernel->params[4].extent_max, 9);
    cr_expect_eq(kernel->params[5].extent_max, 10);
    cr_expect_eq(kernel->params[6].extent_max, 9);
    cr_expect_eq(kernel->params[7].extent_max, 50);
    cr_expect_eq(kernel->memory_bytes, 101 * 4 + 9 * 2 + 10 + 9 * 8 + 50 * 4);
}

Test(spec, memory_ends_at_one_gibibyte) {
    const struct spec_kernel *kernel =
        read_kernel("/// @domain n: 0..268435456\n/// @compare bits\nvoid f(long n, float a[n]);");
    cr_expect_eq(kernel->memory_bytes, UINT64_C(1) << 30);
    expect_refused("/// @domain n: 0..268435457\n/// @compare bits\nvoid f(long n, float a[n]);",
                   "t.h:3:24: error: 'a[n]' brings the kernel's arrays beyond 1 GiB; narrow the "
                   "domain of n");
    expect_refused("/// @domain n: 0..134217728\n/// @compare bits\n"
                   "void f(long n, float a[n], float b[n + 1]);",
                   "t.h:3:36: error: 'b[n + 1]' brings the kernel's arrays beyond 1 GiB; narrow "
                   "the domain of n");
}

Test(spec, structs_are_flattened) {
    const struct spec_kernel *kernel =
        read_kernel("struct inner { char tag; double value; };\n"
                    "struct outer { short first; struct inner at[2]; float pos[3]; char last; };\n"
                    "/// @domain all.pos: 0..1\n/// @compare bits\n"
                    "void f(struct outer all[4]);\n");
    const struct spec_param *all = &kernel->params[0];
    static const char *const paths[] = {"first",    "at.tag", "at.value", "at.tag",
                                        "at.value", "pos",    "last"};
    static const size_t offsets[] = {0, 8, 16, 24, 32, 40, 52};
    static const enum spec_base bases[] = {SPEC_I16, SPEC_I8,  SPEC_F64, SPEC_I8,
                                           SPEC_F64, SPEC_F32, SPEC_I8};
    cr_expect_eq(all->element_size, 56);
    cr_expect_eq(all->element_align, 8);
    cr_assert_eq(all->leaf_count, 7);
    for (uint32_t i = 0; i < 7; i++) {
        cr_expect_str_eq(all->leaves[i].path, paths[i]);
        cr_expect_eq(all->leaves[i].offset, offsets[i]);
        cr_expect_eq(all->leaves[i].base, bases[i]);
        cr_expect_eq(all->leaves[i].count, i == 5 ? 3 : 1);
        cr_expect_not_null(all->leaves[i].domain);
        cr_expect_not_null(all->leaves[i].compare);
    }
    cr_expect_eq(all->leaves[5].domain->alternatives->kind, SPEC_RANGE);
    cr_expect_eq(kernel->header->struct_count, 2);
    cr_expect_str_eq(kernel->header->structs[0].spelling, "struct inner");
}

Test(spec, literals_are_values_of_their_type) {
    const struct spec_kernel *kernel =
        read_kernel("/// @domain f: 0.1..3.4028235e38\n/// @domain d: -0x1.8p-3..0.1\n"
                    "/// @compare bits\nfloat f(float f, double d);\n");
    const struct spec_alternative *f = kernel->params[0].leaves->domain->alternatives;
    const struct spec_alternative *d = kernel->params[1].leaves->domain->alternatives;
    cr_expect(f->low.number == (double)0.1f);
    cr_expect(f->high.number == 0x1.fffffep127);
    cr_expect(d->low.number == -0.1875);
    cr_expect(d->high.number == 0.1);
}

Test(spec, roles_follow_const_and_tags) {
    const struct spec_kernel *kernel =
        read_kernel("/// @array a[1], b[1], c[1], d[1]\n/// @param[out] c x\n/// @param[in] d x\n"
                    "/// @compare bits\nvoid f(const int *a, int *b, int *c, int *d);\n");
    cr_expect_eq(kernel->params[0].role, SPEC_IN);
    cr_expect(kernel->params[0].is_const && kernel->params[0].is_declared_const);
    cr_expect_eq(kernel->params[1].role, SPEC_IN_OUT);
    cr_expect_eq(kernel->params[2].role, SPEC_OUT);
    cr_expect_eq(kernel->params[3].role, SPEC_IN);
    cr_expect(kernel->params[3].is_const && !kernel->params[3].is_declared_const);
    cr_expect_null(kernel->params[3].leaves->compare);
    cr_expect_null(kernel->params[0].leaves->compare);
    cr_expect_not_null(kernel->params[2].leaves->compare);
}

Test(spec, defaults) {
    const struct spec_kernel *kernel =
        read_kernel("enum mode { A = 3, B = 7, C = 7 };\n/// @compare return: near\n"
                    "float f(unsigned n, enum mode mode, unsigned free, float a[n]);\n");
    const struct spec_domain *length = kernel->params[0].leaves->domain;
    const struct spec_domain *mode = kernel->params[1].leaves->domain;
    cr_expect(kernel->params[0].is_length && length->is_default);
    cr_expect(length->alternatives->low.expr->number == 0);
    cr_expect(length->alternatives->high.expr->number == 1024);
    cr_assert_eq(mode->alternative_count, 2);
    cr_expect(mode->alternatives[1].low.expr->number == 7);
    cr_expect_eq(kernel->params[2].leaves->domain->alternatives->kind, SPEC_ANY);
    cr_expect(kernel->params[3].leaves->compare->is_default);
    cr_expect_eq(kernel->params[3].leaves->compare->rules->kind, SPEC_BITS);
    cr_expect_eq(kernel->result.leaves->compare->rules->kind, SPEC_NEAR);
    cr_expect_not(kernel->result.leaves->compare->rules->has_tolerance);
}

Test(spec, bench_lists_go_in_step) {
    const struct spec_kernel *kernel =
        read_kernel("/// @compare bits\n/// @bench n: 1 2 3, m: 8, s: -1 0 1\n/// @gate 1.5x\n"
                    "float f(int n, int m, signed char s, const float a[n * m]);\n");
    cr_assert_eq(kernel->bench_point_count, 3);
    for (uint32_t i = 0; i < 3; i++) {
        cr_assert_eq(kernel->bench_points[i].count, 3);
        cr_expect(kernel->bench_points[i].values[0] == (int)i + 1);
        cr_expect(kernel->bench_points[i].values[1] == 8);
        cr_expect(kernel->bench_points[i].values[2] == (int)i - 1);
    }
    cr_expect(kernel->has_gate && kernel->gate == 1.5);
}

Test(spec, prose_is_what_stands_before_the_tags) {
    const struct spec_kernel *kernel = read_kernel("/// Of another thing.\n\n/// First line,\n"
                                                   "///   indented.\n///\n/// @compare bits\n"
                                                   "int f(int a);\n");
    cr_expect_str_eq(kernel->prose, "First line,\n  indented.");
    cr_expect_eq(kernel->place.line, 7);
    cr_expect_eq(kernel->place.column, 5);
}

static char *print(void (*emit)(const struct spec_kernel *, const char *, FILE *),
                   const struct spec_kernel *kernel) {
    char *text;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    emit(kernel, "f", out);
    fclose(out);
    return text;
}

Test(spec, pointers_to_kernels_and_companions) {
    const struct spec_kernel *kernel =
        read_kernel("/// @array v[n]\n/// @compare bits\n"
                    "float f(unsigned long n, const float a[n], float b[n], double c[n],"
                    "        int d[n], const void *v, float x);\n");
    char *pointer = print(spec_emit_pointer, kernel);
    char *companion = print(spec_emit_companion_pointer, kernel);
    cr_expect_str_eq(pointer, "float (*f)(unsigned long, const float *, float *, double *, int *, "
                              "const void *, float)");
    cr_expect_str_eq(companion, "double (*f)(unsigned long, const float *, double *, "
                                "long double *, int *, const void *, float)");
    free(pointer);
    free(companion);
}

Test(spec, the_preprocessor_is_asked_only_from_files) {
    expect_refused("#define F(x) x\n/// @compare bits\nint f(int a);\n",
                   "t.h:1:2: error: the macro 'F' with parameters needs a preprocessor");
}

/// A header that needs the preprocessor keeps its own places.
Test(spec, places_survive_the_preprocessor) {
    char name[] = "/tmp/spec_test_XXXXXX";
    int file = mkstemp(name);
    cr_assert_geq(file, 0);
    static const char text[] = "#include <stdint.h>\n#if 1\n#define API extern\n/// Prose.\n"
                               "/// @domain n: 0..UINT8_MAX + 1\n/// @compare bits\n"
                               "API int f(uint8_t n);\n#endif\n";
    cr_assert_eq(write(file, text, sizeof text - 1), (ssize_t)sizeof text - 1);
    close(file);
    struct base_diag diag;
    const struct spec_header *header;
    char expected[256];
    snprintf(expected, sizeof expected, "%s:5:16: error: 'n' cannot be 256: uint8_t holds 0..255",
             name);
    cr_expect_not(spec_read(&pool, name, &header, &diag));
    cr_expect_str_eq(diag.text, expected);
    unlink(name);
}

Test(spec, unreadable_files) {
    struct base_diag diag;
    const struct spec_header *header;
    cr_expect_not(spec_read(&pool, "/nowhere/x.h", &header, &diag));
    cr_expect_str_eq(diag.text, "/nowhere/x.h: error: cannot read: No such file or directory");
}

Test(spec, bases_know_their_limits) {
    cr_expect(spec_base_minimum(SPEC_I64) == INT64_MIN);
    cr_expect(spec_base_maximum(SPEC_U64) == UINT64_MAX);
    cr_expect(spec_base_maximum(SPEC_BOOL) == 1);
    cr_expect_eq(spec_base_size(SPEC_F64), 8);
    cr_expect(spec_base_is_float(SPEC_F32) && !spec_base_is_integer(SPEC_F32));
    cr_expect(spec_base_is_integer(SPEC_BOOL) && !spec_base_is_signed(SPEC_BOOL));
    cr_expect_str_eq(spec_base_name(SPEC_U16), "u16");
}
