#include "diff/patience.h"

#include "base/monotonic.h"

#include <stdio.h>

enum {
    STARVED_FACTOR = 100,
    /// Between two questions; who asks and did not come to it for longer was stopped, or starved.
    GAP_MS = 100,
};

static uint64_t processor_ms(pid_t pid) {
    clockid_t clock;
    struct timespec used;
    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) != 0)
        return 0;
    return (uint64_t)used.tv_sec * 1000 + (uint64_t)used.tv_nsec / 1000000;
}

/// Whether the process waits for a processor, or to be continued, rather than for an event: its
/// state in proc(5) is R, or T.
static bool is_held_up(pid_t pid) {
    char path[64], state = '?';
    snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return false;
    // The name stands in parentheses and may hold anything; a worker's is ours and holds none.
    int fields = fscanf(file, "%*d (%*[^)]) %c", &state);
    fclose(file);
    return fields == 1 && (state == 'R' || state == 'T');
}

bool diff_patience_ends(struct diff_patience *patience, pid_t pid, uint64_t sequence,
                        uint64_t timeout_ms) {
    uint64_t now_ms = base_monotonic_ms();
    // A sequence of 0 is a process that has not come to its first call yet.
    if (sequence != patience->sequence || sequence == 0) {
        *patience = (struct diff_patience){.sequence = sequence,
                                           .since_ms = now_ms,
                                           .asked_ms = now_ms,
                                           .processor_ms = processor_ms(pid)};
        return false;
    }
    uint64_t gap_ms = now_ms - patience->asked_ms;
    patience->asked_ms = now_ms;
    patience->unasked_ms += gap_ms > GAP_MS ? gap_ms - GAP_MS : 0;
    uint64_t passed_ms = now_ms - patience->since_ms;
    if (passed_ms <= timeout_ms)
        return false;
    // That of a process which has just ended is not known any more.
    if (processor_ms(pid) > patience->processor_ms + timeout_ms)
        return true;
    passed_ms -= patience->unasked_ms;
    return passed_ms > timeout_ms && (!is_held_up(pid) || passed_ms > timeout_ms * STARVED_FACTOR);
}
