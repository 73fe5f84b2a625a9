/// Proves that the tester can fail. Each kernel in tests/broken/ holds one planted bug, of a kind
/// that real kernels had; beside the bug stands, once, what must become of it:
///
///     // expect: differs          the verdict it must earn
///     // elements: 5              fewest elements that can show it; "4..5", or "any" where the
///                                 failure needs earlier calls and is not minimized
///     // cases: 5000              it must be found within so many
///     // larger: 1                findings of that class that may end with more elements (0)
///     // says: never written      what one description must hold
///     // options: --timeout-ms 9  further options of the run
///     // machine: x86_64          the only machine on which the bug is one
///
/// The block stands in optimized/NAME.c; in reference/NAME.c where the reference is what is wrong;
/// in reference/NAME.h where the contract is, which then trusts a wrong kernel. twins/NAME.c is the
/// right kernel that must not be accused; twins/NAME.h, where there is one, the contract repaired.
#include "tests/scratch.h"

#include <criterion/hooks.h>
#include <criterion/parameterized.h>
#include <ctype.h>
#include <dirent.h>
#include <jansson.h>
#include <limits.h>
#include <sys/utsname.h>
#include <unistd.h>

#define BROKEN  TESTS_DIR "/broken"
#define RESULTS BUILD_DIR "/broken-results"

enum {
    BUGS_MAX = 256,
    /// Cases on which a right kernel must pass, for each of three seeds.
    TWIN_CASES = 10000,
};

struct name {
    char text[64];
};

enum culprit {
    OPTIMIZED_SIDE,
    REFERENCE_SIDE,
    CONTRACT,
};

struct expectation {
    enum culprit culprit;
    char verdict[32], elements[32], says[128], options[128], machine[32];
    unsigned long cases, larger;
    unsigned long elements_low, elements_high; ///< 0..SIZE_MAX for "any"
};

static char output[1 << 20];

// ---- the bugs, found by listing the folder ------------------------------------------------------

static int compare_names(const void *a, const void *b) {
    return strcmp(((const struct name *)a)->text, ((const struct name *)b)->text);
}

static size_t list_bugs(struct name *names) {
    DIR *folder = opendir(BROKEN "/reference");
    cr_assert_not_null(folder, "cannot list %s/reference", BROKEN);
    size_t count = 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        size_t length = strlen(entry->d_name);
        if (length < 3 || strcmp(entry->d_name + length - 2, ".h") != 0)
            continue;
        cr_assert(length - 2 < sizeof names->text && count < BUGS_MAX);
        memcpy(names[count].text, entry->d_name, length - 2);
        names[count++].text[length - 2] = '\0';
    }
    closedir(folder);
    qsort(names, count, sizeof *names, compare_names);
    return count;
}

/// The value of a line `// key: value`; false where the file has none.
static bool read_key(const char *path, const char *key, char *value, size_t capacity) {
    char line[256], start[64];
    FILE *stream = fopen(path, "r");
    cr_assert_not_null(stream, "cannot read %s", path);
    size_t length = (size_t)snprintf(start, sizeof start, "// %s: ", key);
    bool is_found = false;
    while (!is_found && fgets(line, sizeof line, stream) != NULL) {
        is_found = strncmp(line, start, length) == 0;
        line[strcspn(line, "\n")] = '\0';
        if (is_found)
            snprintf(value, capacity, "%s", line + length);
    }
    fclose(stream);
    return is_found;
}

static unsigned long read_count(const char *path, const char *key, unsigned long otherwise) {
    char text[32], *end;
    if (!read_key(path, key, text, sizeof text))
        return otherwise;
    unsigned long count = strtoul(text, &end, 10);
    cr_assert(isdigit((unsigned char)text[0]) && *end == '\0', "%s: %s: %s", path, key, text);
    return count;
}

