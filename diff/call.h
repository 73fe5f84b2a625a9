/// Calling a kernel of any prototype through libffi: for correctness, never for timing.
#ifndef LOCKSTEP_DIFF_CALL_H
#define LOCKSTEP_DIFF_CALL_H

#include "corpus/case.h"
#include "diff/guard.h"

struct diff_call;

/// A companion has the kernel's parameters, but each floating result, returned or written, is
/// `double`, or `long double` where the kernel's is `double`.
enum diff_call_kind {
    DIFF_CALL_KERNEL,
    DIFF_CALL_COMPANION,
};

/// Prepares calls of a prototype; memory comes from the pool.
bool diff_call_prepare(struct diff_call **call, const struct spec_kernel *kernel,
                       enum diff_call_kind kind, struct base_pool *pool, struct base_diag *diag);

/// Bytes that a result needs; at least 16, since libffi widens narrow integers.
size_t diff_call_result_bytes(const struct diff_call *call);

/// Bytes of those arguments that travel on the stack.
size_t diff_call_stack_bytes(const struct diff_call *call);

/// Calls `function` with the case's scalars and `arrays[param]` for each array, in the given
/// floating-point state, and restores the state it found. The stack below, the result, and the
/// unused high halves of narrow integer arguments hold garbage that varies with `salt`. `result`
/// must hold diff_call_result_bytes. Tells what the call left changed, `without` the checks that
/// are off.
struct diff_leak diff_call_make(const struct diff_call *call, diff_function function,
                                const struct corpus_case *one, uint8_t *const *arrays, void *result,
                                enum diff_entry_state entry_state, uint64_t salt, uint32_t without);

/// The call alone: no state entered, no garbage left around it.
void diff_call_bare(const struct diff_call *call, diff_function function,
                    const struct corpus_case *one, uint8_t *const *arrays, void *result);

/// Enters a floating-point state and returns the one before it, for diff_state_restore.
uint64_t diff_state_enter(enum diff_entry_state entry_state);
void diff_state_restore(uint64_t state);

/// Puts the default state in place; true where the control bits were others.
bool diff_state_reset(void);

#endif
