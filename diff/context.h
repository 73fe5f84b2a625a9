/// What a run works on: headers read, kernels chosen, libraries opened.
#ifndef LOCKSTEP_DIFF_CONTEXT_H
#define LOCKSTEP_DIFF_CONTEXT_H

#include "diff/results.h"
#include "diff/session.h"

enum { DIFF_KERNELS_MAX = 256 };

/// What the user asks for.
struct diff_request {
    struct diff_options options;
    const char *reference;                    ///< NULL: the library beside this program
    const char *optimized[DIFF_VARIANTS_MAX]; ///< none: the libraries beside this program
    uint32_t optimized_count;
    const char *kernels[DIFF_KERNELS_MAX]; ///< none: all kernels of the headers
    uint32_t kernel_count;
};

struct diff_context {
    const struct diff_request *request;
    const struct spec_kernel **kernels;
    uint32_t kernel_count;
    struct diff_library reference;
    struct diff_library optimized[DIFF_VARIANTS_MAX];
    uint32_t optimized_count;
};

/// Reads the headers and picks the kernels that the request names, all by default. Two kernels of
/// one name, or a name that no header has, are mistakes.
bool diff_context_read(struct diff_context *context, const struct diff_request *request,
                       const char *const *headers, uint32_t header_count, struct base_pool *pool,
                       struct base_diag *diag);

/// Opens the request's libraries; without those, libreference.so and liboptimized-*.so beside this
/// program. Where no variant can run here, that is a mistake.
bool diff_context_open(struct diff_context *context, struct base_pool *pool,
                       struct base_diag *diag);

bool diff_context_prepare(const struct diff_context *context, uint32_t kernel,
                          struct diff_subject *subject, struct base_pool *pool,
                          struct base_diag *diag);

/// Told before a kernel's cases run, some ten times a second while they do, and when its result is
/// complete.
struct diff_batch_observer {
    void (*begin)(uint32_t number, uint32_t count, void *context);
    diff_observer *progress;
    void (*end)(const struct diff_results_file *file, const struct diff_kernel_result *result,
                void *context);
    void *context;
};

/// Runs every kernel and saves the results after each. All symbols and corpora are checked before
/// the first case runs. False with a diag for the user's mistake or the machine's trouble: `file`
/// then holds what was found before.
bool diff_batch_run(const struct diff_context *context, const struct diff_batch_observer *observer,
                    struct diff_results_file *file, struct base_pool *pool, struct base_diag *diag);

#endif
