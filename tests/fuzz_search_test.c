#include "base/diag.h"
#include "base/pool.h"
#include "fuzz/score.h"
#include "tests/scratch.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

/// What every call has in common: the needles, which coverage does not find.
#define SEARCH                                                                                     \
    BUILD_DIR "/lockstep fuzz " TESTS_DIR "/needles/needles.h --reference " BUILD_DIR              \
              "/libneedles-reference.so --optimized " BUILD_DIR "/libneedles-planted.so --json "

/// A kernel of the planted bugs instead.
#define SEARCH_BROKEN(kernel)                                                                      \
    BUILD_DIR "/lockstep fuzz " TESTS_DIR "/broken/reference/" kernel ".h --reference " BUILD_DIR  \
              "/libbroken-reference.so --optimized " BUILD_DIR "/libbroken.so --json "

struct search {
    struct base_pool pool;
    const char *folder;
    json_t *document;
    int status;
};

/// Runs a command that searches into FOLDER/NAME, and reads what it printed.
static void run_command(struct search *search, const char *name, const char *words) {
    json_error_t error;
    const char *out = base_pool_format(&search->pool, "%s/%s", search->folder, name);
    const char *command =
        base_pool_format(&search->pool, "%s --out %s > %s.json 2> %s.err", words, out, out, out);
    search->status = WEXITSTATUS(system(command));
    json_decref(search->document);
    search->document = json_load_file(base_pool_format(&search->pool, "%s.json", out), 0, &error);
    cr_assert_not_null(search->document, "%s: %s", command, error.text);
}

static void run_search(struct search *search, const char *name, const char *options) {
    run_command(search, name, base_pool_format(&search->pool, SEARCH "%s", options));
}

static json_t *kernel_at(const struct search *search, size_t index) {
    json_t *kernel = json_array_get(json_object_get(search->document, "kernels"), index);
    cr_assert_not_null(kernel);
    return kernel;
}

static json_int_t number_of(const json_t *object, const char *name) {
    cr_assert(json_is_integer(json_object_get(object, name)), "%s", name);
    return json_integer_value(json_object_get(object, name));
}

static const char *text_of(const json_t *object, const char *name) {
    const char *text = json_string_value(json_object_get(object, name));
    cr_assert_not_null(text, "%s", name);
    return text;
}

static struct search search_begin(void) {
    struct search search = {0};
    scratch_create();
    search.folder = scratch_root;
    return search;
}

static void search_end(struct search *search) {
    json_decref(search->document);
    scratch_remove();
    base_pool_free(&search->pool);
}

static const char *const needles[] = {"faint_sum",   "drifting_sum",  "coarse_cosine",
                                      "blurred_sum", "distant_pairs", "full_counters"};

Test(fuzz_search, every_needle_is_found) {
    struct search search = search_begin();
    for (size_t i = 0; i < sizeof needles / sizeof *needles; i++) {
        run_search(&search, needles[i],
                   base_pool_format(&search.pool,
                                    "--kernel %s --budget 60s --max-failures 1 --jobs 1 --seed 1f",
                                    needles[i]));
        cr_assert_eq(search.status, 1, "%s: status %d", needles[i], search.status);
        json_t *failures = json_object_get(kernel_at(&search, 0), "failures");
        cr_assert_eq(json_array_size(failures), 1, "%s", needles[i]);
        cr_assert_str_eq(text_of(json_array_get(failures, 0), "class"), "differs");
    }
    search_end(&search);
}

/// Bytes of a saved search.
static char *state_of(struct search *search, const char *name, const char *kernel, size_t *length) {
    char *bytes;
    struct base_diag diag;
    const char *path =
        base_pool_format(&search->pool, "%s/%s/%s/search.state", search->folder, name, kernel);
    cr_assert(base_read_file(&search->pool, path, &bytes, length, &diag), "%s", path);
    return bytes;
}

Test(fuzz_search, neither_jobs_nor_an_interruption_change_what_is_searched) {
    struct search search = search_begin();
    size_t lengths[3];
    run_search(&search, "one", "--kernel coarse_cosine --executions 20000 --budget 5m --jobs 1");
    run_search(&search, "three", "--kernel coarse_cosine --executions 20000 --budget 5m --jobs 3");
    run_search(&search, "half", "--kernel coarse_cosine --executions 9000 --budget 5m --jobs 2");
    cr_assert_eq(number_of(kernel_at(&search, 0), "executions"), 9000);
    run_search(&search, "rest",
               base_pool_format(&search.pool,
                                "--kernel coarse_cosine --executions 20000 --budget 5m --jobs 2 "
                                "--resume %s/half",
                                search.folder));
    cr_assert_eq(number_of(kernel_at(&search, 0), "executions"), 11000);
    const char *one = state_of(&search, "one", "coarse_cosine", &lengths[0]);
    const char *three = state_of(&search, "three", "coarse_cosine", &lengths[1]);
    const char *rest = state_of(&search, "rest", "coarse_cosine", &lengths[2]);
    cr_assert_eq(lengths[0], lengths[1]);
    cr_assert_eq(memcmp(one, three, lengths[0]), 0, "jobs changed the search");
    cr_assert_eq(lengths[0], lengths[2]);
    cr_assert_eq(memcmp(one, rest, lengths[0]), 0, "an interruption changed the search");
    search_end(&search);
}

