/// What the tests of the minimizer share: one contract, a case of it, and the checks on every run.
#ifndef LOCKSTEP_TESTS_SHRINK_SETUP_H
#define LOCKSTEP_TESTS_SHRINK_SETUP_H

#include "base/bits.h"
#include "corpus/shrink.h"

#include <criterion/criterion.h>

/// One contract, a case of it, and a count of what the predicate was shown.
struct setup {
    struct base_pool pool;
    const struct spec_kernel *kernel;
    struct corpus_case *one;
    bool (*fails)(const struct corpus_case *);
    uint64_t runs, repeats;
    uint64_t seen[1 << 16]; ///< hashes of candidates, to see that none is shown twice
    uint64_t random;
};

static struct setup setup;

/// A small generator of its own, so that starting cases do not depend on the corpus.
static inline uint64_t draw(void) {
    setup.random = setup.random * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return setup.random >> 33;
}

static inline void start(const char *contract) {
    struct base_diag diag = {.text = ""};
    const struct spec_header *header = NULL;
    memset(&setup, 0, sizeof setup);
    setup.random = 1;
    cr_assert(spec_parse(&setup.pool, "test.h", contract, strlen(contract), &header, &diag), "%s",
              diag.text);
    setup.kernel = &header->kernels[0];
    setup.one = corpus_case_create(setup.kernel);
}

static inline void finish(void) {
    corpus_case_free(setup.one);
    base_pool_free(&setup.pool);
}

static inline uint32_t param(const char *name) {
    for (uint32_t i = 0; i < setup.kernel->param_count; i++) {
        if (strcmp(setup.kernel->params[i].name, name) == 0) {
            return i;
        }
    }
    cr_assert_fail("no parameter %s", name);
    return 0;
}

static inline void set_scalar(const char *name, uint64_t bits) {
    setup.one->arguments[param(name)].bits = bits;
    cr_assert(corpus_case_measure(setup.one));
}

static inline uint64_t scalar(const struct corpus_case *one, const char *name) {
    return one->arguments[param(name)].bits;
}

static inline uint64_t count_of(const struct corpus_case *one, const char *name) {
    return one->arguments[param(name)].count;
}

static inline float *floats(const struct corpus_case *one, const char *name) {
    return (float *)(void *)one->arguments[param(name)].data;
}

static inline uint32_t *words(const struct corpus_case *one, const char *name) {
    return (uint32_t *)(void *)one->arguments[param(name)].data;
}

/// Finite floats of many magnitudes, none of them simple.
static inline void fill_floats(const char *name) {
    for (uint64_t i = 0; i < count_of(setup.one, name); i++) {
        uint32_t bits = (uint32_t)(draw() & 0x807fffff) | (uint32_t)(100 + draw() % 40) << 23 | 1;
        floats(setup.one, name)[i] = base_f32_of(bits | (uint32_t)(draw() & 1) << 31);
    }
}

static inline bool is_simulated_failure(const struct corpus_case *candidate, void *context) {
    struct base_diag diag = {.text = ""};
    cr_assert_eq(context, &setup);
    cr_assert(corpus_case_valid(candidate, &diag), "candidate %s", diag.text);
    uint64_t hash = corpus_case_hash(candidate) | 1;
    uint64_t slot = hash >> 48;
    while (setup.seen[slot] != 0 && setup.seen[slot] != hash) {
        slot = (slot + 1) % (1 << 16);
    }
    setup.repeats += setup.seen[slot] == hash;
    setup.seen[slot] = hash;
    setup.runs++;
    return setup.fails(candidate);
}

static inline struct corpus_shrink_report shrink_within(uint64_t runs_max) {
    struct corpus_shrink_report report;
    struct base_diag diag = {.text = ""};
    cr_assert(corpus_case_valid(setup.one, &diag), "at the start: %s", diag.text);
    cr_assert(setup.fails(setup.one), "the starting case does not fail");
    setup.runs = 0;
    corpus_shrink(setup.one, NULL, is_simulated_failure, &setup, runs_max, &report);
    cr_assert_eq(report.runs, setup.runs);
    cr_assert_leq(report.runs, runs_max);
    cr_assert_eq(report.elements_after, corpus_case_elements(setup.one));
    cr_assert(setup.fails(setup.one), "the result does not fail");
    return report;
}

/// Shrinks to the certificate; more runs than stated are a failure of the minimizer.
static inline struct corpus_shrink_report shrink(bool (*fails)(const struct corpus_case *),
                                                 uint64_t runs_stated) {
    setup.fails = fails;
    struct corpus_shrink_report report = shrink_within(100000);
    cr_assert(report.is_minimal);
    cr_assert_eq(setup.repeats, 0, "%llu candidates were run twice",
                 (unsigned long long)setup.repeats);
    cr_expect_leq(report.runs, runs_stated, "%llu runs, at most %llu stated",
                  (unsigned long long)report.runs, (unsigned long long)runs_stated);
    return report;
}

static inline void expect_floats(const char *name, const float *expected, size_t count) {
    cr_assert_eq(count_of(setup.one, name), count, "%s has %llu elements, not %zu", name,
                 (unsigned long long)count_of(setup.one, name), count);
    for (size_t i = 0; i < count; i++) {
        float value = floats(setup.one, name)[i];
        cr_expect(base_bits_f32(value) == base_bits_f32(expected[i]), "%s[%zu] = %a, not %a", name,
                  i, (double)value, (double)expected[i]);
    }
}

#define EXPECT_FLOATS(name, ...)                                                                   \
    expect_floats(name, (const float[]){__VA_ARGS__},                                              \
                  sizeof((const float[]){__VA_ARGS__}) / sizeof(float))

static inline void expect_words(const char *name, const uint32_t *expected, size_t count) {
    cr_assert_eq(count_of(setup.one, name), count, "%s has %llu elements, not %zu", name,
                 (unsigned long long)count_of(setup.one, name), count);
    for (size_t i = 0; i < count; i++) {
        cr_expect(words(setup.one, name)[i] == expected[i], "%s[%zu] = %u, not %u", name, i,
                  words(setup.one, name)[i], expected[i]);
    }
}

#define EXPECT_WORDS(name, ...)                                                                    \
    expect_words(name, (const uint32_t[]){__VA_ARGS__},                                            \
                 sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))

#endif
