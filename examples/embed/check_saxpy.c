// Lockstep inside a test program of one's own: exit status 0 where the variant equals the
// reference.
//
//     check_saxpy HEADER REFERENCE OPTIMIZED [OUT]

#include "lockstep.h"

#include <stdio.h>

int main(int count, char **words) {
    if (count != 4 && count != 5) {
        fprintf(stderr, "usage: %s HEADER REFERENCE OPTIMIZED [OUT]\n", words[0]);
        return 2;
    }
    const char *headers[] = {words[1]}, *variants[] = {words[3]};
    struct lockstep_options options = {
        .headers = headers,
        .header_count = 1,
        .reference = words[2],
        .optimized = variants,
        .optimized_count = 1,
        .inputs = 50000,
        .out = count == 5 ? words[4] : NULL,
    };
    struct lockstep_run *run = lockstep_diff(&options);
    int status = 0;
    for (size_t i = 0; i < lockstep_result_count(run); i++) {
        const struct lockstep_result *result = lockstep_result(run, i);
        printf("%s: %s\n", result->kernel, lockstep_verdict_name(result->verdict));
        for (size_t j = 0; j < result->failure_count; j++)
            printf("%s\n%s\n", result->failures[j].description, result->failures[j].summary);
        if (result->verdict != LOCKSTEP_EQUAL)
            status = 1;
    }
    if (lockstep_error(run) != NULL) {
        fprintf(stderr, "%s\n", lockstep_error(run));
        status = 2;
    }
    lockstep_free(run);
    return status;
}
