// A target for libraries that exist already: LOCKSTEP_FUZZ_HEADER, _KERNEL, _REFERENCE, and
// _OPTIMIZED with one library. Loaded before fuzzing starts, so that an engine sees the counters of
// libraries which carry any (built with -fsanitize=fuzzer-no-link, or by afl-clang-fast).

#include "diff/context.h"
#include "fuzz/targets/target.h"

#include <stdio.h>
#include <stdlib.h>

static const char *demand(const char *name) {
    const char *value = getenv(name);
    if (value != NULL && value[0] != '\0')
        return value;
    fprintf(stderr, "error: the environment names no %s; `lockstep fuzz` runs this program\n",
            name);
    exit(2);
}

const struct diff_subject *target_subject(void) {
    static struct base_pool pool;
    static struct diff_subject subject;
    static struct diff_context context;
    static struct diff_request request;
    struct base_diag diag;
    if (subject.kernel != NULL)
        return &subject;
    const char *header = demand("LOCKSTEP_FUZZ_HEADER");
    const char *tolerance = getenv("LOCKSTEP_FUZZ_TOLERANCE");
    request.options = diff_options_default();
    request.options.regressions = "/dev/null";
    if (tolerance != NULL)
        request.options.near_tolerance = strtod(tolerance, NULL);
    request.reference = demand("LOCKSTEP_FUZZ_REFERENCE");
    request.optimized[request.optimized_count++] = demand("LOCKSTEP_FUZZ_OPTIMIZED");
    request.kernels[request.kernel_count++] = demand("LOCKSTEP_FUZZ_KERNEL");
    bool ok = diff_context_read(&context, &request, &header, 1, &pool, &diag) &&
              diff_context_open(&context, &pool, &diag) &&
              diff_context_prepare(&context, 0, &subject, &pool, &diag);
    if (!ok) {
        fprintf(stderr, "%s\n", diag.text);
        exit(2);
    }
    return &subject;
}
