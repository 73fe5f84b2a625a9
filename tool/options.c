#include "tool/options.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct description {
    enum tool_option option;
    const char *name;
    const char *value; ///< what the value is called in the help; NULL: takes none
    const char *help;
};

static const struct description descriptions[] = {
    {TOOL_REFERENCE, "reference", "LIB",
     "shared library with the reference; LIB may be PATH@PATTERN,\n"
     "where % stands for the kernel's name (k.so@ref_%)"},
    {TOOL_OPTIMIZED, "optimized", "LIB", "one variant to test against it; repeatable"},
    {TOOL_KERNEL, "kernel", "NAME", "only this kernel of the headers; repeatable"},
    {TOOL_HEADER, "header", "HEADER", "the contract, where the case does not name it"},
    {TOOL_SEED, "seed", "HEX", "seed of the corpus (default 0)"},
    {TOOL_INPUTS, "inputs", "N", "cases per kernel (default 1000000)"},
    {TOOL_SHARD, "shard", "I/N", "run only part I of N (I counts from 1); merge with `report`"},
    {TOOL_EXHAUSTIVE, "exhaustive", NULL,
     "every bit pattern of the kernel's one free 32-bit value"},
    {TOOL_ENTRY_STATE, "entry-state", "LIST",
     "floating-point states to call in, of default,ftz,up,\n"
     "down,zero (default: default)"},
    {TOOL_TOLERANCE, "tolerance", "T", "tolerance of a bare `near` (default 1e-6)"},
    {TOOL_MAX_FAILURES, "max-failures", "K", "stop a kernel after K distinct failures (default 8)"},
    {TOOL_TIMEOUT, "timeout-ms", "T", "time for one call (default 1000)"},
    {TOOL_REGRESSIONS, "regressions", "DIR",
     "folder of past failures, DIR/KERNEL/*.case (default:\n"
     "corpus/regressions beside the header's folder)"},
    {TOOL_JOBS, "jobs", "N", "worker processes (default: the processors at hand)"},
    {TOOL_OUT, "out", "DIR", "folder for findings and results (default lockstep-out)"},
    {TOOL_JSON, "json", NULL, "print one JSON document on stdout"},
    {TOOL_JUNIT, "junit", "FILE", "write a JUnit XML file as well"},
    {TOOL_REVISION, "revision", "NAME",
     "what the source is called now; adds the results to\nOUT/history.jsonl under that name"},
    {TOOL_HTML, "html", "FILE", "where the page goes (default: OUT/report.html)"},
    {TOOL_AGAINST, "against", "OLD",
     "an older build of the optimized library, or the folder that\n"
     "has it: alarm where the new one is more than 10 % slower"},
    {TOOL_BEST, "best", "LIB",
     "the compiler's best build of the reference, for a second\n"
     "ratio (default: libreference-best.so beside this program)"},
    {TOOL_SUITE, "suite", NULL, "the benchmarks of the memory engine, by name"},
    {TOOL_SUITE, "quick", NULL, "measure a third as long, for wider intervals"},
    {TOOL_CLASS, "class", "LIST",
     "inputs to time, of usual,unaligned,cold,subnormal\n(default: usual)"},
    {TOOL_SAVE_BASELINE, "save-baseline", "NAME", "keep the results as OUT/baselines/NAME.json"},
    {TOOL_BASELINE, "baseline", "NAME", "compare with results kept before"},
    {TOOL_VARIANCE, "variance", "N",
     "run N times; fail where CPU time varies by 5 % or more,\n"
     "and so does the time in units of reading the arrays"},
    {TOOL_GITHUB, "github", NULL, "print annotations; append to $GITHUB_STEP_SUMMARY"},
    {TOOL_ENGINE, "engine", "NAME",
     "search (default: needs nothing but the libraries),\n"
     "libfuzzer or afl (need the targets of `cmake --preset fuzz`)"},
    {TOOL_BUDGET, "budget", "TIME",
     "time for all kernels together, 90s, 5m or 2h (default:\n60s of fuzz; 200s of gate; of diff, "
     "what --inputs takes)"},
    {TOOL_EXECUTIONS, "executions", "N",
     "end each kernel's search after N executions, if the time\nsuffices: the same N finds the "
     "same"},
    {TOOL_RESUME, "resume", "DIR", "go on from the search that DIR holds"},
    {TOOL_COST, "without", "LIST",
     "checks to leave out, to see what only they find;\n"
     "docs/detection.md lists them"},
    {TOOL_COST, "cost", NULL, "measure instead: the time of a whole run against that of its calls"},
};

