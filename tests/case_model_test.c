// Cases as such: copies, lengths that follow from scalars, and what a domain admits.

#include "corpus/case.h"
#include "corpus/case_number.h"
#include "corpus/domain.h"
#include "tests/corpus_contracts.h"

/// One argument changed by one bit is another case to the hash and the same to a copy.
Test(case_model, copies_hash_alike_and_changes_do_not) {
    struct base_pool pool = {0};
    const struct spec_kernel *kernel = contract_parse(&pool, corpus_contracts[0]);
    struct corpus_generator *generator = contract_generator(kernel, 1);
    struct corpus_case *one = corpus_case_create(kernel), *copy = corpus_case_create(kernel);
    for (uint64_t index = 0; one->arguments[0].bits < 10; index++)
        contract_draw(generator, index, one);
    corpus_case_copy(copy, one);
    uint64_t hash = corpus_case_hash(one);
    cr_assert_eq(corpus_case_hash(copy), hash);
    copy->arguments[2].data[3] ^= 0x80;
    cr_assert_neq(corpus_case_hash(copy), hash);
    copy->arguments[2].data[3] ^= 0x80;
    cr_assert_eq(corpus_case_hash(copy), hash);
    copy->arguments[1].placement = (copy->arguments[1].placement + 1) % 3;
    cr_assert_neq(corpus_case_hash(copy), hash);
    corpus_case_copy(copy, one);
    copy->arguments[0].bits--;
    cr_assert(corpus_case_measure(copy));
    cr_assert_eq(copy->arguments[1].count, one->arguments[1].count - 1);
    cr_assert_eq(corpus_case_elements(copy), corpus_case_elements(one) - 2);
    cr_assert_neq(corpus_case_hash(copy), hash);
    copy->arguments[0].bits = 5000;
    cr_assert_not(corpus_case_measure(copy));
    corpus_case_free(one);
    corpus_case_free(copy);
    corpus_generator_free(generator);
    base_pool_free(&pool);
}

Test(case_model, values_are_sign_extended) {
    struct base_pool pool = {0};
    const struct spec_kernel *kernel = contract_parse(&pool, corpus_contracts[9]);
    struct corpus_case *one = corpus_case_create(kernel);
    spec_wide values[SPEC_PARAMS_MAX];
    one->arguments[2].bits = 0xff;
    one->arguments[5].bits = UINT64_MAX;
    corpus_case_values(one, values);
    cr_assert(values[2] == -1);
    cr_assert(values[5] == (spec_wide)UINT64_MAX);
    corpus_case_free(one);
    base_pool_free(&pool);
}

/// Sets the numbers of the one array of a small kernel and asks whether they are valid.
static const char *judge(const char *domain, const char *type, const int64_t *numbers, size_t count,
                         size_t m) {
    static struct base_diag diag;
    char text[512];
    struct base_pool pool = {0};
    snprintf(text, sizeof text,
             "/// J.\n/// @domain x: %s\n/// @domain n, m: 0..100\n/// @compare bits\n"
             "size_t j(size_t n, size_t m, const %s x[n]);\n",
             domain, type);
    const struct spec_kernel *kernel = contract_parse(&pool, text);
    struct corpus_case *one = corpus_case_create(kernel);
    one->arguments[0].bits = count;
    one->arguments[1].bits = m;
    cr_assert(corpus_case_measure(one));
    for (size_t i = 0; i < count; i++)
        corpus_number_set(one->arguments[2].data, i, kernel->params[2].element_size,
                          (uint64_t)numbers[i]);
    bool ok = corpus_case_valid(one, &diag);
    corpus_case_free(one);
    base_pool_free(&pool);
    return ok ? "valid" : diag.text;
}

#define JUDGE(domain, type, m, ...)                                                                \
    judge(domain, type, (const int64_t[]){__VA_ARGS__},                                            \
          sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t), m)

