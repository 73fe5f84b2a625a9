#include "diff/guard.h"

#include "base/monotonic.h"

#include <fcntl.h>
#include <locale.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__x86_64__)

enum { CALLEE_SAVED = 6, CANARY_BYTES = 32, MXCSR_CONTROL = 0xffc0, FLAG_DIRECTION = 1 << 10 };

/// Shared with guard.S.
struct guard_state {
    diff_function function;
    uint64_t return_address;
    uint64_t saved[CALLEE_SAVED]; ///< rbx, rbp, r12, r13, r14, r15 of our caller
    uint64_t junk[CALLEE_SAVED];  ///< what the kernel finds in them
    uint64_t found[CALLEE_SAVED]; ///< what it left in them
    uint64_t stack_before, stack_after;
    uint32_t mxcsr_after;
    uint16_t x87_control_after;
    uint64_t flags_after;
    uint64_t stack_argument_bytes;
    uint64_t unused; ///< keeps what follows on a multiple of 16
    uint8_t above_before[CANARY_BYTES], above_after[CANARY_BYTES]; ///< the stack arguments
    uint64_t looks_at_use; ///< on this call; else use_after keeps its 0
    /// Which components of the extended state differ from their initial values (Intel SDM vol. 1
    /// §13.6, XINUSE).
    uint32_t use_after;
    uint64_t garbage; ///< fills the stack where the kernel's frame will lie
} __attribute__((aligned(16)));

_Static_assert(offsetof(struct guard_state, junk) == 64 &&
                   offsetof(struct guard_state, found) == 112 &&
                   offsetof(struct guard_state, stack_before) == 160 &&
                   offsetof(struct guard_state, mxcsr_after) == 176 &&
                   offsetof(struct guard_state, flags_after) == 184 &&
                   offsetof(struct guard_state, stack_argument_bytes) == 192 &&
                   offsetof(struct guard_state, above_before) == 208 &&
                   offsetof(struct guard_state, above_after) == 240 &&
                   offsetof(struct guard_state, looks_at_use) == 272 &&
                   offsetof(struct guard_state, use_after) == 280 &&
                   offsetof(struct guard_state, garbage) == 288,
               "guard.S knows these offsets");

__attribute__((visibility("hidden"))) struct guard_state diff_guard_state;

static struct {
    uint32_t mxcsr;
    uint16_t x87_control;
    bool knows_use; ///< the processor tells which state components are in use (XGETBV with ECX = 1)
    bool is_ready;
} before;

enum { USE_X87 = 1 << 0, USE_YMM_UPPER = 1 << 2, USE_ZMM_UPPER = 1 << 6 };

static bool processor_tells_use(void) {
    uint32_t a = 1, b = 0, c = 0, d = 0;
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    bool has_xsave = (c & 1u << 27) != 0, has_avx = (c & 1u << 28) != 0;
    a = 0xd;
    c = 1;
    if (!has_xsave || !has_avx)
        return false;
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    return (a & 1u << 2) != 0;
}

void diff_guard_arm(diff_function function, size_t stack_argument_bytes, uint64_t salt,
                    bool has_garbage) {
    if (!before.is_ready) {
        before.knows_use = processor_tells_use();
        before.is_ready = true;
    }
    // XGETBV costs 28 ns on a Zen 3, as much as a short call: one case in four pays for it.
    diff_guard_state.looks_at_use = before.knows_use && salt % 4 == 0;
    diff_guard_state.use_after = 0;
    diff_guard_state.function = function;
    diff_guard_state.garbage = has_garbage ? (salt | 1) * 0x0101010101010101u : 0;
    for (int i = 0; i < CALLEE_SAVED; i++)
        diff_guard_state.junk[i] = (salt | 1) * (0x9e3779b97f4a7c15u + 2 * (uint64_t)i);
    diff_guard_state.stack_argument_bytes = stack_argument_bytes;
    // What a call that was not looked at left must not be charged to this one.
    if (diff_guard_state.looks_at_use)
        __asm__ volatile("vzeroupper\n\tfninit" ::: "memory");
    before.mxcsr = __builtin_ia32_stmxcsr();
    __asm__ volatile("fnstcw %0" : "=m"(before.x87_control));
}

/// The tag word that fnstenv stores has the bits 11 for an empty register: 0xffff when all are.
static bool x87_stack_is_empty(void) {
    struct {
        uint16_t control, unused_0, status, unused_1, tags, unused_2[9];
    } environment;
    __asm__ volatile("fnstenv %0\n\tfldenv %0" : "+m"(environment));
    return environment.tags == 0xffff;
}

static void restore_control(void) {
    __builtin_ia32_ldmxcsr(before.mxcsr);
    __asm__ volatile("fldcw %0" : : "m"(before.x87_control));
}

