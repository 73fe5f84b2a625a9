/// What a verb works on: headers read, kernels chosen, libraries opened.
#ifndef LOCKSTEP_TOOL_CONTEXT_H
#define LOCKSTEP_TOOL_CONTEXT_H

#include "tool/options.h"

struct tool_context {
    const struct tool_options *options;
    const struct spec_kernel **kernels;
    uint32_t kernel_count;
    struct diff_library reference;
    struct diff_library optimized[DIFF_VARIANTS_MAX];
    uint32_t optimized_count;
};

/// Reads the headers and picks the kernels that --kernel names, all by default. Two kernels of one
/// name, or a --kernel that no header has, are mistakes.
bool tool_context_read(struct tool_context *context, const struct tool_options *options,
                       char *const *headers, int header_count, struct base_pool *pool,
                       struct base_diag *diag);

/// Opens the libraries of --reference and --optimized; without those, libreference.so and
/// liboptimized-*.so beside this program. Where no variant can run here, that is a mistake.
bool tool_context_open(struct tool_context *context, struct base_pool *pool,
                       struct base_diag *diag);

#endif
