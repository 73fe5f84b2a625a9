/// How long a call may take before it hangs.
///
/// A process is charged the processor time that it used and the time that it was seen asleep: it
/// waits for something that does not come. What it waits for a processor costs it nothing, so that
/// a machine with other work to do does not make kernels hang; nor does the time in which it is
/// stopped, or in which nobody asked: a job that was stopped and continued, or a machine that
/// slept, has hung nowhere. And no call hangs before its time has passed on the clock, however many
/// threads share it.
#ifndef LOCKSTEP_DIFF_PATIENCE_H
#define LOCKSTEP_DIFF_PATIENCE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/// Zero at the start of a process.
struct diff_patience {
    uint64_t sequence; ///< that was seen last: a call that returns changes it
    uint64_t looked_ms;
    uint64_t processor_ms; ///< used by the process before
    uint64_t passed_ms;    ///< since then, as far as anybody asked
    uint64_t asleep_ms;    ///< of it, between two looks that both found the process asleep
    bool is_asleep;
};

/// To be asked more than ten times a second. True where one call, that numbered `sequence`, has
/// taken and cost the process more than `timeout_ms`, or took a hundred times that.
bool diff_patience_ends(struct diff_patience *patience, pid_t pid, uint64_t sequence,
                        uint64_t timeout_ms);

#endif
