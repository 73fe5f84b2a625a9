/// What becomes of a process when a kernel goes wrong in it.
///
/// A worker shares a diff_trap_record with its parent. A fatal signal in the worker is turned into
/// an outcome there (on an alternate stack, so that a stack overflow can be told) and the worker
/// ends; the parent reads the record. An exit or a kill leaves the record unset.
#ifndef LOCKSTEP_DIFF_TRAP_H
#define LOCKSTEP_DIFF_TRAP_H

#include "diff/layout.h"

struct diff_trap_record {
    volatile int is_set;
    struct diff_outcome outcome; ///< class, kind, param, detail, stray_bytes
};

/// To be called first in a process that runs kernels: it ends with its parent, leaves an
/// interruption to the parent, and what kernels print goes to stderr, since stdout is for results.
void diff_trap_begin(void);

/// Installs the handlers in this process; `layout` attributes faulting addresses. To be called
/// again before each batch of calls, since a kernel may have changed the handlers.
void diff_trap_install(struct diff_trap_record *record, const struct diff_layout *layout);

/// What a worker's end means when it did not finish: from the record where it is set, else from
/// the wait status (exit or signal).
struct diff_outcome diff_trap_outcome(const struct diff_trap_record *record, int wait_status);

#endif
