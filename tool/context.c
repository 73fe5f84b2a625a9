#include "tool/context.h"

#include <glob.h>
#include <string.h>
#include <unistd.h>

static bool is_wanted(const struct tool_options *options, const char *kernel) {
    for (uint32_t i = 0; i < options->kernel_count; i++)
        if (strcmp(options->kernels[i], kernel) == 0)
            return true;
    return options->kernel_count == 0;
}

static bool check_wanted(const struct tool_options *options, const char *const *names,
                         uint32_t count, struct base_diag *diag) {
    for (uint32_t i = 0; i < options->kernel_count; i++) {
        bool is_there = false;
        for (uint32_t j = 0; j < count; j++)
            is_there |= strcmp(options->kernels[i], names[j]) == 0;
        if (is_there)
            continue;
        const char *nearest = base_nearest(options->kernels[i], names, count);
        return base_fail(diag, "--kernel %s: no header has a kernel of that name%s%s%s",
                         options->kernels[i], nearest != NULL ? "; did you mean " : "",
                         nearest != NULL ? nearest : "", nearest != NULL ? "?" : "");
    }
    return true;
}

static bool check_distinct(struct tool_context *context, struct base_diag *diag) {
    for (uint32_t i = 0; i < context->kernel_count; i++)
        for (uint32_t j = 0; j < i; j++)
            if (strcmp(context->kernels[i]->name, context->kernels[j]->name) == 0)
                return base_fail_at(diag, context->kernels[i]->place,
                                    "kernel %s was already read from %s; give each header once",
                                    context->kernels[i]->name, context->kernels[j]->place.file);
    return true;
}

bool tool_context_read(struct tool_context *context, const struct tool_options *options,
                       char *const *headers, int header_count, struct base_pool *pool,
                       struct base_diag *diag) {
    *context = (struct tool_context){.options = options};
    const struct spec_header **read =
        base_pool_take_array(pool, (size_t)header_count + 1, sizeof *read);
    uint32_t total = 0;
    if (header_count == 0)
        return base_fail(diag, "no header is given; see --help");
    for (int i = 0; i < header_count; i++) {
        if (!spec_read(pool, headers[i], &read[i], diag))
            return false;
        total += read[i]->kernel_count;
    }
    const char **names = base_pool_take_array(pool, total, sizeof *names);
    context->kernels = base_pool_take_array(pool, total, sizeof *context->kernels);
    uint32_t name_count = 0;
    for (int i = 0; i < header_count; i++) {
        for (uint32_t j = 0; j < read[i]->kernel_count; j++) {
            const struct spec_kernel *kernel = &read[i]->kernels[j];
            names[name_count++] = kernel->name;
            if (is_wanted(options, kernel->name))
                context->kernels[context->kernel_count++] = kernel;
        }
    }
    return check_wanted(options, names, name_count, diag) && check_distinct(context, diag);
}

/// The libraries of the build that this program belongs to.
static bool default_libraries(const char **reference, const char **optimized,
                              uint32_t *optimized_count, struct base_pool *pool,
                              struct base_diag *diag) {
    char program[4096];
    glob_t found;
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0)
        return base_fail(diag, "cannot tell where this program lies; give --reference LIB");
    program[length] = '\0';
    char *slash = strrchr(program, '/');
    int folder = (int)(slash - program);
    if (*reference == NULL)
        *reference = base_pool_format(pool, "%.*s/libreference.so", folder, program);
    if (*optimized_count > 0)
        return true;
    const char *pattern = base_pool_format(pool, "%.*s/liboptimized-*.so", folder, program);
    if (glob(pattern, 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc && *optimized_count < DIFF_VARIANTS_MAX; i++)
            optimized[(*optimized_count)++] =
                base_pool_copy(pool, found.gl_pathv[i], strlen(found.gl_pathv[i]));
        globfree(&found);
    }
    if (*optimized_count == 0)
        return base_fail(diag, "no %s; give --optimized LIB", pattern);
    return true;
}

static bool check_variants(const struct tool_context *context, struct base_diag *diag) {
    uint32_t skipped = 0;
    for (uint32_t i = 0; i < context->optimized_count; i++) {
        const struct diff_library *library = &context->optimized[i];
        skipped += library->skip_reason != NULL;
        for (uint32_t j = 0; j < i; j++)
            if (strcmp(library->name, context->optimized[j].name) == 0)
                return base_fail(diag,
                                 "--optimized %s and --optimized %s are both called %s in the "
                                 "results; rename one",
                                 context->optimized[j].specification, library->specification,
                                 library->name);
    }
    if (skipped == context->optimized_count)
        return base_fail(diag, "%s: %s, and no other variant is given: nothing would be tested",
                         context->optimized[0].path, context->optimized[0].skip_reason);
    return true;
}

bool tool_context_open(struct tool_context *context, struct base_pool *pool,
                       struct base_diag *diag) {
    const char *reference = context->options->reference;
    const char *optimized[DIFF_VARIANTS_MAX];
    uint32_t count = context->options->optimized_count;
    memcpy(optimized, context->options->optimized, sizeof optimized);
    if ((reference == NULL || count == 0) &&
        !default_libraries(&reference, optimized, &count, pool, diag))
        return false;
    if (!diff_library_open(&context->reference, reference, pool, diag))
        return false;
    if (context->reference.skip_reason != NULL)
        return base_fail(diag, "%s: %s", reference, context->reference.skip_reason);
    for (uint32_t i = 0; i < count; i++)
        if (!diff_library_open(&context->optimized[context->optimized_count++], optimized[i], pool,
                               diag))
            return false;
    return check_variants(context, diag);
}
