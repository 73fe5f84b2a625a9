/// The command line that all verbs share.
#ifndef LOCKSTEP_TOOL_OPTIONS_H
#define LOCKSTEP_TOOL_OPTIONS_H

#include "diff/context.h"

/// A verb's options are bits, so that a verb can name those it takes; the rest are mistakes there.
enum tool_option {
    TOOL_REFERENCE = 1 << 0,
    TOOL_OPTIMIZED = 1 << 1,
    TOOL_KERNEL = 1 << 2,
    TOOL_SEED = 1 << 3,
    TOOL_JOBS = 1 << 4,
    TOOL_OUT = 1 << 5,
    TOOL_JSON = 1 << 6,
    TOOL_JUNIT = 1 << 7,
    TOOL_INPUTS = 1 << 8,
    TOOL_SHARD = 1 << 9,
    TOOL_EXHAUSTIVE = 1 << 10,
    TOOL_MAX_FAILURES = 1 << 11,
    TOOL_TIMEOUT = 1 << 12,
    TOOL_TOLERANCE = 1 << 13,
    TOOL_ENTRY_STATE = 1 << 14,
    TOOL_REGRESSIONS = 1 << 15,
    TOOL_HEADER = 1 << 16,
    TOOL_COST = 1 << 17, ///< --cost, and --without: both are for who asks about diff itself
    TOOL_ENGINE = 1 << 18,
    TOOL_BUDGET = 1 << 19,
    TOOL_RESUME = 1 << 20,
    TOOL_EXECUTIONS = 1 << 21,
    TOOL_HTML = 1 << 22,
    TOOL_SAVE_BASELINE = 1 << 23,
    TOOL_BASELINE = 1 << 24,
    TOOL_AGAINST = 1 << 25,
    TOOL_BEST = 1 << 26,
    TOOL_CLASS = 1 << 27,
    TOOL_SUITE = 1 << 28, ///< --suite, and --quick: what is timed, and how long
    TOOL_VARIANCE = 1 << 29,
    TOOL_GITHUB = 1 << 30,
    TOOL_REVISION = -0x7fffffff - 1, ///< bit 31 of an int, which an enumerator must be
};

struct tool_options {
    struct diff_request request;
    const char *header; ///< of a case, where the .case file does not say
    const char *junit;
    const char *revision; ///< of the source, for the history; NULL: nothing is recorded
    const char *html;     ///< where report writes its page; NULL: report.html among the results
    uint32_t given;       ///< enum tool_option of what stood on the command line
    bool has_seed, has_out, is_json, measures_cost;
    const char *engine; ///< of fuzz: search, libfuzzer or afl; NULL: search
    const char *resume; ///< folder of an earlier search
    uint64_t executions;
    const char *save_baseline, *baseline; ///< names, or paths with a slash
    const char *against, *best;           ///< libraries
    const char *classes;                  ///< of inputs to time, "usual,cold"
    uint32_t variance_runs;
    bool is_suite, is_quick, is_github;
    const char **arguments; ///< what is left: headers, cases, folders
    uint32_t argument_count;
};

/// Parses what follows the verb. False with a diag for an unknown option (with a suggestion), a
/// value that does not fit, or an option that the verb does not take.
bool tool_options_parse(struct tool_options *options, uint32_t allowed, int count, char **words,
                        struct base_pool *pool, struct base_diag *diag);

/// Takes the value of one option that a file holds. False with a diag where it does not fit.
bool tool_options_set(struct tool_options *options, enum tool_option option, const char *text,
                      struct base_pool *pool, struct base_diag *diag);

/// Prints the lines of help for the allowed options.
void tool_options_help(uint32_t allowed, FILE *out);

#endif
