/// The floating-point state in which a kernel computes: to nearest, nothing flushed, nothing
/// trapped, whatever its caller's state is.
///
/// A look at the control register takes about a nanosecond; it is written only where the caller's
/// state is another one. What runs in between must be a call of a function that is not inlined and
/// that writes memory: compilers move arithmetic across such a change of state, but not such calls.
#ifndef LOCKSTEP_OPTIMIZED_FLOAT_STATE_H
#define LOCKSTEP_OPTIMIZED_FLOAT_STATE_H

#include <stdint.h>

/// The caller's state, as the register holds it.
typedef uint64_t float_state;

#if defined(__x86_64__)

/// MXCSR without its six flags, which only say what has happened: all exceptions masked.
enum { FLOAT_STATE_CONTROL = 0xffc0, FLOAT_STATE_DEFAULT = 0x1f80 };

static inline void float_state_write(float_state state) {
    uint32_t mxcsr = (uint32_t)state;
    __asm__ volatile("ldmxcsr %0" : : "m"(mxcsr) : "memory");
}

static inline float_state float_state_read(void) {
    uint32_t mxcsr;
    __asm__ volatile("stmxcsr %0" : "=m"(mxcsr) : : "memory");
    return mxcsr;
}

#elif defined(__aarch64__)

/// All of FPCR; its flags are in another register.
#define FLOAT_STATE_CONTROL UINT64_MAX
enum { FLOAT_STATE_DEFAULT = 0 };

static inline void float_state_write(float_state state) {
    __asm__ volatile("msr fpcr, %0" : : "r"(state) : "memory");
}

static inline float_state float_state_read(void) {
    float_state fpcr;
    __asm__ volatile("mrs %0, fpcr" : "=r"(fpcr) : : "memory");
    return fpcr;
}

#else
#error "the floating-point state of this machine is unknown: add its control register"
#endif

static inline _Bool float_state_is_default(float_state state) {
    return __builtin_expect((state & FLOAT_STATE_CONTROL) == FLOAT_STATE_DEFAULT, 1);
}

/// Goes over to the default state and returns what float_state_leave takes.
static inline float_state float_state_enter(void) {
    float_state caller = float_state_read();
    if (!float_state_is_default(caller))
        float_state_write(FLOAT_STATE_DEFAULT);
    return caller;
}

/// Restores the caller's state.
static inline void float_state_leave(float_state caller) {
    if (!float_state_is_default(caller))
        float_state_write(caller);
}

#endif
