/// The checks that can be switched off one by one (`lockstep diff --without`), so that it can be
/// seen which bug only that one finds. docs/detection.md lists them with such a bug each.
#ifndef LOCKSTEP_DIFF_CHECKS_H
#define LOCKSTEP_DIFF_CHECKS_H

#include <stdbool.h>
#include <stdint.h>

enum diff_check {
    DIFF_CHECK_REGISTERS, ///< callee-saved ones
    DIFF_CHECK_STACK_POINTER,
    DIFF_CHECK_STACK_BYTES,   ///< of the caller's frame
    DIFF_CHECK_FLOAT_CONTROL, ///< MXCSR or FPCR
    DIFF_CHECK_X87_CONTROL,
    DIFF_CHECK_X87_STACK,
    DIFF_CHECK_DIRECTION,
    DIFF_CHECK_VECTOR_HALVES,
    DIFF_CHECK_ARGUMENT_JUNK, ///< in the unused halves of narrow integers; else zeros
    DIFF_CHECK_SIGNAL_HANDLERS,
    DIFF_CHECK_FOLDER,
    DIFF_CHECK_LOCALE,
    DIFF_CHECK_DESCRIPTORS,
    DIFF_CHECK_THREADS,
    DIFF_CHECK_PROCESSES,
    DIFF_CHECK_GUARDS,       ///< pages without access; else zeros
    DIFF_CHECK_SLACK,        ///< the bytes around written arrays, compared after a call
    DIFF_CHECK_CONST_ARRAYS, ///< read-only pages; else writable ones
    DIFF_CHECK_POISON,       ///< what pure outputs hold before; else zeros
    DIFF_CHECK_STACK_GARBAGE,
    DIFF_CHECK_PLACEMENTS, ///< other than flush with the end
    DIFF_CHECK_REPETITION,
    DIFF_CHECK_REPEATED_ELSEWHERE, ///< else at the same addresses
    DIFF_CHECK_VARIED_SLACK,       ///< other bytes around arrays in each case and repetition
    DIFF_CHECK_NEIGHBOURS,
    DIFF_CHECK_EVIDENCE, ///< the floors below which "equal" is not believed
    DIFF_CHECKS,
};

const char *diff_check_name(enum diff_check check);
bool diff_check_parse(const char *name, enum diff_check *check);

/// The names of the checks that are off, "slack,poison"; "" where all are on. The caller frees it.
char *diff_checks_text(uint32_t without);

/// Whether a check is on, where `without` has a bit for each one that is off.
static inline bool diff_check_is_on(uint32_t without, enum diff_check check) {
    return (without >> check & 1) == 0;
}

#endif
