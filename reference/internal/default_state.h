/// The default floating-point state: rounds to nearest, keeps subnormals, traps nothing.
///
/// A kernel that computes in it, whatever its caller's state, calls what computes between
/// default_state_enter and default_state_leave. That is a function of its own, marked SEPARATE: a
/// compiler may move single operations across a change of state, but not such a call.
#ifndef LOCKSTEP_REFERENCE_DEFAULT_STATE_H
#define LOCKSTEP_REFERENCE_DEFAULT_STATE_H

#include <stdint.h>

#define SEPARATE static __attribute__((noinline))

#if defined(__x86_64__)

#include <xmmintrin.h>

/// Bits 0 to 5 of MXCSR tell what has happened; 7 to 12 mask all exceptions.
enum { MXCSR_DEFAULT = 0x1f80, MXCSR_FLAGS = 0x3f };

/// Returns the caller's state.
static inline uint64_t default_state_enter(void) {
    uint32_t caller = _mm_getcsr();
    if ((caller & ~(uint32_t)MXCSR_FLAGS) != MXCSR_DEFAULT)
        _mm_setcsr(MXCSR_DEFAULT);
    __asm__ volatile("" : : : "memory");
    return caller;
}

static inline void default_state_leave(uint64_t caller) {
    __asm__ volatile("" : : : "memory");
    if (((uint32_t)caller & ~(uint32_t)MXCSR_FLAGS) != MXCSR_DEFAULT)
        _mm_setcsr((uint32_t)caller);
}

#elif defined(__aarch64__)

/// Returns the caller's state.
static inline uint64_t default_state_enter(void) {
    uint64_t caller;
    __asm__ volatile("mrs %0, fpcr" : "=r"(caller) : : "memory");
    if (caller != 0)
        __asm__ volatile("msr fpcr, %0" : : "r"(UINT64_C(0)) : "memory");
    return caller;
}

static inline void default_state_leave(uint64_t caller) {
    if (caller != 0)
        __asm__ volatile("msr fpcr, %0" : : "r"(caller) : "memory");
}

#else
#error "the floating-point state of this machine is unknown: add its control register"
#endif

#endif