Test(case_model, domains_of_whole_arrays_are_checked) {
    cr_expect_str_eq(JUDGE("partition(m)", "uint32_t", 5, 0, 0, 3, 5), "valid");
    cr_expect_str_eq(JUDGE("partition(m)", "uint32_t", 5, 0, 3, 2, 5),
                     "error: x[2] = 2 lies outside partition(m)");
    cr_expect_str_eq(JUDGE("partition(m)", "uint32_t", 5, 1, 3, 5),
                     "error: x[0] = 1 lies outside partition(m)");
    cr_expect_str_eq(JUDGE("partition(m)", "uint32_t", 5, 0, 3, 4),
                     "error: x[2] = 4 lies outside partition(m)");
    cr_expect_str_eq(JUDGE("permutation", "uint8_t", 0, 2, 0, 1), "valid");
    cr_expect_str_eq(JUDGE("permutation", "uint8_t", 0, 2, 0, 2),
                     "error: x[2] = 2 lies outside permutation");
    cr_expect_str_eq(JUDGE("-5..5 sorted", "int8_t", 0, -5, 0, 0, 5), "valid");
    cr_expect_str_eq(JUDGE("-5..5 sorted", "int8_t", 0, 0, -1),
                     "error: x[1] = -1 lies below its predecessor; the domain is sorted");
    cr_expect_str_eq(JUDGE("0..9 unique", "int64_t", 0, 3, 1, 2), "valid");
    cr_expect_str_eq(JUDGE("0..9 unique", "int64_t", 0, 3, 1, 3),
                     "error: x holds a number twice; the domain is unique");
    cr_expect_str_eq(JUDGE("0 | 7..9", "int64_t", 0, 0, 7, 9, 0), "valid");
    cr_expect_str_eq(JUDGE("0 | 7..9", "int64_t", 0, 0, 6),
                     "error: x[1] = 6 lies outside 0 | 7..9");
}

Test(case_model, domains_of_floats_are_checked_on_bits) {
    cr_expect_str_eq(JUDGE("0..1", "float", 0, 0, 0x80000000, 1, 0x3f800000), "valid");
    cr_expect_str_eq(JUDGE("0..1", "float", 0, 0x3f800001),
                     "error: x[0] = 1.00000012 lies outside 0..1");
    cr_expect_str_eq(JUDGE("0..<1", "float", 0, 0x3f7fffff), "valid");
    cr_expect_str_eq(JUDGE("0..<1", "float", 0, 0x3f800000), "error: x[0] = 1 lies outside 0..<1");
    // Bounds are rounded to the type: 0.1f is in, though above the real 0.1.
    cr_expect_str_eq(JUDGE("0..0.1", "float", 0, 0x3dcccccd), "valid");
    cr_expect_str_eq(JUDGE("0..0.1", "float", 0, 0x3dccccce),
                     "error: x[0] = 0.100000009 lies outside 0..0.1");
    cr_expect_str_eq(JUDGE("finite", "float", 0, 0x7f7fffff, 1), "valid");
    cr_expect_str_eq(JUDGE("finite", "float", 0, 0x7f800000),
                     "error: x[0] = inf lies outside finite");
    cr_expect_str_eq(JUDGE("normal", "float", 0, 0x00800000), "valid");
    cr_expect_str_neq(JUDGE("normal", "float", 0, 0x007fffff), "valid");
    cr_expect_str_neq(JUDGE("normal", "float", 0, 0), "valid");
    cr_expect_str_eq(JUDGE("subnormal", "float", 0, 0x807fffff, 1), "valid");
    cr_expect_str_neq(JUDGE("subnormal", "float", 0, 0x80000000), "valid");
    cr_expect_str_eq(JUDGE("inf | nan", "float", 0, 0xff800000, 0x7f800001), "valid");
    cr_expect_str_neq(JUDGE("inf | nan", "float", 0, 0x7f7fffff), "valid");
    cr_expect_str_eq(JUDGE("zero", "double", 0, INT64_MIN, 0), "valid");
    cr_expect_str_neq(JUDGE("zero", "double", 0, 1), "valid");
}
