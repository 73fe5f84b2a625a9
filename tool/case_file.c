#include "tool/case_file.h"

#include <string.h>

/// What the user left open is taken from the file.
static bool complete_options(struct tool_case *opened, struct base_pool *pool,
                             struct base_diag *diag) {
    struct tool_options *options = &opened->options;
    struct diff_request *request = &options->request;
    const struct corpus_origin *origin = &opened->origin;
    struct base_place place = {.file = opened->path};
    if (options->header == NULL && origin->header[0] != '\0')
        options->header = origin->header;
    if (options->header == NULL)
        return base_fail_at(diag, place, "names no header; give it with --header");
    if (request->reference == NULL && origin->reference[0] != '\0')
        request->reference = origin->reference;
    if (request->optimized_count == 0 && origin->optimized[0] != '\0')
        request->optimized[request->optimized_count++] = origin->optimized;
    if (!options->has_seed)
        request->options.seed = origin->seed;
    const struct {
        enum tool_option option;
        const char *text;
    } judged[] = {
        {TOOL_ENTRY_STATE, origin->entry_state},
        {TOOL_TOLERANCE, origin->tolerance},
        {TOOL_TIMEOUT, origin->timeout_ms > 0
                           ? base_pool_format(pool, "%llu", (unsigned long long)origin->timeout_ms)
                           : ""},
    };
    for (size_t i = 0; i < sizeof judged / sizeof *judged; i++) {
        struct base_diag wrong;
        if ((options->given & (uint32_t)judged[i].option) != 0 || judged[i].text[0] == '\0')
            continue;
        if (!tool_options_set(options, judged[i].option, judged[i].text, pool, &wrong))
            return base_fail_at(diag, place, "%s",
                                wrong.text + (strncmp(wrong.text, "error: ", 7) == 0 ? 7 : 0));
    }
    return true;
}

bool tool_case_open(struct tool_case *opened, const char *path, const struct tool_options *options,
                    struct base_pool *pool, struct base_diag *diag) {
    const char *kernel;
    *opened = (struct tool_case){.path = path, .options = *options};
    if (!corpus_case_peek(path, &opened->origin, &kernel, pool, diag) ||
        !complete_options(opened, pool, diag))
        return false;
    const char *header = opened->options.header;
    if (!diff_context_read(&opened->context, &opened->options.request, &header, 1, pool, diag))
        return false;
    uint32_t wanted = 0;
    while (wanted < opened->context.kernel_count &&
           strcmp(opened->context.kernels[wanted]->name, kernel) != 0)
        wanted++;
    if (wanted == opened->context.kernel_count)
        return base_fail_at(diag, (struct base_place){.file = path},
                            "is a case of kernel %s, which %s does not have", kernel, header);
    if (!diff_context_open(&opened->context, pool, diag) ||
        !diff_context_prepare(&opened->context, wanted, &opened->subject, pool, diag))
        return false;
    opened->one = corpus_case_create(opened->subject.kernel);
    opened->salt = opened->origin.index >= 0 ? diff_case_salt((uint64_t)opened->origin.index)
                                             : diff_foreign_salt();
    if (!corpus_case_read(opened->one, &opened->origin, pool, path, diag))
        return false;
    corpus_case_complete(opened->one, opened->subject.completion);
    return true;
}

void tool_case_close(struct tool_case *opened) {
    if (opened->one != NULL)
        corpus_case_free(opened->one);
    diff_subject_free(&opened->subject);
}
