/// Writes the reproducer of a trial, compiles it with plain compilers, and runs it: it must show
/// the failure, and none where the reference stands in for the optimized side.
#ifndef LOCKSTEP_TESTS_REPRO_TRIAL_H
#define LOCKSTEP_TESTS_REPRO_TRIAL_H

#include "diff/repro.h"

#include "diff/executor.h"
#include "tests/scratch.h"

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

static inline void free_all(void) {
    scratch_remove();
    base_pool_free(&pool);
}

/// Compiles a side to reference.so or optimized.so.
static inline void build_side(const char *side, const char *text) {
    char path[64], output[OUTPUT_BYTES];
    snprintf(path, sizeof path, "%s.c", side);
    scratch_write(path, text);
    int status =
        scratch_run(output, sizeof output,
                    "cd %s && cc -O1 -w -fPIC -shared -include kernel.h -o %s.so %s.c 2>&1",
                    scratch_root, side, side);
    cr_assert_eq(status, 0, "%s", output);
}

static inline void prepare(const struct trial *trial) {
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

static inline struct corpus_case *make_case(const struct trial *trial, uint32_t index) {
    struct corpus_case *one = corpus_case_create(subject.kernel);
    trial->fill(one, index);
    // Counts follow from scalars, which fill has set; elements lie where they lie.
    cr_assert(corpus_case_measure(one));
    return one;
}

/// What the framework itself says of the case, so that the reproducer serves true outcomes.
static inline struct diff_outcome judge(const struct corpus_case *one, uint64_t salt) {
    struct diff_executor *executor;
    struct diff_outcome outcome;
    cr_assert(diff_executor_create(&executor, &subject, 0, &diag), "%s", diag.text);
    cr_assert(diff_executor_run(executor, one, salt, true, &outcome, &diag), "%s", diag.text);
    diff_executor_free(executor);
    return outcome;
}

static inline void write_repro(const struct trial *trial, const struct diff_outcome *outcome,
                               const struct corpus_case *one, uint64_t salt) {
    char path[256];
    struct corpus_case *earlier[EARLIER_MAX] = {NULL};
    for (uint32_t i = 0; i < trial->earlier_count; i++)
        earlier[i] = make_case(trial, i);
    snprintf(path, sizeof path, "%s/repro.c", scratch_root);
    FILE *out = fopen(path, "w");
    cr_assert_not_null(out);
    const struct diff_repro_earlier before = {(const struct corpus_case *const *)earlier,
                                              trial->earlier_count, trial->earlier_count};
    diff_repro_write(&subject, 0, one, &before, outcome, salt, reference.specification,
                     optimized.specification, out);
    cr_assert_eq(fclose(out), 0);
    for (uint32_t i = 0; i < trial->earlier_count; i++)
        corpus_case_free(earlier[i]);
}

/// The reproducer must be clean for both compilers; cc's program serves the runs.
static inline void compile_repro(void) {
    char output[OUTPUT_BYTES];
    int status = scratch_run(output, sizeof output,
                             "cd %s && { ! command -v clang >/dev/null || "
                             "clang -Wall -Wextra -Werror -fsyntax-only repro.c; } 2>&1 && "
                             "cc -Wall -Wextra -Werror repro.c 2>&1",
                             scratch_root);
    cr_assert_eq(status, 0, "it does not compile:\n%s", output);
}

static inline struct shown *reproduce_outcome(const struct trial *trial, struct corpus_case *one,
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

static inline struct shown *reproduce(const struct trial *trial, enum diff_class class) {
    prepare(trial);
    struct corpus_case *one = make_case(trial, trial->earlier_count);
    struct diff_outcome outcome = judge(one, 0x1234567890abcdefu);
    cr_assert_eq(outcome.class, class, "the framework calls it %s", diff_class_name(outcome.class));
    return reproduce_outcome(trial, one, &outcome);
}

static inline void expect_text(const char *output, const char *expected) {
    cr_expect_not_null(strstr(output, expected), "no \"%s\" in:\n%s", expected, output);
}

static inline void set_f32(struct corpus_argument *argument, size_t index, float value) {
    memcpy(argument->data + index * sizeof value, &value, sizeof value);
}

static inline void set_u32(struct corpus_argument *argument, size_t index, uint32_t value) {
    memcpy(argument->data + index * sizeof value, &value, sizeof value);
}

#endif
