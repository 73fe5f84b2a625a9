#include "diff/trap.h"

#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

enum { TRAP_STACK_BYTES = 64 * 1024, STACK_REACH_BYTES = 256 * 1024 };

/// A handler takes no argument of ours, so what it needs must be global to the process.
static struct diff_trap_record *current_record;
static const struct diff_layout *current_layout;

static uintptr_t stack_pointer(const ucontext_t *context) {
#if defined(__x86_64__)
    return (uintptr_t)context->uc_mcontext.gregs[REG_RSP];
#else
    return (uintptr_t)context->uc_mcontext.sp;
#endif
}

static bool fault_was_write(const ucontext_t *context) {
#if defined(__x86_64__)
    return (context->uc_mcontext.gregs[REG_ERR] & 2) != 0; // Intel SDM vol. 3A §4.7: W/R
#else
    // The exception syndrome's WnR bit (Arm ARM, ESR_ELx, bit 6) stands in an esr_context record.
    const uint8_t *record = context->uc_mcontext.__reserved;
    for (size_t at = 0; at + 16 <= sizeof context->uc_mcontext.__reserved;) {
        uint32_t magic, size;
        memcpy(&magic, record + at, 4);
        memcpy(&size, record + at + 4, 4);
        if (magic == 0x45535201) {
            uint64_t syndrome;
            memcpy(&syndrome, record + at + 8, 8);
            return (syndrome & 1u << 6) != 0;
        }
        if (magic == 0 || size == 0)
            break;
        at += size;
    }
    return false;
#endif
}

static void on_fatal_signal(int number, siginfo_t *info, void *opaque) {
    const ucontext_t *context = opaque;
    struct diff_outcome outcome = {
        .class = DIFF_CRASHED,
        .kind = DIFF_KIND_SIGNAL,
        .param = DIFF_NO_PARAM,
        .detail = number,
    };
    bool is_access = number == SIGSEGV || number == SIGBUS;
    uintptr_t address = (uintptr_t)info->si_addr, stack = stack_pointer(context);
    if (is_access && info->si_code > 0 &&
        diff_layout_attribute(current_layout, info->si_addr, fault_was_write(context), &outcome)) {
        outcome.detail = 0;
    } else if (is_access && info->si_code > 0 && address + STACK_REACH_BYTES > stack &&
               address < stack + STACK_REACH_BYTES) {
        outcome.kind = DIFF_KIND_STACK_OVERFLOW;
    }
    current_record->outcome = outcome;
    __atomic_store_n(&current_record->is_set, 1, __ATOMIC_RELEASE);
    _exit(128 + number);
}

void diff_trap_begin(void) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_DFL);
    dup2(STDERR_FILENO, STDOUT_FILENO);
}

void diff_trap_install(struct diff_trap_record *record, const struct diff_layout *layout) {
    static uint8_t stack[TRAP_STACK_BYTES] __attribute__((aligned(16)));
    static const int fatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};
    current_record = record;
    current_layout = layout;
    sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL);
    struct sigaction action = {.sa_sigaction = on_fatal_signal,
                               .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
    for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++)
        sigaction(fatal[i], &action, NULL);
    // A million crashes must not write a million core files.
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
}

struct diff_outcome diff_trap_outcome(const struct diff_trap_record *record, int wait_status) {
    if (__atomic_load_n(&record->is_set, __ATOMIC_ACQUIRE))
        return record->outcome;
    struct diff_outcome outcome = {.class = DIFF_CRASHED, .param = DIFF_NO_PARAM};
    if (WIFSIGNALED(wait_status)) {
        outcome.kind = DIFF_KIND_SIGNAL;
        outcome.detail = WTERMSIG(wait_status);
    } else {
        outcome.kind = DIFF_KIND_EXIT;
        outcome.detail = WEXITSTATUS(wait_status);
    }
    return outcome;
}
