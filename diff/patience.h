/// How long a call may take before it hangs.
///
/// Time counts in two ways. A process that runs is charged the processor time that it used, so that
/// a machine with other work to do does not make kernels hang. One that sleeps is charged the time
/// that passed: it waits for something that does not come. Time in which nobody asked is not
/// counted, nor is a stopped process impatient: a job that was stopped and continued, or a machine
/// that slept, has hung nowhere.
#ifndef LOCKSTEP_DIFF_PATIENCE_H
#define LOCKSTEP_DIFF_PATIENCE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/// Zero at the start of a process.
struct diff_patience {
    uint64_t sequence; ///< that was seen last: a call that returns changes it
    uint64_t since_ms;
    uint64_t asked_ms;
    uint64_t unasked_ms;   ///< since then, in gaps between two questions
    uint64_t processor_ms; ///< used by the process until then
};

/// To be asked more than ten times a second. True where the process has been in one call, that
/// numbered `sequence`, for more than `timeout_ms`, or for a hundred times that in any way of
/// counting.
bool diff_patience_ends(struct diff_patience *patience, pid_t pid, uint64_t sequence,
                        uint64_t timeout_ms);

#endif
