/// One signature may have two causes: what an input does, and what the calls before it did. Both
/// are reported, whichever comes first, and the same ones by any number of workers and shards.
#include "tests/scratch.h"

#include <jansson.h>

static char output[1 << 18];

#define RUN(...) scratch_run(output, sizeof output, __VA_ARGS__)

#define PLANTED                                                                                    \
    TESTS_DIR "/broken/reference/settled_sum.h --reference " BUILD_DIR "/libbroken-reference.so "

TestSuite(witness, .init = scratch_create, .fini = scratch_remove);

static const char *text_of(const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

/// The findings of a run of the library, in the order of their first cases.
static json_t *findings_of(const char *library, unsigned inputs) {
    int status = RUN(BUILD_DIR "/lockstep diff " PLANTED "--optimized %s --inputs %u --json --out "
                               "%s/out 2>%s/errors",
                     library, inputs, scratch_root, scratch_root);
    cr_assert_eq(status, 1, "%s", output);
    json_t *document = json_loads(output, 0, NULL);
    cr_assert_not_null(document, "%s", output);
    json_t *kernel = json_array_get(json_object_get(document, "kernels"), 0);
    json_t *findings = json_incref(json_object_get(kernel, "failures"));
    json_decref(document);
    return findings;
}

static const json_t *first_of_class(const json_t *findings, const char *class) {
    const json_t *finding;
    size_t i;
    json_array_foreach(findings, i, finding) {
        if (strcmp(text_of(finding, "class"), class) == 0 &&
            strstr(text_of(finding, "description"), "another integer") != NULL)
            return finding;
    }
    cr_assert_fail("nothing %s: %s", class, output);
    return NULL;
}

static long long number_of(const json_t *object, const char *key) {
    return (long long)json_integer_value(json_object_get(object, key));
}

/// What comes of age must have run behind as many cases as it takes, and more or less no more: each
/// repeated case is another call.
static void check_aged(const json_t *finding, long long calls) {
    long long last = number_of(finding, "first_case_index");
    long long first = number_of(finding, "after_case_index");
    cr_expect(first >= 0 && last - first < calls && last - first > calls / 2, "%lld..%lld: %s",
              first, last, output);
    int status = RUN("cc -o %s/repro %s 2>&1 && %s/repro 2>&1", scratch_root,
                     text_of(finding, "repro"), scratch_root);
    cr_expect(status == 1 && strstr(output, "depends on earlier calls"), "%s", output);
}

Test(witness, age_does_not_hide_behind_an_ordinary_failure) {
    json_t *findings = findings_of(BUILD_DIR "/libbroken.so", 100000);
    const json_t *ordinary = first_of_class(findings, "differs");
    const json_t *aged = first_of_class(findings, "unstable");
    cr_expect_eq(number_of(ordinary, "elements_after"), 1, "%s", output);
    cr_expect_lt(number_of(ordinary, "first_case_index"), 2000, "%s", output);
    cr_expect(json_is_true(json_object_get(aged, "count_is_least")), "%s", output);
    check_aged(aged, 3000);
    json_decref(findings);
}

/// The other way round: what comes of age fails first and nearly always, the ordinary failure on a
/// few inputs only.
Test(witness, an_ordinary_failure_does_not_hide_behind_age) {
    char library[512];
    scratch_write("sum.c", "#include <stddef.h>\n#include <stdint.h>\n"
                           "uint32_t settled_sum(size_t n, const uint32_t *words) {\n"
                           "    static uint32_t calls;\n    uint32_t sum = 0;\n"
                           "    for (size_t i = 0; i < n; i++) sum += words[i];\n"
                           "    return sum + (calls++ >= 1000) + (n == 333); }\n");
    cr_assert_eq(
        RUN("cc -O2 -shared -fPIC %s/sum.c -o %s/libsum.so 2>&1", scratch_root, scratch_root), 0,
        "%s", output);
    snprintf(library, sizeof library, "%s/libsum.so", scratch_root);
    json_t *findings = findings_of(library, 200000);
    cr_expect_eq(number_of(first_of_class(findings, "differs"), "elements_after"), 333, "%s",
                 output);
    check_aged(first_of_class(findings, "unstable"), 1000);
    json_decref(findings);
}

Test(witness, jobs_and_shards_report_the_same_findings) {
    cr_assert_eq(RUN("cd %s; run() { " BUILD_DIR "/lockstep diff " PLANTED "--optimized " BUILD_DIR
                     "/libbroken.so --inputs 100000 --out o \"$@\" >/dev/null 2>&1; "
                     "test $? = 1 || exit 9; }; "
                     "run --jobs 1; " BUILD_DIR "/lockstep report o --json > 1; rm -r o; "
                     "run --jobs 3; " BUILD_DIR "/lockstep report o --json > 2; rm -r o; "
                     "for i in 1 2 3; do run --shard $i/3 --out s$i; done; " BUILD_DIR
                     "/lockstep report s1 s2 s3 --out o --json > 3; grep -c count_is_least 1; "
                     "cmp 1 2 && cmp 1 3",
                     scratch_root),
                 0, "%s", output);
    cr_expect_str_neq(output, "0\n", "%s", output);
}
