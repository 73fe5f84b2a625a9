/// Lockstep in your own program: the whole embeddable API.
///
/// One call runs what `lockstep diff` runs: a million seeded cases of every kernel that the headers
/// describe, through the reference and each variant, in forked workers. Link with
/// build/libframework.a and what it needs (libffi, libsodium, jansson). Not thread-safe: the
/// calling process must not run other threads that hold locks while a run forks its workers.
///
///     struct lockstep_options options = {
///         .headers = (const char *[]){"saxpy.h"}, .header_count = 1,
///         .reference = "libref.so",
///         .optimized = (const char *[]){"libfast.so"}, .optimized_count = 1,
///     };
///     struct lockstep_run *run = lockstep_diff(&options);
///     if (lockstep_error(run) != NULL)
///         puts(lockstep_error(run));
///     for (size_t i = 0; i < lockstep_result_count(run); i++)
///         printf("%s\n", lockstep_verdict_name(lockstep_result(run, i)->verdict));
///     lockstep_free(run);
#ifndef LOCKSTEP_H
#define LOCKSTEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What to run. Zero, or NULL, means the default.
struct lockstep_options {
    const char *const *headers; ///< contracts; at least one
    size_t header_count;
    const char *reference;        ///< shared library, or PATH@PATTERN with % for the kernel's name
    const char *const *optimized; ///< the variants, likewise
    size_t optimized_count;
    const char *const *kernels; ///< only these; default: all kernels of the headers
    size_t kernel_count;
    uint64_t seed;         ///< default 0
    uint64_t inputs;       ///< cases per kernel; default 1 000 000
    unsigned jobs;         ///< worker processes; default 1
    unsigned max_failures; ///< distinct failures after which a kernel is stopped; default 8
    unsigned timeout_ms;   ///< per call; default 1000
    double tolerance;      ///< of a bare `near`; default 1e-6
    const char *out;       ///< folder for findings; default "lockstep-out"
};

/// From best to worst; docs/contract.md tells what each means.
enum lockstep_verdict {
    LOCKSTEP_EQUAL,
    LOCKSTEP_MISTRUSTED,
    LOCKSTEP_DIFFERS,
    LOCKSTEP_UNSTABLE,
    LOCKSTEP_LEAKED,
    LOCKSTEP_TRESPASSED,
    LOCKSTEP_HUNG,
    LOCKSTEP_CRASHED,
};

/// One bucket of failures. Texts live as long as the run.
struct lockstep_failure {
    enum lockstep_verdict verdict;
    const char *bucket;      ///< 12 hexadecimal digits
    const char *description; ///< one line
    const char *summary;     ///< the minimized case and both results, a few lines
    const char *case_path;   ///< for `lockstep replay`
    const char *repro_path;  ///< C that shows the failure without Lockstep
    uint64_t count;          ///< cases that earned it
};

/// One kernel on one variant.
struct lockstep_result {
    const char *kernel;
    const char *variant;
    enum lockstep_verdict verdict;
    const char *reason;     ///< of LOCKSTEP_MISTRUSTED; else NULL
    uint64_t cases;         ///< that ran
    uint64_t elements;      ///< that the kernel read
    double finite_share;    ///< of compared results, 0..1
    double null_pass_share; ///< of cases on which a kernel that does no work would pass, 0..1
    const struct lockstep_failure *failures;
    size_t failure_count;
};

struct lockstep_run;

/// Runs; never NULL. The caller frees the run with lockstep_free.
struct lockstep_run *lockstep_diff(const struct lockstep_options *options);

/// NULL, or one line about the mistake or the trouble that ended the run; results found before it
/// are there nevertheless.
const char *lockstep_error(const struct lockstep_run *run);

size_t lockstep_result_count(const struct lockstep_run *run);
const struct lockstep_result *lockstep_result(const struct lockstep_run *run, size_t index);

/// "equal", "differs", …
const char *lockstep_verdict_name(enum lockstep_verdict verdict);

void lockstep_free(struct lockstep_run *run);

#ifdef __cplusplus
}
#endif

#endif
