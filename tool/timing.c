#include "tool/timing.h"

#include "bench/baseline.h"
#include "bench/fingerprint.h"
#include "diff/files.h"
#include "tool/targets.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// Keeps the last library that can run: they are sorted, and a later level has all of an earlier.
static void keep_best_level(struct diff_context *context) {
    uint32_t best = 0;
    for (uint32_t i = 0; i < context->optimized_count; i++)
        if (context->optimized[i].skip_reason == NULL)
            best = i;
    context->optimized[0] = context->optimized[best];
    context->optimized_count = 1;
}

/// The build of the references that this program's build made beside it, unless another is named.
static bool open_best(struct tool_timing *timing, const struct tool_options *options,
                      struct base_pool *pool, struct base_diag *diag) {
    const char *path = options->best;
    if (path == NULL && options->request.reference != NULL &&
        strstr(options->request.reference, "libreference.so") == NULL)
        return true;
    if (path == NULL) {
        const char *reference = timing->context.reference.path, *slash = strrchr(reference, '/');
        int folder = slash != NULL ? (int)(slash - reference) + 1 : 0;
        path = base_pool_format(pool, "%.*slibreference-best.so", folder, reference);
        if (access(path, R_OK) != 0)
            return true;
    }
    if (!diff_library_open(&timing->best, path, pool, diag))
        return false;
    timing->has_best = timing->best.skip_reason == NULL;
    return true;
}

/// The older build: a library, or a folder that has one of the variant's name.
static bool open_old(struct tool_timing *timing, const char *path, struct base_pool *pool,
                     struct base_diag *diag) {
    struct stat status;
    bool is_folder = stat(path, &status) == 0 && S_ISDIR(status.st_mode);
    if (is_folder && timing->context.optimized_count > 1)
        return base_fail(diag,
                         "--against %s: a folder stands for the old build of one variant; "
                         "give one --optimized",
                         path);
    if (is_folder)
        path = base_pool_format(pool, "%s/%s", path, timing->context.optimized[0].name);
    timing->has_old = true;
    if (!diff_library_open(&timing->old, path, pool, diag))
        return false;
    return timing->old.skip_reason == NULL ||
           base_fail(diag, "--against %s: %s", path, timing->old.skip_reason);
}

bool tool_timing_open(struct tool_timing *timing, const struct tool_options *options,
                      const char *result, const char *history, struct base_pool *pool,
                      struct base_diag *diag) {
    char program[4096];
    const char *out = options->request.options.out;
    *timing = (struct tool_timing){0};
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0)
        return base_fail(diag, "cannot tell where this program lies");
    timing->program = base_pool_copy(pool, program, (size_t)length);
    if (!diff_context_read(&timing->context, &options->request, options->arguments,
                           options->argument_count, pool, diag) ||
        !diff_context_open(&timing->context, pool, diag) ||
        !open_best(timing, options, pool, diag) || !diff_folder_make(out, diag) ||
        !tool_targets_check(options, result, history, pool, diag))
        return false;
    if (options->request.optimized_count == 0)
        keep_best_level(&timing->context);
    if (options->against != NULL && !open_old(timing, options->against, pool, diag))
        return false;
    if (options->baseline != NULL &&
        !bench_baseline_read(&timing->baseline, out, options->baseline, pool, diag))
        return false;
    timing->machine = bench_fingerprint_machine(pool);
    return true;
}

void tool_timing_close(struct tool_timing *timing) {
    json_decref(timing->machine);
    json_decref(timing->baseline);
}
