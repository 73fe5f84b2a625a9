/// Runs the bank of planted bugs and tells how many are found, how fast, and how small they get.
///
///     bank ROOT BUILD OUT [--inputs N | --fuzz N] [OPTION of lockstep diff]…
///
/// By the corpus, or by N executions of the search of `lockstep fuzz`, which has no limit of cases.
/// ROOT is the source tree, BUILD holds the tool and the libraries, OUT receives all findings. The
/// bugs are those of tests/broken/, whose files say beside each bug what must become of it (see
/// tests/broken_test.c), and those of tests/broken/shipped/ in the shipped kernels. Afterwards all
/// correct twins are run, and the shipped kernels themselves, on a tenth of the cases.
/// Exit status: 0 where every bug is found in its class and within its cases and nothing correct is
/// accused, 1 where not, 2 where a run failed.
#include <glob.h>
#include <jansson.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BUGS_MAX = 512,
    TEXT_MAX = 256,
    COMMAND_MAX = 1 << 17,
    DEFAULT_INPUTS = 1000000,
    DEFAULT_FAILURES = 8
};

struct bug {
    char name[TEXT_MAX], header[TEXT_MAX], verdict[32], options[128];
    bool is_shipped, is_run, is_killed, is_class_right, is_in_time, is_ideal;
    bool needs_reference; ///< the reference or the contract is wrong
    unsigned long cases, low, high, first_case, elements;
    char found[32];
};

static struct bug bugs[BUGS_MAX];
static size_t bug_count;
static const char *root, *build, *out;
static char options[1024];
static unsigned long inputs = DEFAULT_INPUTS;
static bool is_search; ///< inputs are executions of a search

static void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("bank: error: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(2);
}

// ---- what the files say -------------------------------------------------------------------------

/// The value of a line `// key: value`; false where the file has none.
static bool read_key(const char *path, const char *key, char *value, size_t capacity) {
    char line[512], start[32];
    FILE *stream = fopen(path, "r");
    if (stream == NULL)
        return false;
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

static bool is_for_this_machine(const char *path) {
    char machine[32];
    if (!read_key(path, "machine", machine, sizeof machine))
        return true;
#if defined(__x86_64__)
    return strcmp(machine, "x86_64") == 0;
#elif defined(__aarch64__)
    return strcmp(machine, "aarch64") == 0;
#else
    return false;
#endif
}

/// Reads the block of one file into the next bug; false where the file has none.
static bool read_bug(const char *path) {
    struct bug *bug = &bugs[bug_count];
    char elements[32] = "any", cases[32] = "0", *end;
    if (bug_count == BUGS_MAX)
        fail("more than %d bugs", BUGS_MAX);
    if (!read_key(path, "expect", bug->verdict, sizeof bug->verdict))
        return false;
    read_key(path, "elements", elements, sizeof elements);
    read_key(path, "options", bug->options, sizeof bug->options);
    if (!read_key(path, "cases", cases, sizeof cases))
        fail("%s: nothing says how many cases it may take", path);
    bug->cases = strtoul(cases, NULL, 10);
    bug->high = ULONG_MAX;
    if (strcmp(elements, "any") != 0) {
        bug->low = bug->high = strtoul(elements, &end, 10);
        if (strncmp(end, "..", 2) == 0)
            bug->high = strtoul(end + 2, NULL, 10);
    }
    bug->is_run = is_for_this_machine(path);
    return true;
}

static void read_foreign(void) {
    static const char *const places[] = {"optimized/%s.c", "reference/%s.c", "reference/%s.h"};
    char pattern[TEXT_MAX];
    glob_t found;
    snprintf(pattern, sizeof pattern, "%s/tests/broken/reference/*.h", root);
    if (glob(pattern, 0, NULL, &found) != 0)
        fail("%s: nothing there", pattern);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct bug *bug = &bugs[bug_count];
        const char *base = strrchr(found.gl_pathv[i], '/') + 1;
        char rest[TEXT_MAX], path[2 * TEXT_MAX];
        snprintf(bug->name, sizeof bug->name, "%.*s", (int)strlen(base) - 2, base);
        snprintf(bug->header, sizeof bug->header, "%s", found.gl_pathv[i]);
        bool is_read = false;
        for (size_t p = 0; p < 3 && !is_read; p++) {
            snprintf(rest, sizeof rest, places[p], bug->name);
            snprintf(path, sizeof path, "%s/tests/broken/%s", root, rest);
            is_read = read_bug(path);
            bug->needs_reference = p == 1;
        }
        if (!is_read)
            fail("nothing says what to expect of %s", bug->name);
        bug_count++;
    }
    globfree(&found);
}