enum { DESCRIPTION_COUNT = sizeof descriptions / sizeof *descriptions };

void tool_options_help(uint32_t allowed, FILE *out) {
    for (size_t i = 0; i < DESCRIPTION_COUNT; i++) {
        const struct description *option = &descriptions[i];
        char name[64];
        if ((allowed & option->option) == 0)
            continue;
        snprintf(name, sizeof name, "--%s%s%s", option->name, option->value != NULL ? " " : "",
                 option->value != NULL ? option->value : "");
        fprintf(out, "  %-20s ", name);
        for (const char *at = option->help; *at != '\0'; at++) {
            fputc(*at, out);
            if (*at == '\n')
                fprintf(out, "%23s", "");
        }
        fputc('\n', out);
    }
    fprintf(out, "  %-20s this text\n", "--help");
}

static bool parse_count(const char *name, const char *text, uint64_t minimum, uint64_t maximum,
                        uint64_t *value, struct base_diag *diag) {
    char *end;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    if (!isdigit((unsigned char)text[0]) || *end != '\0' || errno != 0 || number < minimum ||
        number > maximum)
        return base_fail(diag, "--%s %s: must be a whole number from %llu to %llu", name, text,
                         (unsigned long long)minimum, (unsigned long long)maximum);
    *value = number;
    return true;
}

static bool parse_small(const char *name, const char *text, uint32_t minimum, uint32_t maximum,
                        uint32_t *value, struct base_diag *diag) {
    uint64_t number;
    bool ok = parse_count(name, text, minimum, maximum, &number, diag);
    if (ok)
        *value = (uint32_t)number;
    return ok;
}

static bool parse_seed(struct tool_options *options, const char *text, struct base_diag *diag) {
    const char *digits = strncmp(text, "0x", 2) == 0 ? text + 2 : text;
    char *end;
    errno = 0;
    options->request.options.seed = strtoull(digits, &end, 16);
    if (!isxdigit((unsigned char)digits[0]) || *end != '\0' || errno != 0 || strlen(digits) > 16)
        return base_fail(diag, "--seed %s: must be 1 to 16 hexadecimal digits", text);
    options->has_seed = true;
    return true;
}

static bool parse_shard(struct tool_options *options, const char *text, struct base_diag *diag) {
    unsigned index = 0, count = 0;
    char rest;
    bool is_form = isdigit((unsigned char)text[0]) && strlen(text) < 16 &&
                   sscanf(text, "%u/%u%c", &index, &count, &rest) == 2;
    if (!is_form || index < 1 || count < 1 || index > count)
        return base_fail(diag, "--shard %s: must be I/N with 1 <= I <= N, for instance 1/2 and 2/2",
                         text);
    options->request.options.shard_index = index;
    options->request.options.shard_count = count;
    return true;
}

static bool parse_budget(struct tool_options *options, const char *text, struct base_diag *diag) {
    static const struct {
        const char *unit;
        uint64_t ms;
    } units[] = {{"s", 1000}, {"m", 60 * 1000}, {"h", 3600 * 1000}, {"", 1000}};
    char *end;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        bool is_time = isdigit((unsigned char)text[0]) && errno == 0 && number > 0 &&
                       number < 100000000 && strcmp(end, units[i].unit) == 0;
        if (!is_time)
            continue;
        options->request.options.budget_ms = number * units[i].ms;
        return true;
    }
    return base_fail(diag, "--budget %s: must be a time above 0, like 90s, 5m or 2h", text);
}

static bool parse_tolerance(struct tool_options *options, const char *text,
                            struct base_diag *diag) {
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || !isfinite(value) || value < 0)
        return base_fail(diag, "--tolerance %s: must be a finite number of at least 0", text);
    options->request.options.near_tolerance = value;
    return true;
}

static bool parse_entry_states(struct tool_options *options, const char *text,
                               struct base_pool *pool, struct base_diag *diag) {
    options->request.options.entry_states = 0;
    char *list = base_pool_copy(pool, text, strlen(text)), *rest = NULL;
    for (char *word = strtok_r(list, ",", &rest); word != NULL; word = strtok_r(NULL, ",", &rest)) {
        enum diff_entry_state state;
        if (!diff_entry_state_parse(word, &state))
            return base_fail(diag,
                             "--entry-state %s: no state is called \"%s\"; there are default, "
                             "ftz, up, down, zero",
                             text, word);
        options->request.options.entry_states |= 1u << state;
    }
    if (options->request.options.entry_states == 0)
        return base_fail(diag, "--entry-state: names no state");
    return true;
}

