#include "diff/patience.h"

#include "base/monotonic.h"

#include <stdio.h>
#include <string.h>

enum {
    STARVED_FACTOR = 100,
    /// Between two looks; who asks and did not come to it for longer was stopped, or starved.
    GAP_MS = 100,
    /// Looks are not worth more processor time than that.
    LOOK_MS = 5,
};

static uint64_t processor_ms(pid_t pid) {
    clockid_t clock;
    struct timespec used;
    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) != 0)
        return 0;
    return (uint64_t)used.tv_sec * 1000 + (uint64_t)used.tv_nsec / 1000000;
}

/// Whether the process waits for an event, rather than for a processor (its state in proc(5) is R),
/// to be continued (T, or t by a debugger), or to be buried (Z).
static bool is_asleep(pid_t pid) {
    char path[64], state = 'S';
    snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
    FILE *file = fopen(path, "r");
    // Without proc(5) nobody tells who starves.
    if (file == NULL)
        return true;
    // The name stands in parentheses and may hold anything; a worker's is ours and holds none.
    int fields = fscanf(file, "%*d (%*[^)]) %c", &state);
    fclose(file);
    return fields != 1 || strchr("RTtZ", state) == NULL;
}

bool diff_patience_ends(struct diff_patience *patience, pid_t pid, uint64_t sequence,
                        uint64_t timeout_ms) {
    uint64_t now_ms = base_monotonic_ms();
    // A sequence of 0 is a process that has not come to its first call yet.
    if (sequence != patience->sequence || sequence == 0) {
        *patience = (struct diff_patience){
            .sequence = sequence, .looked_ms = now_ms, .processor_ms = processor_ms(pid)};
        return false;
    }
    uint64_t gap_ms = now_ms - patience->looked_ms;
    if (gap_ms < LOOK_MS)
        return false;
    uint64_t counted_ms = gap_ms < GAP_MS ? gap_ms : GAP_MS;
    bool was_asleep = patience->is_asleep;
    patience->looked_ms = now_ms;
    patience->passed_ms += counted_ms;
    patience->is_asleep = is_asleep(pid);
    if (was_asleep && patience->is_asleep)
        patience->asleep_ms += counted_ms;
    // That of a process which has just ended is not known any more.
    uint64_t used_ms = processor_ms(pid);
    used_ms = used_ms > patience->processor_ms ? used_ms - patience->processor_ms : 0;
    // Threads use more time than passes, and one may sleep until another has computed.
    return patience->passed_ms > timeout_ms && (used_ms + patience->asleep_ms > timeout_ms ||
                                                patience->passed_ms > timeout_ms * STARVED_FACTOR);
}