struct diff_leak diff_guard_check(uint32_t without) {
    const struct guard_state *state = &diff_guard_state;
    struct diff_leak leak = {.kind = DIFF_KIND_NONE};
    uint32_t in_use = state->use_after;
    uint32_t mxcsr_changed = (state->mxcsr_after ^ before.mxcsr) & MXCSR_CONTROL;
    for (int i = 0; i < CALLEE_SAVED && diff_check_is_on(without, DIFF_CHECK_REGISTERS); i++)
        if (state->found[i] != state->junk[i] && leak.kind == DIFF_KIND_NONE)
            leak = (struct diff_leak){DIFF_KIND_LEAK_REGISTER, i};
    if (state->stack_after != state->stack_before &&
        diff_check_is_on(without, DIFF_CHECK_STACK_POINTER))
        leak = (struct diff_leak){DIFF_KIND_LEAK_STACK_POINTER, 0};
    else if (memcmp(state->above_before, state->above_after, CANARY_BYTES) != 0 &&
             diff_check_is_on(without, DIFF_CHECK_STACK_BYTES))
        leak = (struct diff_leak){DIFF_KIND_LEAK_STACK_BYTES, 0};
    else if (mxcsr_changed != 0 && diff_check_is_on(without, DIFF_CHECK_FLOAT_CONTROL))
        leak = (struct diff_leak){DIFF_KIND_LEAK_FLOAT_CONTROL, (int32_t)mxcsr_changed};
    else if (state->x87_control_after != before.x87_control &&
             diff_check_is_on(without, DIFF_CHECK_X87_CONTROL))
        leak = (struct diff_leak){DIFF_KIND_LEAK_X87_CONTROL,
                                  state->x87_control_after ^ before.x87_control};
    else if ((state->flags_after & FLAG_DIRECTION) != 0 &&
             diff_check_is_on(without, DIFF_CHECK_DIRECTION))
        leak = (struct diff_leak){DIFF_KIND_LEAK_DIRECTION, 0};
    else if ((in_use & (USE_YMM_UPPER | USE_ZMM_UPPER)) != 0 &&
             diff_check_is_on(without, DIFF_CHECK_VECTOR_HALVES))
        leak = (struct diff_leak){DIFF_KIND_LEAK_UPPER, 0};
    // Once a process has used the x87 at all, only the costly look tells.
    if ((in_use & USE_X87) != 0 && !x87_stack_is_empty() &&
        diff_check_is_on(without, DIFF_CHECK_X87_STACK))
        leak = (struct diff_leak){DIFF_KIND_LEAK_X87_STACK, 0};
    if (mxcsr_changed != 0 || state->x87_control_after != before.x87_control)
        restore_control();
    return leak;
}

#elif defined(__aarch64__)

enum { CALLEE_SAVED = 18 }; // x19–x28, d8–d15

/// Shared with guard.S.
struct guard_state {
    diff_function function;
    uint64_t return_address;
    uint64_t stack_before;
    uint64_t saved[19]; ///< x19–x29, d8–d15 of our caller
    uint64_t junk[CALLEE_SAVED];
    uint64_t found[CALLEE_SAVED];
    uint64_t stack_after;
    uint64_t fpcr_after;
    uint64_t garbage; ///< fills the stack where the kernel's frame will lie
};

_Static_assert(offsetof(struct guard_state, saved) == 24 &&
                   offsetof(struct guard_state, junk) == 176 &&
                   offsetof(struct guard_state, found) == 320 &&
                   offsetof(struct guard_state, stack_after) == 464 &&
                   offsetof(struct guard_state, fpcr_after) == 472 &&
                   offsetof(struct guard_state, garbage) == 480,
               "guard.S knows these offsets");

__attribute__((visibility("hidden"))) struct guard_state diff_guard_state;

static uint64_t fpcr_before;

void diff_guard_arm(diff_function function, size_t stack_argument_bytes, uint64_t salt,
                    bool has_garbage) {
    (void)stack_argument_bytes;
    diff_guard_state.function = function;
    diff_guard_state.garbage = has_garbage ? (salt | 1) * 0x0101010101010101u : 0;
    for (int i = 0; i < CALLEE_SAVED; i++)
        diff_guard_state.junk[i] = (salt | 1) * (0x9e3779b97f4a7c15u + 2 * (uint64_t)i);
    __asm__ volatile("mrs %0, fpcr" : "=r"(fpcr_before));
}

struct diff_leak diff_guard_check(uint32_t without) {
    const struct guard_state *state = &diff_guard_state;
    struct diff_leak leak = {.kind = DIFF_KIND_NONE};
    for (int i = 0; i < CALLEE_SAVED && diff_check_is_on(without, DIFF_CHECK_REGISTERS); i++)
        if (state->found[i] != state->junk[i] && leak.kind == DIFF_KIND_NONE)
            leak = (struct diff_leak){DIFF_KIND_LEAK_REGISTER, i};
    if (state->stack_after != state->stack_before &&
        diff_check_is_on(without, DIFF_CHECK_STACK_POINTER))
        leak = (struct diff_leak){DIFF_KIND_LEAK_STACK_POINTER, 0};
    else if (state->fpcr_after != fpcr_before &&
             diff_check_is_on(without, DIFF_CHECK_FLOAT_CONTROL))
        leak = (struct diff_leak){DIFF_KIND_LEAK_FLOAT_CONTROL,
                                  (int32_t)(state->fpcr_after ^ fpcr_before)};
    __asm__ volatile("msr fpcr, %0" : : "r"(fpcr_before));
    return leak;
}

