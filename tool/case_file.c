#include "tool/case_file.h"

#include <string.h>

/// What the user left open is taken from the file.
static bool complete_options(struct tool_case *opened, struct base_diag *diag) {
    struct tool_options *options = &opened->options;
    const struct corpus_origin *origin = &opened->origin;
    struct base_place place = {.file = opened->path};
    if (options->header == NULL && origin->header[0] != '\0')
        options->header = origin->header;
    if (options->header == NULL)
        return base_fail_at(diag, place, "names no header; give it with --header");
    if (options->reference == NULL && origin->reference[0] != '\0')
        options->reference = origin->reference;
    if (options->optimized_count == 0 && origin->optimized[0] != '\0')
        options->optimized[options->optimized_count++] = origin->optimized;
    if (!options->has_seed)
        options->diff.seed = origin->seed;
    enum diff_entry_state state;
    if (origin->entry_state[0] == '\0')
        return true;
    if (!diff_entry_state_parse(origin->entry_state, &state))
        return base_fail_at(diag, place, "there is no entry state %s", origin->entry_state);
    options->diff.entry_states = 1u << state;
    return true;
}

bool tool_case_open(struct tool_case *opened, const char *path, const struct tool_options *options,
                    struct base_pool *pool, struct base_diag *diag) {
    const char *kernel;
    *opened = (struct tool_case){.path = path, .options = *options};
    if (!corpus_case_peek(path, &opened->origin, &kernel, pool, diag) ||
        !complete_options(opened, diag))
        return false;
    char *header = (char *)(uintptr_t)opened->options.header;
    opened->options.kernels[0] = kernel;
    opened->options.kernel_count = 0;
    if (!tool_context_read(&opened->context, &opened->options, &header, 1, pool, diag))
        return false;
    const struct spec_kernel *wanted = NULL;
    for (uint32_t i = 0; i < opened->context.kernel_count; i++)
        if (strcmp(opened->context.kernels[i]->name, kernel) == 0)
            wanted = opened->context.kernels[i];
    if (wanted == NULL)
        return base_fail_at(diag, (struct base_place){.file = path},
                            "is a case of kernel %s, which %s does not have", kernel, header);
    if (!tool_context_open(&opened->context, pool, diag) ||
        !diff_subject_prepare(&opened->subject, wanted, &opened->options.diff,
                              &opened->context.reference, opened->context.optimized,
                              opened->context.optimized_count, pool, diag))
        return false;
    opened->one = corpus_case_create(wanted);
    opened->salt = diff_case_salt(opened->origin.index >= 0 ? (uint64_t)opened->origin.index : 0);
    return corpus_case_read(opened->one, &opened->origin, pool, path, diag);
}

void tool_case_close(struct tool_case *opened) {
    if (opened->one != NULL)
        corpus_case_free(opened->one);
    diff_subject_free(&opened->subject);
}
