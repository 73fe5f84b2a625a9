#include "diff/completion.h"

struct companion {
    struct diff_call *call;
    diff_function function;
    void *result;
};

static void complete(struct corpus_case *one, void *context) {
    struct companion *companion = context;
    uint8_t *arrays[SPEC_PARAMS_MAX];
    for (uint32_t i = 0; i < one->kernel->param_count; i++)
        arrays[i] = one->arguments[i].data;
    diff_call_bare(companion->call, companion->function, one, arrays, companion->result);
}

bool diff_completion_prepare(const struct corpus_completion **completion,
                             const struct spec_kernel *kernel, const struct diff_library *library,
                             struct base_pool *pool, struct base_diag *diag) {
    const char *name = base_pool_format(pool, "%s_complete", kernel->name);
    diff_function function = diff_library_find(library, name);
    *completion = NULL;
    if (function == NULL)
        return true;
    struct companion *companion = base_pool_take(pool, sizeof *companion);
    companion->function = function;
    if (!diff_call_prepare(&companion->call, kernel, DIFF_CALL_KERNEL, pool, diag))
        return false;
    companion->result = base_pool_take(pool, diff_call_result_bytes(companion->call));
    struct corpus_completion *made = base_pool_take(pool, sizeof *made);
    *made = (struct corpus_completion){.complete = complete, .context = companion};
    *completion = made;
    return true;
}
