#include "spec/emit.h"
#include "spec/show.h"
#include "tool/verb.h"
#include "tool/verbs.h"

#include <string.h>

static const struct tool_verb show = {
    .usage = "lockstep show HEADER… [--kernel NAME]",
    .prose = "Prints what was understood of each contract: roles, extents, domains, comparison,\n"
             "sizes to time, and the memory that the largest case takes.",
    .example = "  lockstep show reference/dot.h",
    .allowed = TOOL_KERNEL,
};

int tool_verb_show(int count, char **words) {
    struct base_pool pool = {0};
    struct base_diag diag;
    struct tool_options options;
    struct diff_context context;
    int status = tool_verb_begin(&show, count, words, &options, &pool);
    if (status >= 0)
        goto done;
    if (!diff_context_read(&context, &options.request, options.arguments, options.argument_count,
                           &pool, &diag)) {
        status = tool_verb_fail(&diag);
        goto done;
    }
    for (uint32_t i = 0; i < context.kernel_count; i++) {
        if (i > 0)
            putchar('\n');
        spec_show(context.kernels[i], stdout);
    }
    status = tool_verb_end(0);
done:
    base_pool_free(&pool);
    return status;
}

static const struct tool_verb emit_assertions = {
    .usage = "lockstep emit-assertions HEADER",
    .prose = "Prints C that compiles only where the compiler reads the header as lockstep does.",
    .example = "  lockstep emit-assertions reference/dot.h | cc -x c -fsyntax-only -",
};

int tool_verb_emit_assertions(int count, char **words) {
    struct base_pool pool = {0};
    struct base_diag diag;
    struct tool_options options;
    const struct spec_header *header;
    int status = tool_verb_begin(&emit_assertions, count, words, &options, &pool);
    if (status >= 0)
        goto done;
    if (options.argument_count != 1) {
        base_fail(&diag, "one header is wanted");
        status = tool_verb_fail(&diag);
    } else if (!spec_read(&pool, options.arguments[0], &header, &diag)) {
        status = tool_verb_fail(&diag);
    } else {
        spec_emit_assertions(header, options.arguments[0], stdout);
        status = tool_verb_end(0);
    }
done:
    base_pool_free(&pool);
    return status;
}
