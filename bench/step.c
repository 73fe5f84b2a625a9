#include "bench/step.h"

#include <elf.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

/// The loop around the call has fewer instructions than this before it reaches the kernel.
enum { APPROACH_STEPS_MAX = 200000 };

struct position {
    uint64_t instruction, stack;
};

static bool read_position(pid_t pid, struct position *position) {
    struct user_regs_struct registers;
    struct iovec vector = {&registers, sizeof registers};
    if (ptrace(PTRACE_GETREGSET, pid, (void *)(uintptr_t)NT_PRSTATUS, &vector) != 0)
        return false;
#if defined(__x86_64__)
    *position = (struct position){registers.rip, registers.rsp};
#else
    *position = (struct position){registers.pc, registers.sp};
#endif
    return true;
}

static bool step(pid_t pid) {
    int status;
    return ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL) == 0 && waitpid(pid, &status, 0) == pid &&
           WIFSTOPPED(status) && WSTOPSIG(status) == SIGTRAP;
}

static _Noreturn void run_child(const struct bench_loops *loops, const struct bench_inputs *inputs,
                                diff_function function) {
    // A tracer that is killed would leave it behind, perhaps in a call that never ends.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
        _exit(1);
    // The first call binds symbols and touches pages; the second one is counted.
    loops->call(function, inputs->words, inputs->stride, inputs->set_count, 0, 1);
    raise(SIGSTOP);
    loops->call(function, inputs->words, inputs->stride, inputs->set_count, 0, 1);
    _exit(0);
}

/// Steps until the kernel's first instruction, then until the stack is above its frame: the return
/// instruction pops the address that the call pushed (x86-64), or the stack is level (AArch64) and
/// the instruction is the one behind the call.
static enum bench_step_status count_steps(pid_t pid, uint64_t entry, uint64_t limit,
                                          uint64_t *count) {
    struct position at = {0}, start;
    uint64_t steps = 0;
    do {
        if (steps++ == APPROACH_STEPS_MAX || !step(pid) || !read_position(pid, &at))
            return BENCH_STEP_IMPOSSIBLE;
    } while (at.instruction != entry);
    start = at;
#if defined(__x86_64__)
    uint64_t back = (uint64_t)ptrace(PTRACE_PEEKDATA, pid, (void *)(uintptr_t)at.stack, NULL);
    uint64_t stack = start.stack + 8;
#else
    struct user_regs_struct registers;
    struct iovec vector = {&registers, sizeof registers};
    if (ptrace(PTRACE_GETREGSET, pid, (void *)(uintptr_t)NT_PRSTATUS, &vector) != 0)
        return BENCH_STEP_IMPOSSIBLE;
    uint64_t back = registers.regs[30], stack = start.stack;
#endif
    for (*count = 0; at.instruction != back || at.stack != stack; *count += 1) {
        if (*count == limit)
            return BENCH_STEP_TOO_MANY;
        if (!step(pid) || !read_position(pid, &at))
            return BENCH_STEP_IMPOSSIBLE;
    }
    return BENCH_STEP_COUNTED;
}

/// Keeps this process, and those that it starts from now on, on one processor: a step is two
/// switches between processes, which take ten times as long where each has to wake a processor that
/// rests. Where that is not allowed, it only takes longer.
static void stay_here(cpu_set_t *before) {
    cpu_set_t here;
    CPU_ZERO(&here);
    CPU_ZERO(before);
    int processor = sched_getcpu();
    if (processor < 0 || processor >= CPU_SETSIZE ||
        sched_getaffinity(0, sizeof *before, before) != 0)
        return;
    CPU_SET(processor, &here);
    sched_setaffinity(0, sizeof here, &here);
}

enum bench_step_status bench_step_count(const struct bench_loops *loops,
                                        const struct bench_inputs *inputs, diff_function function,
                                        uint64_t limit, uint64_t *count) {
    uintptr_t entry;
    int status;
    cpu_set_t before;
    memcpy(&entry, &function, sizeof entry);
    stay_here(&before);
    pid_t pid = fork();
    if (pid == 0)
        run_child(loops, inputs, function);
    enum bench_step_status result = BENCH_STEP_IMPOSSIBLE;
    if (pid > 0 && waitpid(pid, &status, 0) == pid && WIFSTOPPED(status) &&
        WSTOPSIG(status) == SIGSTOP)
        result = count_steps(pid, entry, limit, count);
    if (pid > 0) {
        kill(pid, SIGKILL);
        waitpid(pid, &status, 0);
    }
    if (CPU_COUNT(&before) > 0)
        sched_setaffinity(0, sizeof before, &before);
    return result;
}

/// Instructions of user code while the loop makes `calls` calls; the least of several tries, since
/// an interrupt may add some.
static bool count_loop(int counter, const struct bench_loops *loops,
                       const struct bench_inputs *inputs, diff_function function, uint64_t calls,
                       uint64_t *count) {
    *count = UINT64_MAX;
    for (int i = 0; i < 5; i++) {
        uint64_t value;
        ioctl(counter, PERF_EVENT_IOC_RESET, 0);
        ioctl(counter, PERF_EVENT_IOC_ENABLE, 0);
        // Always set 0: the sets may need different numbers of instructions.
        for (uint64_t k = 0; k < calls; k++)
            loops->call(function, inputs->words, inputs->stride, inputs->set_count, 0, 1);
        ioctl(counter, PERF_EVENT_IOC_DISABLE, 0);
        if (read(counter, &value, sizeof value) != sizeof value)
            return false;
        *count = value < *count ? value : *count;
    }
    return true;
}

bool bench_step_counter(const struct bench_loops *loops, const struct bench_inputs *inputs,
                        diff_function function, uint64_t *count) {
    struct perf_event_attr wanted = {.type = PERF_TYPE_HARDWARE,
                                     .size = sizeof wanted,
                                     .config = PERF_COUNT_HW_INSTRUCTIONS,
                                     .disabled = 1,
                                     .exclude_kernel = 1,
                                     .exclude_hv = 1};
    uint64_t one, none;
    int counter = (int)syscall(SYS_perf_event_open, &wanted, 0, -1, -1, 0);
    if (counter < 0)
        return false;
    bool ok = count_loop(counter, loops, inputs, function, 1, &one) &&
              count_loop(counter, loops, inputs, function, 0, &none) && one > none;
    close(counter);
    *count = ok ? one - none : 0;
    return ok;
}