static bool parse_without(struct tool_options *options, const char *text, struct base_pool *pool,
                          struct base_diag *diag) {
    const char *names[DIFF_CHECKS];
    for (unsigned i = 0; i < DIFF_CHECKS; i++)
        names[i] = diff_check_name((enum diff_check)i);
    char *list = base_pool_copy(pool, text, strlen(text)), *rest = NULL;
    for (char *word = strtok_r(list, ",", &rest); word != NULL; word = strtok_r(NULL, ",", &rest)) {
        enum diff_check check;
        if (diff_check_parse(word, &check)) {
            options->request.options.without |= 1u << check;
            continue;
        }
        const char *nearest = base_nearest(word, names, DIFF_CHECKS);
        return base_fail(diag, "--without %s: no check is called \"%s\"%s%s%s", text, word,
                         nearest != NULL ? "; did you mean \"" : "; docs/detection.md lists them",
                         nearest != NULL ? nearest : "", nearest != NULL ? "\"?" : "");
    }
    if (options->request.options.without == 0)
        return base_fail(diag, "--without: names no check");
    return true;
}

static bool add_text(const char **list, uint32_t *count, uint32_t maximum, const char *text,
                     const char *name, struct base_diag *diag) {
    if (*count == maximum)
        return base_fail(diag, "--%s: at most %u may be given", name, maximum);
    list[(*count)++] = text;
    return true;
}

/// The options of bench and gate alone.
static bool take_timing_option(struct tool_options *options, const struct description *option,
                               const char *text, struct base_diag *diag) {
    if (option->option == TOOL_AGAINST)
        options->against = text;
    else if (option->option == TOOL_BEST)
        options->best = text;
    else if (option->option == TOOL_CLASS)
        options->classes = text;
    else if (option->option == TOOL_SAVE_BASELINE)
        options->save_baseline = text;
    else if (option->option == TOOL_BASELINE)
        options->baseline = text;
    else if (option->option == TOOL_SUITE)
        *(strcmp(option->name, "quick") == 0 ? &options->is_quick : &options->is_suite) = true;
    else if (option->option == TOOL_GITHUB)
        options->is_github = true;
    else if (option->option == TOOL_VARIANCE)
        return parse_small(option->name, text, 2, 1000, &options->variance_runs, diag);
    else
        base_check(false);
    return true;
}

static void take_flag(struct tool_options *options, enum tool_option option) {
    options->request.options.is_exhaustive |= option == TOOL_EXHAUSTIVE;
    options->is_json |= option == TOOL_JSON;
    options->measures_cost |= option == TOOL_COST;
}

static bool take_option(struct tool_options *options, const struct description *option,
                        const char *text, struct base_pool *pool, struct base_diag *diag) {
    struct diff_options *diff = &options->request.options;
    switch (option->option) {
    case TOOL_REFERENCE:
        options->request.reference = text;
        return true;
    case TOOL_OPTIMIZED:
        return add_text(options->request.optimized, &options->request.optimized_count,
                        DIFF_VARIANTS_MAX, text, option->name, diag);
    case TOOL_KERNEL:
        return add_text(options->request.kernels, &options->request.kernel_count, DIFF_KERNELS_MAX,
                        text, option->name, diag);
    case TOOL_HEADER:
        options->header = text;
        return true;
    case TOOL_SEED:
        return parse_seed(options, text, diag);
    case TOOL_SHARD:
        return parse_shard(options, text, diag);
    case TOOL_TOLERANCE:
        return parse_tolerance(options, text, diag);
    case TOOL_ENTRY_STATE:
        return parse_entry_states(options, text, pool, diag);
    case TOOL_INPUTS:
        return parse_count(option->name, text, 1, INT64_MAX / 2, &diff->inputs, diag);
    case TOOL_JOBS:
        return parse_small(option->name, text, 1, 1024, &diff->jobs, diag);
    case TOOL_MAX_FAILURES:
        return parse_small(option->name, text, 1, 1000, &diff->failures_max, diag);
    case TOOL_TIMEOUT:
        return parse_small(option->name, text, 1, 3600 * 1000, &diff->timeout_ms, diag);
    case TOOL_REGRESSIONS:
        diff->regressions = text;
        return true;
    case TOOL_OUT:
        diff->out = text;
        options->has_out = true;
        return true;
    case TOOL_JUNIT:
        options->junit = text;
        return true;
    case TOOL_REVISION:
        options->revision = text;
        return true;
    case TOOL_HTML:
        options->html = text;
        return true;
    case TOOL_EXHAUSTIVE:
    case TOOL_JSON:
    case TOOL_COST:
        if (text != NULL)
            return parse_without(options, text, pool, diag);
        take_flag(options, option->option);
        return true;
    case TOOL_ENGINE:
        options->engine = text;
        return true;
    case TOOL_BUDGET:
        return parse_budget(options, text, diag);
    case TOOL_EXECUTIONS:
        return parse_count(option->name, text, 1, INT64_MAX / 2, &options->executions, diag);
    case TOOL_RESUME:
        options->resume = text;
        return true;
    default:
        return take_timing_option(options, option, text, diag);
    }
}