static void read_elements(struct expectation *expected, const char *path) {
    char *end;
    expected->elements_high = ULONG_MAX;
    bool is_given = read_key(path, "elements", expected->elements, sizeof expected->elements);
    cr_assert_neq(is_given, expected->culprit == CONTRACT, "%s: elements", path);
    if (!is_given || strcmp(expected->elements, "any") == 0)
        return;
    expected->elements_low = expected->elements_high = strtoul(expected->elements, &end, 10);
    if (strncmp(end, "..", 2) == 0)
        expected->elements_high = strtoul(end + 2, &end, 10);
    cr_assert(isdigit((unsigned char)expected->elements[0]) && *end == '\0', "%s: elements: %s",
              path, expected->elements);
}

/// Reads the block beside the bug; there must be exactly one.
static struct expectation read_expectation(const char *name) {
    static const char *const patterns[] = {
        [OPTIMIZED_SIDE] = BROKEN "/optimized/%s.c",
        [REFERENCE_SIDE] = BROKEN "/reference/%s.c",
        [CONTRACT] = BROKEN "/reference/%s.h",
    };
    struct expectation expected = {0};
    char path[512], found[512] = "";
    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof path, patterns[i], name);
        if (!read_key(path, "expect", expected.verdict, sizeof expected.verdict))
            continue;
        cr_assert_str_empty(found, "%s and %s both say what to expect", found, path);
        snprintf(found, sizeof found, "%s", path);
        expected.culprit = (enum culprit)i;
    }
    cr_assert_str_not_empty(found, "nothing says what to expect of %s", name);
    read_elements(&expected, found);
    expected.cases = read_count(found, "cases", 0);
    cr_assert_gt(expected.cases, 0, "%s: cases", found);
    expected.larger = read_count(found, "larger", 0);
    read_key(found, "says", expected.says, sizeof expected.says);
    read_key(found, "options", expected.options, sizeof expected.options);
    read_key(found, "machine", expected.machine, sizeof expected.machine);
    return expected;
}

// ---- one bug ------------------------------------------------------------------------------------

/// What is known of a bug when its test ends; kept in a file, since each test is a process.
struct result {
    bool is_killed, is_class_right, is_ideal;
    unsigned long findings, ideal_findings;
};

static void keep_result(const char *name, const struct result *result) {
    char path[512];
    snprintf(path, sizeof path, RESULTS "/%s", name);
    FILE *stream = fopen(path, "w");
    cr_assert_not_null(stream, "cannot write %s", path);
    fprintf(stream, "%d %d %d %lu %lu\n", result->is_killed, result->is_class_right,
            result->is_ideal, result->findings, result->ideal_findings);
    cr_assert_eq(fclose(stream), 0);
}

/// Runs `lockstep diff --json` and returns the document; `headers` and `options` are words of a
/// shell command.
static json_t *run_diff(const char *headers, const char *reference, const char *optimized,
                        const char *options, int status) {
    int found = scratch_run(output, sizeof output,
                            BUILD_DIR "/lockstep diff %s --reference " BUILD_DIR "/%s.so"
                                      " --optimized " BUILD_DIR "/%s.so %s --json --out %s/out"
                                      " 2>%s/errors",
                            headers, reference, optimized, options, scratch_root, scratch_root);
    json_error_t error;
    json_t *document = json_loads(output, 0, &error);
    if (document == NULL || found != status) {
        char said[2048];
        scratch_run(said, sizeof said, "cat %s/errors", scratch_root);
        cr_assert_fail("exit status %d where %d was due: %s%s", found, status, output, said);
    }
    return document;
}