Test(fuzz_search, a_saved_search_of_another_seed_is_refused) {
    struct search search = search_begin();
    run_search(&search, "first", "--kernel faint_sum --executions 100 --seed 1");
    const char *command =
        base_pool_format(&search.pool,
                         SEARCH "--kernel faint_sum --seed 2 --resume %s/first --out %s/x "
                                "> %s/x.json 2>&1",
                         search.folder, search.folder, search.folder);
    cr_assert_eq(WEXITSTATUS(system(command)), 2);
    search_end(&search);
}

Test(fuzz_search, a_kernel_that_crashes_on_every_tenth_case_is_survived) {
    struct search search = search_begin();
    run_search(&search, "crash", "--kernel mixed_bits --executions 4000 --budget 5m --jobs 2");
    json_t *kernel = kernel_at(&search, 0), *failures = json_object_get(kernel, "failures");
    cr_assert_eq(number_of(kernel, "executions"), 4000);
    cr_assert_geq(number_of(kernel, "crashes"), 200);
    cr_assert_eq(json_array_size(failures), 1);
    cr_assert_str_eq(text_of(json_array_get(failures, 0), "class"), "crashed");
    cr_assert_eq(number_of(json_array_get(failures, 0), "count"), number_of(kernel, "crashes"));
    search_end(&search);
}

Test(fuzz_search, a_kernel_that_does_not_return_has_hung) {
    struct search search = search_begin();
    run_command(&search, "hung",
                SEARCH_BROKEN("integer_roots") "--timeout-ms 100 --max-failures 1 --budget 60s");
    json_t *failures = json_object_get(kernel_at(&search, 0), "failures");
    cr_assert_eq(json_array_size(failures), 1);
    cr_assert_str_eq(text_of(json_array_get(failures, 0), "class"), "hung");
    search_end(&search);
}

/// Compiles a reproducer and runs it; its exit status.
static int run_repro(struct search *search, const char *repro) {
    const char *command =
        base_pool_format(&search->pool, "cc %s -o %s/repro && %s/repro > %s/repro.log 2>&1", repro,
                         search->folder, search->folder, search->folder);
    return WEXITSTATUS(system(command));
}

Test(fuzz_search, a_failure_that_needs_earlier_calls_carries_them) {
    struct search search = search_begin();
    run_search(&search, "lent", "--kernel lent_blocks --executions 2000 --budget 5m --jobs 2");
    json_t *failures = json_object_get(kernel_at(&search, 0), "failures");
    cr_assert_eq(search.status, 1);
    cr_assert_eq(json_array_size(failures), 1);
    json_t *failure = json_array_get(failures, 0);
    cr_assert_str_eq(text_of(failure, "class"), "unstable");
    // One call that leaves three blocks, and one that takes four.
    cr_assert_eq(number_of(failure, "earlier_cases"), 1);
    cr_assert_eq(number_of(failure, "elements_after"), 4);
    cr_assert_eq(run_repro(&search, text_of(failure, "repro")), 1);
    const char *path = text_of(failure, "case");
    const char *replay = base_pool_format(&search.pool, BUILD_DIR "/lockstep replay %s > %s/replay",
                                          path, search.folder);
    cr_assert_eq(WEXITSTATUS(system(replay)), 1);
    // As a regression it is found again, behind the case that the file carries.
    const char *again = base_pool_format(
        &search.pool,
        "mkdir -p %s/kept/lent_blocks && cp %s %s/kept/lent_blocks/ && " BUILD_DIR
        "/lockstep diff " TESTS_DIR "/needles/needles.h --kernel lent_blocks --inputs 1 "
        "--reference " BUILD_DIR "/libneedles-reference.so --optimized " BUILD_DIR
        "/libneedles-planted.so --regressions %s/kept --out %s/again > %s/again.txt",
        search.folder, path, search.folder, search.folder, search.folder, search.folder);
    cr_assert_eq(WEXITSTATUS(system(again)), 1);
    search_end(&search);
}

Test(fuzz_score, levels_rise_with_the_ratio_and_the_limit_is_where_rejection_begins) {
    uint32_t before = fuzz_level_of(0);
    cr_assert_eq(before, 0);
    for (double ratio = 0x1p-39; ratio < 0x1p20; ratio *= 1.0625) {
        uint32_t level = fuzz_level_of(ratio);
        cr_assert_geq(level, before);
        cr_assert_eq(level >= FUZZ_LEVEL_LIMIT, ratio > 1, "ratio %g: level %u", ratio, level);
        cr_assert_leq(fuzz_ratio_of(level), ratio, "ratio %g: level %u", ratio, level);
        before = level;
    }
    cr_assert_eq(fuzz_level_of((double)INFINITY), FUZZ_LEVELS - 1);
    cr_assert_lt(fuzz_level_of(1), FUZZ_LEVEL_LIMIT);
    cr_assert_eq(fuzz_level_of(2) - fuzz_level_of(1.0000001), FUZZ_RUNGS);
}

Test(fuzz_score, rungs_rise_with_the_level_and_fill_the_table) {
    cr_assert_eq(fuzz_rung_of(0), 0);
    for (uint32_t level = 1; level < FUZZ_LEVELS; level++) {
        cr_assert_geq(fuzz_rung_of(level), fuzz_rung_of(level - 1));
        cr_assert_lt(fuzz_rung_of(level), FUZZ_FEEDBACK_RUNGS);
        cr_assert_gt(fuzz_rung_of(level), 0);
    }
    // Just below the limit each level has a rung of its own.
    for (uint32_t level = FUZZ_LEVEL_LIMIT - 100; level < FUZZ_LEVEL_LIMIT; level++)
        cr_assert_eq(fuzz_rung_of(level), fuzz_rung_of(level - 1) + 1);
}