static const struct description *find_option(const char *word, size_t length) {
    for (size_t i = 0; i < DESCRIPTION_COUNT; i++)
        if (strlen(descriptions[i].name) == length &&
            strncmp(descriptions[i].name, word, length) == 0)
            return &descriptions[i];
    return NULL;
}

static bool reject_option(const char *word, size_t length, uint32_t allowed, struct base_pool *pool,
                          struct base_diag *diag) {
    const char *names[DESCRIPTION_COUNT + 1] = {"help"};
    size_t count = 1;
    for (size_t i = 0; i < DESCRIPTION_COUNT; i++)
        if ((allowed & descriptions[i].option) != 0)
            names[count++] = descriptions[i].name;
    const char *name = base_pool_copy(pool, word, length);
    const char *nearest = base_nearest(name, names, count);
    if (find_option(word, length) != NULL)
        return base_fail(diag, "--%s is not for this verb; see its --help", name);
    if (nearest != NULL)
        return base_fail(diag, "unknown option --%s; did you mean --%s?", name, nearest);
    return base_fail(diag, "unknown option --%s; see --help", name);
}

/// One `--name`, `--name=value` or `--name value`; moves `*at` behind it.
static bool parse_option(struct tool_options *options, uint32_t allowed, int count, char **words,
                         int *at, struct base_pool *pool, struct base_diag *diag) {
    const char *word = words[*at] + 2, *equals = strchr(word, '=');
    size_t length = equals != NULL ? (size_t)(equals - word) : strlen(word);
    const struct description *option = find_option(word, length);
    if (option == NULL || (allowed & option->option) == 0)
        return reject_option(word, length, allowed, pool, diag);
    *at += 1;
    if (option->value == NULL && equals != NULL)
        return base_fail(diag, "--%s takes no value", option->name);
    const char *value = equals != NULL ? equals + 1 : NULL;
    if (option->value != NULL && value == NULL) {
        if (*at == count)
            return base_fail(diag, "--%s needs a value: %s", option->name, option->value);
        value = words[(*at)++];
    }
    if (value != NULL && value[0] == '\0')
        return base_fail(diag, "--%s: the value is empty", option->name);
    options->given |= (uint32_t)option->option;
    return take_option(options, option, value, pool, diag);
}

bool tool_options_set(struct tool_options *options, enum tool_option option, const char *text,
                      struct base_pool *pool, struct base_diag *diag) {
    size_t i = 0;
    while (descriptions[i].option != option)
        i++;
    return take_option(options, &descriptions[i], text, pool, diag);
}

bool tool_options_parse(struct tool_options *options, uint32_t allowed, int count, char **words,
                        struct base_pool *pool, struct base_diag *diag) {
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    *options = (struct tool_options){.request.options = diff_options_default()};
    options->request.options.jobs = processors > 0 ? (uint32_t)processors : 1;
    options->arguments = base_pool_take_array(pool, (size_t)count + 1, sizeof(char *));
    bool are_options_over = false;
    for (int i = 0; i < count;) {
        if (are_options_over || words[i][0] != '-' || words[i][1] == '\0') {
            options->arguments[options->argument_count++] = words[i++];
        } else if (strcmp(words[i], "--") == 0) {
            are_options_over = true;
            i++;
        } else if (words[i][1] != '-') {
            return base_fail(diag, "unknown option %s; options begin with two dashes", words[i]);
        } else if (!parse_option(options, allowed, count, words, &i, pool, diag)) {
            return false;
        }
    }
    return true;
}