static const char *text_of(const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

/// The case must fail again when replayed, the C file when it was compiled alone.
static void check_evidence(const json_t *failure, const char *verdict) {
    const char *saved = text_of(failure, "case"), *repro = text_of(failure, "repro");
    cr_expect_eq(access(saved, R_OK), 0, "there is no %s", saved);
    cr_expect_eq(access(repro, R_OK), 0, "there is no %s", repro);
    int status = scratch_run(output, sizeof output, BUILD_DIR "/lockstep replay %s 2>&1", saved);
    cr_expect_eq(status, 1, "replay of %s ends with %d: %s", saved, status, output);
    cr_expect(strstr(output, verdict), "replay does not say %s: %s", verdict, output);
    status = scratch_run(output, sizeof output, "cc -o %s/repro %s 2>&1 && %s/repro 2>&1",
                         scratch_root, repro, scratch_root);
    cr_expect_eq(status, 1, "%s ends with %d: %s", repro, status, output);
}

static void check_failure(const struct expectation *expected, const json_t *failure,
                          struct result *result) {
    unsigned long elements =
        (unsigned long)json_integer_value(json_object_get(failure, "elements_after"));
    cr_expect(elements >= expected->elements_low,
              "%s shows with %lu elements: then elements: %s is not the fewest",
              text_of(failure, "description"), elements, expected->elements);
    bool is_ideal = elements <= expected->elements_high;
    result->findings++;
    result->ideal_findings += is_ideal;
    result->is_ideal |= is_ideal;
    check_evidence(failure, expected->verdict);
}

/// A contract that trusts a wrong kernel is mistrusted; repaired, it convicts that same kernel.
static void check_repaired(const char *name, unsigned long cases) {
    char header[512], options[64];
    snprintf(header, sizeof header, BROKEN "/twins/%s.h", name);
    snprintf(options, sizeof options, "--jobs 1 --inputs %lu", cases);
    json_t *document = run_diff(header, "libbroken-reference", "libbroken", options, 1);
    const json_t *kernel = json_array_get(json_object_get(document, "kernels"), 0);
    cr_expect_str_eq(text_of(kernel, "verdict"), "differs", "%s: %s", name, output);
    json_decref(document);
}

static void check_bug(const char *name, const struct expectation *expected, struct result *result) {
    char header[512], options[256];
    snprintf(header, sizeof header, BROKEN "/reference/%s.h", name);
    snprintf(options, sizeof options, "--jobs 1 --inputs %lu %s", expected->cases,
             expected->options);
    json_t *document = run_diff(header, "libbroken-reference", "libbroken", options, 1);
    const json_t *kernel = json_array_get(json_object_get(document, "kernels"), 0);
    const char *verdict = text_of(kernel, "verdict");
    const json_t *failures = json_object_get(kernel, "failures"), *failure;
    bool is_said = strstr(text_of(kernel, "mistrust"), expected->says) != NULL;
    size_t i;
    result->is_killed = strcmp(verdict, "equal") != 0;
    result->is_class_right = strcmp(verdict, expected->verdict) == 0;
    cr_expect_str_eq(verdict, expected->verdict, "%s: %s", name, output);
    json_array_foreach(failures, i, failure) {
        is_said |= strstr(text_of(failure, "description"), expected->says) != NULL;
        if (strcmp(text_of(failure, "class"), expected->verdict) == 0)
            check_failure(expected, failure, result);
    }
    cr_expect(is_said, "%s: nothing says \"%s\"", name, expected->says);
    if (expected->culprit == CONTRACT) {
        cr_expect_eq(json_array_size(failures), 0);
        check_repaired(name, expected->cases);
        result->is_ideal = true;
    }
    cr_expect(result->is_ideal, "%s: no finding has elements: %s", name, expected->elements);
    cr_expect_leq(result->findings - result->ideal_findings, expected->larger,
                  "%s: %lu of %lu findings have more than elements: %s", name,
                  result->findings - result->ideal_findings, result->findings, expected->elements);
    json_decref(document);
}

TestSuite(broken, .init = scratch_create, .fini = scratch_remove);

ParameterizedTestParameters(broken, bug_is_caught) {
    struct name *names = cr_malloc(BUGS_MAX * sizeof *names);
    return cr_make_param_array(struct name, names, list_bugs(names));
}

ParameterizedTest(struct name *name, broken, bug_is_caught) {
    struct expectation expected = read_expectation(name->text);
    struct utsname machine;
    uname(&machine);
    if (expected.machine[0] != '\0' && strcmp(expected.machine, machine.machine) != 0)
        cr_skip_test("%s is a bug on %s only", name->text, expected.machine);
    struct result result = {0};
    keep_result(name->text, &result);
    check_bug(name->text, &expected, &result);
    keep_result(name->text, &result);
}

// ---- the twins ----------------------------------------------------------------------------------

/// Writes the contracts of all bugs of one kind into a file of the scratch folder.
static void write_headers(bool is_reference_wrong, const char *file) {
    static char headers[BUGS_MAX * 512];
    struct name names[BUGS_MAX];
    size_t count = list_bugs(names), used = 0;
    headers[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        struct expectation expected = read_expectation(names[i].text);
        if ((expected.culprit == REFERENCE_SIDE) != is_reference_wrong)
            continue;
        const char *folder = expected.culprit == CONTRACT ? "twins" : "reference";
        used += (size_t)snprintf(headers + used, sizeof headers - used, BROKEN "/%s/%s.h ", folder,
                                 names[i].text);
        cr_assert_lt(used, sizeof headers);
    }
    scratch_write(file, headers);
}

static void expect_equal(const json_t *document) {
    const json_t *kernels = json_object_get(document, "kernels"), *kernel;
    size_t i;
    cr_expect_gt(json_array_size(kernels), 0);
    json_array_foreach(kernels, i, kernel) {
        char *text = json_dumps(kernel, JSON_INDENT(2));
        cr_expect_str_eq(text_of(kernel, "verdict"), "equal", "%s", text);
        free(text);
    }
}

ParameterizedTestParameters(broken, twins_are_equal) {
    static struct name seeds[] = {{"1"}, {"5eed"}, {"fedcba9876543210"}};
    return cr_make_param_array(struct name, seeds, sizeof seeds / sizeof *seeds);
}

ParameterizedTest(struct name *seed, broken, twins_are_equal) {
    char options[128], headers[128];
    snprintf(options, sizeof options, "--jobs 1 --inputs %d --seed %s", TWIN_CASES, seed->text);
    write_headers(false, "headers");
    snprintf(headers, sizeof headers, "$(cat %s/headers)", scratch_root);
    json_t *document = run_diff(headers, "libbroken-reference", "libbroken-twins", options, 0);
    expect_equal(document);
    json_decref(document);
    // Where the reference is what is wrong, the twin is the reference as it should be.
    write_headers(true, "headers");
    document = run_diff(headers, "libbroken-twins", "libbroken", options, 0);
    expect_equal(document);
    json_decref(document);
}

// ---- the kill rate ------------------------------------------------------------------------------

/// Clears what an earlier run left. The runner's own process calls it, before all tests.
ReportHook(PRE_ALL)(struct criterion_test_set *tests) {
    struct name names[BUGS_MAX];
    char path[512];
    (void)tests;
    mkdir(RESULTS, 0777);
    for (size_t i = list_bugs(names); i-- > 0;) {
        snprintf(path, sizeof path, RESULTS "/%s", names[i].text);
        unlink(path);
    }
}

ReportHook(POST_ALL)(struct criterion_global_stats *stats) {
    struct name names[BUGS_MAX];
    size_t count = list_bugs(names), run = 0, killed = 0, right = 0, ideal = 0;
    unsigned long findings = 0, ideal_findings = 0;
    (void)stats;
    for (size_t i = 0; i < count; i++) {
        char path[512];
        int is_killed, is_right, is_ideal;
        unsigned long some, some_ideal;
        snprintf(path, sizeof path, RESULTS "/%s", names[i].text);
        FILE *stream = fopen(path, "r");
        if (stream == NULL)
            continue;
        if (fscanf(stream, "%d %d %d %lu %lu", &is_killed, &is_right, &is_ideal, &some,
                   &some_ideal) == 5) {
            run++;
            killed += is_killed != 0;
            right += is_right != 0;
            ideal += is_ideal != 0;
            findings += some;
            ideal_findings += some_ideal;
        }
        fclose(stream);
    }
    printf("broken: %zu of %zu bugs killed, class right %zu of %zu, shrunk to the ideal %zu of %zu "
           "(%lu of %lu findings); %zu not for this machine or not asked for\n",
           killed, run, right, run, ideal, run, ideal_findings, findings, count - run);
}
