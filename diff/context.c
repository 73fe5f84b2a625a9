#include "diff/context.h"

#include <glob.h>
#include <string.h>
#include <unistd.h>

static bool is_wanted(const struct diff_request *request, const char *kernel) {
    for (uint32_t i = 0; i < request->kernel_count; i++)
        if (strcmp(request->kernels[i], kernel) == 0)
            return true;
    return request->kernel_count == 0;
}

static bool check_wanted(const struct diff_request *request, const char *const *names,
                         uint32_t count, struct base_diag *diag) {
    for (uint32_t i = 0; i < request->kernel_count; i++) {
        bool is_there = false;
        for (uint32_t j = 0; j < count; j++)
            is_there |= strcmp(request->kernels[i], names[j]) == 0;
        if (is_there)
            continue;
        const char *nearest = base_nearest(request->kernels[i], names, count);
        return base_fail(diag, "--kernel %s: no header has a kernel of that name%s%s%s",
                         request->kernels[i], nearest != NULL ? "; did you mean " : "",
                         nearest != NULL ? nearest : "", nearest != NULL ? "?" : "");
    }
    return true;
}

static bool check_distinct(struct diff_context *context, struct base_diag *diag) {
    for (uint32_t i = 0; i < context->kernel_count; i++)
        for (uint32_t j = 0; j < i; j++)
            if (strcmp(context->kernels[i]->name, context->kernels[j]->name) == 0)
                return base_fail_at(diag, context->kernels[i]->place,
                                    "kernel %s was already read from %s; give each header once",
                                    context->kernels[i]->name, context->kernels[j]->place.file);
    return true;
}

bool diff_context_read(struct diff_context *context, const struct diff_request *request,
                       const char *const *headers, uint32_t header_count, struct base_pool *pool,
                       struct base_diag *diag) {
    *context = (struct diff_context){.request = request};
    const struct spec_header **read =
        base_pool_take_array(pool, (size_t)header_count + 1, sizeof *read);
    uint32_t total = 0;
    if (header_count == 0)
        return base_fail(diag, "no header is given; see --help");
    for (uint32_t i = 0; i < header_count; i++) {
        if (!spec_read(pool, headers[i], &read[i], diag))
            return false;
        total += read[i]->kernel_count;
    }
    const char **names = base_pool_take_array(pool, total, sizeof *names);
    context->kernels = base_pool_take_array(pool, total, sizeof *context->kernels);
    uint32_t name_count = 0;
    for (uint32_t i = 0; i < header_count; i++) {
        for (uint32_t j = 0; j < read[i]->kernel_count; j++) {
            const struct spec_kernel *kernel = &read[i]->kernels[j];
            names[name_count++] = kernel->name;
            if (is_wanted(request, kernel->name))
                context->kernels[context->kernel_count++] = kernel;
        }
    }
    return check_wanted(request, names, name_count, diag) && check_distinct(context, diag);
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

static bool check_variants(const struct diff_context *context, struct base_diag *diag) {
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

bool diff_context_open(struct diff_context *context, struct base_pool *pool,
                       struct base_diag *diag) {
    const char *reference = context->request->reference;
    const char *optimized[DIFF_VARIANTS_MAX];
    uint32_t count = context->request->optimized_count;
    memcpy(optimized, context->request->optimized, sizeof optimized);
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

bool diff_context_prepare(const struct diff_context *context, uint32_t kernel,
                          struct diff_subject *subject, struct base_pool *pool,
                          struct base_diag *diag) {
    return diff_subject_prepare(subject, context->kernels[kernel], &context->request->options,
                                &context->reference, context->optimized, context->optimized_count,
                                pool, diag);
}