static void read_shipped(void) {
    char pattern[TEXT_MAX];
    glob_t found;
    snprintf(pattern, sizeof pattern, "%s/tests/broken/shipped/*.c", root);
    if (glob(pattern, 0, NULL, &found) != 0)
        fail("%s: nothing there", pattern);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct bug *bug = &bugs[bug_count];
        const char *base = strrchr(found.gl_pathv[i], '/') + 1, *split = strstr(base, "__");
        if (split == NULL || !read_bug(found.gl_pathv[i]))
            fail("%s: no KERNEL__BUG.c that says what to expect", found.gl_pathv[i]);
        snprintf(bug->name, sizeof bug->name, "%.*s", (int)strlen(base) - 2, base);
        snprintf(bug->header, sizeof bug->header, "%s/reference/%.*s.h", root, (int)(split - base),
                 base);
        bug->is_shipped = true;
        bug_count++;
    }
    globfree(&found);
}

// ---- runs ---------------------------------------------------------------------------------------

/// Runs `lockstep diff`, or the search, on what `subject` names and returns its document.
static json_t *run_diff(const char *subject, const char *name, unsigned long cases) {
    static char command[COMMAND_MAX];
    json_error_t error;
    int length =
        snprintf(command, sizeof command, "'%s'/lockstep %s %s --json --%s %lu %s --out '%s'/%s",
                 build, is_search ? "fuzz --budget 1h" : "diff", subject,
                 is_search ? "executions" : "inputs", cases, options, out, name);
    if (length < 0 || (size_t)length >= sizeof command)
        fail("%s: the command is too long", name);
    FILE *stream = popen(command, "r");
    json_t *document = stream != NULL ? json_loadf(stream, 0, &error) : NULL;
    int status = stream != NULL ? pclose(stream) : -1;
    if (document == NULL)
        fail("%s: no report (status %d): %s", name, status, command);
    return document;
}

