/// The processor's state around a call: what the ABI says a function must leave as it found it.
///
/// Sources: System V x86-64 psABI §3.2.1–3.2.3 (callee-saved registers, direction flag, MXCSR and
/// x87 control words, empty x87 stack); AAPCS64 §6.1 (x19–x28, d8–d15) and the FPCR, which it makes
/// global. That the upper halves of vector registers are clean is no rule of the ABI but of speed:
/// a missing vzeroupper slows every SSE instruction that follows.
#ifndef LOCKSTEP_DIFF_GUARD_H
#define LOCKSTEP_DIFF_GUARD_H

#include "diff/checks.h"
#include "diff/load.h"
#include "diff/outcome.h"

/// What a call left changed: kind is DIFF_KIND_NONE or one of DIFF_KIND_LEAK_…; detail is the
/// number of the register, or the changed bits of a control word.
struct diff_leak {
    enum diff_kind kind;
    int32_t detail;
};

/// Names the function that diff_guard_entry will call, and prepares the state around it: known junk
/// in every callee-saved register, clean upper halves, and where the kernel's frame will lie bytes
/// that vary with `salt` (or zeros), so that a read of a local that was not set shows as a
/// difference instead of as a lucky zero. `stack_argument_bytes` are the bytes of
/// arguments on the stack, which the callee may overwrite; what lies above them it may not.
void diff_guard_arm(diff_function function, size_t stack_argument_bytes, uint64_t salt,
                    bool has_garbage);

/// To be called in the kernel's place, with the kernel's arguments: forwards them, in registers and
/// on the stack, and returns what the kernel returns. Not reentrant; one process, one call.
void diff_guard_entry(void);

/// What the call behind diff_guard_entry left changed, `without` the checks that are off. Puts the
/// floating-point control state back to what it was on entry.
struct diff_leak diff_guard_check(uint32_t without);

/// Things of the process that a kernel must not change for its caller: signal handlers, the working
/// folder, the locale, the standard file descriptors; threads and child processes that it leaves.
/// Noted once, then compared. More threads than were noted may be a pool, made by the first call
/// that wants it: diff_process_note_threads, between two calls on one input, tells it from threads
/// that every call leaves.
void diff_process_note(void);
void diff_process_note_threads(void);
struct diff_leak diff_process_check(uint32_t without);

/// Ends a child process that a kernel made, and that returned from the kernel as well.
void diff_process_end_child(void);

#endif