#endif

/// The signals of POSIX; those above them have no meaning of their own.
enum { SIGNALS = 31 };

/// For what is on its way out to be gone. Not slept through: the parent charges a process that
/// sleeps by the clock, which on a busy machine goes faster.
enum { PATIENCE_MS = 100 };

/// What belongs to the process rather than to the processor.
static struct {
    void (*handlers[SIGNALS + 1])(int);
    char folder[4096];
    char locale[256];
    int descriptor_flags[3];
    uint64_t threads;
    bool has_child;
} noted;

static void read_process(char *folder, size_t folder_bytes, char *locale_name, size_t locale_bytes,
                         int descriptor_flags[3]) {
    if (getcwd(folder, folder_bytes) == NULL)
        folder[0] = '\0';
    const char *name = setlocale(LC_ALL, NULL);
    strncpy(locale_name, name != NULL ? name : "", locale_bytes - 1);
    locale_name[locale_bytes - 1] = '\0';
    for (int i = 0; i < 3; i++)
        descriptor_flags[i] = fcntl(i, F_GETFD);
}

static void (*handler_of(int number))(int) {
    struct sigaction action;
    return sigaction(number, NULL, &action) == 0 ? action.sa_handler : SIG_DFL;
}

/// A folder has a link for itself, one in its parent, and one for every folder in it, which here is
/// a thread (proc(5)): one system call where listing them would take four.
static uint64_t count_threads(void) {
    struct stat status;
    return stat("/proc/self/task", &status) == 0 ? (uint64_t)status.st_nlink - 2 : 1;
}

/// A thread that was joined may still be on its way out of the system's tables.
static bool has_more_threads(void) {
    uint64_t deadline_ms = base_monotonic_ms() + PATIENCE_MS;
    while (count_threads() > noted.threads && base_monotonic_ms() < deadline_ms)
        sched_yield();
    return count_threads() > noted.threads;
}

/// A child that runs, or has ended and was not waited for.
static bool has_child(void) {
    siginfo_t child;
    return waitid(P_ALL, 0, &child, WEXITED | WNOHANG | WNOWAIT) == 0;
}

/// Children that return from a kernel end at once; one that stays is noted as there.
static void reap_children(void) {
    uint64_t deadline_ms = base_monotonic_ms() + PATIENCE_MS;
    while (has_child() && base_monotonic_ms() < deadline_ms)
        if (waitpid(-1, NULL, WNOHANG) == 0)
            sched_yield();
}

static volatile bool is_child;

static void become_child(void) {
    is_child = true;
}

void diff_process_end_child(void) {
    if (is_child)
        _exit(0);
}

void diff_process_note_threads(void) {
    noted.threads = count_threads();
}

void diff_process_note(void) {
    static bool watches_forks;
    is_child = false;
    if (!watches_forks)
        pthread_atfork(NULL, NULL, become_child);
    watches_forks = true;
    reap_children();
    noted.has_child = has_child();
    diff_process_note_threads();
    for (int i = 1; i <= SIGNALS; i++)
        noted.handlers[i] = handler_of(i);
    read_process(noted.folder, sizeof noted.folder, noted.locale, sizeof noted.locale,
                 noted.descriptor_flags);
}

struct diff_leak diff_process_check(uint32_t without) {
    static char folder[sizeof noted.folder], locale_name[sizeof noted.locale];
    int descriptor_flags[3];
    read_process(folder, sizeof folder, locale_name, sizeof locale_name, descriptor_flags);
    for (int i = 1; i <= SIGNALS && diff_check_is_on(without, DIFF_CHECK_SIGNAL_HANDLERS); i++)
        if (handler_of(i) != noted.handlers[i])
            return (struct diff_leak){DIFF_KIND_LEAK_SIGNAL_HANDLER, i};
    if (strcmp(folder, noted.folder) != 0 && diff_check_is_on(without, DIFF_CHECK_FOLDER))
        return (struct diff_leak){DIFF_KIND_LEAK_FOLDER, 0};
    if (strcmp(locale_name, noted.locale) != 0 && diff_check_is_on(without, DIFF_CHECK_LOCALE))
        return (struct diff_leak){DIFF_KIND_LEAK_LOCALE, 0};
    for (int i = 0; i < 3 && diff_check_is_on(without, DIFF_CHECK_DESCRIPTORS); i++)
        if (descriptor_flags[i] != noted.descriptor_flags[i])
            return (struct diff_leak){DIFF_KIND_LEAK_DESCRIPTOR, i};
    if (diff_check_is_on(without, DIFF_CHECK_THREADS) && has_more_threads())
        return (struct diff_leak){DIFF_KIND_LEAK_THREAD, 0};
    if (diff_check_is_on(without, DIFF_CHECK_PROCESSES) && !noted.has_child && has_child())
        return (struct diff_leak){DIFF_KIND_LEAK_PROCESS, 0};
    return (struct diff_leak){DIFF_KIND_NONE, 0};
}