static const char *text_of(const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

static unsigned long number_of(const json_t *object, const char *key) {
    return (unsigned long)json_integer_value(json_object_get(object, key));
}

static void judge(struct bug *bug, const json_t *variant) {
    const json_t *failures = json_object_get(variant, "failures"), *failure;
    size_t i;
    snprintf(bug->found, sizeof bug->found, "%s", text_of(variant, "verdict"));
    bug->is_killed = strcmp(bug->found, "equal") != 0;
    bug->is_class_right = strcmp(bug->found, bug->verdict) == 0;
    bug->first_case = json_array_size(failures) > 0 ? ULONG_MAX : 0;
    bug->elements = json_array_size(failures) > 0 ? ULONG_MAX : 0;
    json_array_foreach(failures, i, failure) {
        unsigned long index =
            number_of(failure, is_search ? "first_execution" : "first_case_index");
        unsigned long elements = number_of(failure, "elements_after");
        bug->first_case = index < bug->first_case ? index : bug->first_case;
        bug->elements = elements < bug->elements ? elements : bug->elements;
    }
    bug->is_in_time = bug->is_killed && (is_search || bug->first_case < bug->cases);
    bug->is_ideal = bug->is_killed && bug->elements <= bug->high;
}

static unsigned long enough_for(const struct bug *bug) {
    return bug->cases > inputs && !is_search ? bug->cases : inputs;
}

static void run_foreign(struct bug *bug, unsigned failures_max, unsigned long cases) {
    char subject[4096];
    snprintf(subject, sizeof subject,
             "'%s' --reference '%s'/libbroken-reference.so --optimized '%s'/libbroken.so"
             " --max-failures %u %s",
             bug->header, build, build, failures_max, bug->options);
    json_t *document = run_diff(subject, bug->name, cases);
    judge(bug, json_array_get(json_object_get(document, "kernels"), 0));
    json_decref(document);
}

/// All bugs of one shipped kernel, which begin at `first`, in one run; returns how many.
static size_t run_shipped(size_t first) {
    static char subject[COMMAND_MAX / 2];
    const char *split = strstr(bugs[first].name, "__");
    size_t kernel_length = (size_t)(split - bugs[first].name), count = 0;
    unsigned long cases = inputs;
    size_t used = (size_t)snprintf(subject, sizeof subject,
                                   "'%s' --reference '%s'/libreference.so --max-failures 1",
                                   bugs[first].header, build);
    for (; first + count < bug_count && strcmp(bugs[first + count].header, bugs[first].header) == 0;
         count++) {
        const struct bug *bug = &bugs[first + count];
        cases = enough_for(bug) > cases ? enough_for(bug) : cases;
        used += (size_t)snprintf(subject + used, sizeof subject - used,
                                 " --optimized '%s'/libbroken-shipped.so@%%%s", build,
                                 bug->name + kernel_length);
    }
    json_t *document = run_diff(subject, bugs[first].name, cases);
    const json_t *variants = json_object_get(document, "kernels"), *variant;
    for (size_t i = 0; i < count; i++) {
        const char *tail = bugs[first + i].name + kernel_length;
        size_t v;
        json_array_foreach(variants, v, variant) {
            const char *at = strchr(text_of(variant, "variant"), '%');
            if (at != NULL && strcmp(at + 1, tail) == 0)
                judge(&bugs[first + i], variant);
        }
    }
    json_decref(document);
    return count;
}

static void run_bugs(void) {
    for (size_t i = 0; i < bug_count;) {
        size_t count = 1;
        if (bugs[i].is_shipped)
            count = run_shipped(i);
        else if (bugs[i].is_run)
            run_foreign(&bugs[i], 1, enough_for(&bugs[i]));
        // Some bugs show in two classes, of which one failure need not be the one that decides.
        if (bugs[i].is_run && !bugs[i].is_shipped && bugs[i].is_killed && !bugs[i].is_class_right)
            run_foreign(&bugs[i], DEFAULT_FAILURES, is_search ? inputs : bugs[i].cases);
        i += count;
    }
}

/// How many correct kernels of one run are not called equal; `total` grows by all of them.
static size_t count_accused(const char *subject, const char *name, size_t *total) {
    json_t *document = run_diff(subject, name, inputs / 10 > 0 ? inputs / 10 : 1);
    const json_t *kernels = json_object_get(document, "kernels"), *kernel;
    size_t accused = 0, i;
    json_array_foreach(kernels, i, kernel) {
        const char *verdict = text_of(kernel, "verdict");
        if (strcmp(verdict, "equal") == 0)
            continue;
        accused++;
        printf("ACCUSED  %s of %s: %s\n", text_of(kernel, "kernel"), text_of(kernel, "variant"),
               verdict);
    }
    *total += json_array_size(kernels);
    json_decref(document);
    return accused;
}

/// The contracts of the foreign kernels, those repaired where they were what is wrong.
static size_t run_twins(size_t *total) {
    static char right[COMMAND_MAX / 2], wrong[COMMAND_MAX / 2], shipped[4096];
    size_t right_used = 0, wrong_used = 0;
    for (size_t i = 0; i < bug_count; i++) {
        char header[2 * TEXT_MAX];
        if (bugs[i].is_shipped)
            continue;
        int length =
            snprintf(header, sizeof header, "%s/tests/broken/twins/%s.h", root, bugs[i].name);
        if (length < 0 || (size_t)length >= sizeof header)
            fail("%s: the path is too long", bugs[i].name);
        FILE *repaired = fopen(header, "r");
        if (repaired != NULL)
            fclose(repaired);
        char *list = bugs[i].needs_reference ? wrong : right;
        size_t *used = bugs[i].needs_reference ? &wrong_used : &right_used;
        *used += (size_t)snprintf(list + *used, sizeof right - *used, "'%s' ",
                                  repaired != NULL ? header : bugs[i].header);
    }
    snprintf(right + right_used, sizeof right - right_used,
             "--reference '%s'/libbroken-reference.so --optimized '%s'/libbroken-twins.so", build,
             build);
    snprintf(wrong + wrong_used, sizeof wrong - wrong_used,
             "--reference '%s'/libbroken-twins.so --optimized '%s'/libbroken.so", build, build);
    snprintf(shipped, sizeof shipped,
             "'%s'/reference/*.h --reference '%s'/libreference.so $(printf -- '--optimized %%s '"
             " '%s'/liboptimized-*.so)",
             root, build, build);
    size_t accused = count_accused(right, "twins", total);
    accused += count_accused(wrong, "twins-of-references", total);
    return accused + count_accused(shipped, "shipped", total);
}

// ---- the table ----------------------------------------------------------------------------------

static int compare_numbers(const void *a, const void *b) {
    unsigned long left = *(const unsigned long *)a, right = *(const unsigned long *)b;
    return left < right ? -1 : left > right;
}

static void print_bug(const struct bug *bug) {
    char ideal[32] = "any";
    if (bug->high != ULONG_MAX)
        snprintf(ideal, sizeof ideal, bug->low == bug->high ? "%lu" : "%lu..%lu", bug->low,
                 bug->high);
    const char *remark = !bug->is_killed        ? "  MISSED"
                         : !bug->is_class_right ? "  WRONG CLASS"
                         : !bug->is_in_time     ? "  LATE"
                         : !bug->is_ideal       ? "  larger"
                                                : "";
    printf("%-44s %-10s %-10s %8lu %8lu %5lu %6s%s\n", bug->name, bug->verdict, bug->found,
           bug->first_case, bug->cases, bug->elements, ideal, remark);
}

static bool print_table(size_t accused, size_t correct) {
    static unsigned long firsts[BUGS_MAX];
    size_t run = 0, killed = 0, right = 0, timely = 0, ideal = 0, shipped = 0;
    printf("%-44s %-10s %-10s %8s %8s %5s %6s\n", "bug", "expected", "found", "at case", "within",
           "size", "ideal");
    for (size_t i = 0; i < bug_count; i++) {
        const struct bug *bug = &bugs[i];
        if (!bug->is_run)
            continue;
        print_bug(bug);
        firsts[run++] = bug->is_killed ? bug->first_case : ULONG_MAX;
        killed += bug->is_killed;
        right += bug->is_class_right;
        timely += bug->is_in_time;
        ideal += bug->is_ideal;
        shipped += bug->is_shipped;
    }
    qsort(firsts, run, sizeof *firsts, compare_numbers);
    printf("\n%zu bugs run: %zu in shipped kernels, %zu foreign; %zu not for this machine\n", run,
           shipped, run - shipped, bug_count - run);
    double share = run > 0 ? 100.0 / (double)run : 0;
    printf("kill rate       %5.1f %%  (%zu of %zu)\n", (double)killed * share, killed, run);
    printf("class accuracy  %5.1f %%  (%zu of %zu)\n", (double)right * share, right, run);
    printf("within cases    %5.1f %%  (%zu of %zu)\n", (double)timely * share, timely, run);
    printf("shrunk to ideal %5.1f %%  (%zu of %zu)\n", (double)ideal * share, ideal, run);
    printf("median cases to detection: %lu\n", run > 0 ? firsts[run / 2] + 1 : 0);
    printf("correct kernels accused: %zu of %zu\n", accused, correct);
    return run > 0 && killed == run && right == run && timely == run && accused == 0 && correct > 0;
}

int main(int argc, char **argv) {
    if (argc < 4) {
        fputs("usage: bank ROOT BUILD OUT [--inputs N | --fuzz N] [OPTION of lockstep diff]...\n",
              stderr);
        return 2;
    }
    root = argv[1];
    build = argv[2];
    out = argv[3];
    size_t used = 0;
    for (int i = 4; i < argc; i++) {
        bool is_fuzz = strcmp(argv[i], "--fuzz") == 0;
        if ((is_fuzz || strcmp(argv[i], "--inputs") == 0) && i + 1 < argc) {
            is_search = is_fuzz;
            inputs = strtoul(argv[++i], NULL, 10);
            continue;
        }
        used += (size_t)snprintf(options + used, sizeof options - used, "%s ", argv[i]);
        if (used >= sizeof options)
            fail("too many options");
    }
    read_foreign();
    read_shipped();
    run_bugs();
    size_t correct = 0, accused = run_twins(&correct);
    return print_table(accused, correct) ? 0 : 1;
}
