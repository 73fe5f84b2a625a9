#include "bench/measure.h"
#include "tool/verbs.h"

#include <stdio.h>

/// The descriptors that bench/process.c hands down.
enum { RESULT_DESCRIPTOR = 3, PROGRESS_DESCRIPTOR = 4 };

int tool_verb_measure(int count, char **words) {
    (void)words;
    if (count > 0) {
        fprintf(stderr, "error: `lockstep measure` is what bench and gate start; it takes no "
                        "words\n");
        return 2;
    }
    return bench_measure_run(0, RESULT_DESCRIPTOR, PROGRESS_DESCRIPTOR);
}
