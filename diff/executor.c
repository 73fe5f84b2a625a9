#include "diff/executor.h"

#include "diff/patience.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SPINS = 2000, SLICE_NS = 1000 * 1000 };

/// A case without its elements, which lie in the mailbox's arrays.
struct mail_argument {
    uint64_t bits, count;
    enum corpus_placement placement;
    uint32_t offset;
};

/// What parent and child share besides the arrays.
struct mailbox {
    uint32_t asked, answered; ///< futex words: numbers of the last request and the last answer
    bool is_corpus, is_repeated, wants_results;
    uint32_t entry_states;
    uint64_t salt, first, last;
    struct mail_argument arguments[SPEC_PARAMS_MAX];
    struct diff_progress progress;
    struct diff_outcome outcome;
    bool has_results[2], has_diag;
    struct base_diag diag;
};

struct diff_executor {
    const struct diff_subject *subject;
    uint32_t variant;
    pid_t pid; ///< 0: no child
    struct mailbox *mailbox;
    uint8_t *inputs[SPEC_PARAMS_MAX];          ///< shared: elements of the case
    uint8_t *outputs[2][SPEC_PARAMS_MAX];      ///< shared: written arrays of each side
    uint8_t *results[2];                       ///< shared: return values
    long double *oracles[SPEC_PARAMS_MAX + 1]; ///< shared: the oracle's floating results
};

static void *share_bytes(size_t bytes) {
    void *memory = mmap(NULL, bytes + 1, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return memory != MAP_FAILED ? memory : NULL;
}

static size_t capacity_of(const struct spec_param *param) {
    return (size_t)param->extent_max * param->element_size;
}

static bool share_arrays(struct diff_executor *executor) {
    const struct spec_kernel *kernel = executor->subject->kernel;
    bool ok = true;
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        const struct spec_param *param = &kernel->params[i];
        ok = ok && (executor->inputs[i] = share_bytes(capacity_of(param))) != NULL;
        if (!spec_is_result(param))
            continue;
        for (int side = 0; side < 2; side++)
            ok = ok && (executor->outputs[side][i] = share_bytes(capacity_of(param))) != NULL;
        ok = ok && (executor->oracles[i] =
                        share_bytes((size_t)param->extent_max * sizeof(long double))) != NULL;
    }
    for (int side = 0; side < 2; side++)
        ok = ok && (executor->results[side] =
                        share_bytes(diff_call_result_bytes(executor->subject->call))) != NULL;
    return ok && (executor->oracles[DIFF_RETURN] = share_bytes(sizeof(long double))) != NULL;
}

bool diff_executor_create(struct diff_executor **made, const struct diff_subject *subject,
                          uint32_t variant, struct base_diag *diag) {
    struct diff_executor *executor = calloc(1, sizeof *executor);
    base_check(executor != NULL);
    *executor = (struct diff_executor){.subject = subject, .variant = variant};
    *made = executor;
    executor->mailbox = share_bytes(sizeof *executor->mailbox);
    if (executor->mailbox != NULL && share_arrays(executor)) {
        executor->mailbox->entry_states = subject->options->entry_states;
        return true;
    }
    return base_fail(diag, "%s: no shared memory for a case of %llu bytes: %s",
                     subject->kernel->name, (unsigned long long)subject->kernel->memory_bytes,
                     strerror(errno));
}

void diff_executor_enter(struct diff_executor *executor, uint32_t entry_states) {
    executor->mailbox->entry_states = entry_states;
}

static void unshare(void *memory, size_t bytes) {
    if (memory != NULL)
        munmap(memory, bytes + 1);
}

void diff_executor_free(struct diff_executor *executor) {
    const struct spec_kernel *kernel = executor->subject->kernel;
    diff_executor_refresh(executor);
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        size_t capacity = capacity_of(&kernel->params[i]);
        unshare(executor->inputs[i], capacity);
        unshare(executor->outputs[0][i], capacity);
        unshare(executor->outputs[1][i], capacity);
        unshare(executor->oracles[i], (size_t)kernel->params[i].extent_max * sizeof(long double));
    }
    unshare(executor->results[0], diff_call_result_bytes(executor->subject->call));
    unshare(executor->results[1], diff_call_result_bytes(executor->subject->call));
    unshare(executor->oracles[DIFF_RETURN], sizeof(long double));
    unshare(executor->mailbox, sizeof *executor->mailbox);
    free(executor);
}

static void futex_wait(uint32_t *word, uint32_t seen, long nanoseconds) {
    struct timespec slice = {.tv_nsec = nanoseconds};
    syscall(SYS_futex, word, FUTEX_WAIT, seen, nanoseconds > 0 ? &slice : NULL, NULL, 0);
}

static void futex_wake(uint32_t *word) {
    syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

static uint32_t load(const uint32_t *word) {
    return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

static void take_outcome(uint32_t variant, const struct diff_outcome *outcome, void *context) {
    struct mailbox *mailbox = context;
    (void)variant;
    mailbox->outcome = *outcome;
}

static void load_case(struct diff_executor *executor, struct diff_run *run) {
    struct corpus_case one = {.kernel = executor->subject->kernel};
    for (uint32_t i = 0; i < one.kernel->param_count; i++) {
        const struct mail_argument *mail = &executor->mailbox->arguments[i];
        one.arguments[i] =
            (struct corpus_argument){.bits = mail->bits,
                                     .count = mail->count,
                                     .placement = mail->placement,
                                     .offset = mail->offset,
                                     .data = executor->inputs[i],
                                     .capacity = capacity_of(&one.kernel->params[i])};
    }
    diff_run_load(run, &one, executor->mailbox->salt);
}

/// Puts both sides' results, and the oracle's, where the parent can read them.
static void export_results(struct diff_executor *executor, struct diff_run *run) {
    const struct spec_kernel *kernel = executor->subject->kernel;
    struct diff_companion *oracle = (struct diff_companion *)(uintptr_t)&executor->subject->oracle;
    for (int side = 0; side < 2; side++) {
        memcpy(executor->results[side], run->results[side],
               diff_call_result_bytes(executor->subject->call));
        for (uint32_t i = 0; i < kernel->param_count; i++)
            if (executor->outputs[side][i] != NULL)
                memcpy(executor->outputs[side][i], run->arrays[side][i],
                       run->one.arguments[i].count * kernel->params[i].element_size);
    }
    if (oracle->function == NULL)
        return;
    run->progress->phase = DIFF_PHASE_COMPANION;
    diff_companion_call(oracle, &run->one, run->arrays[DIFF_BANK_REFERENCE]);
    if (spec_base_is_float(kernel->result.base))
        executor->oracles[DIFF_RETURN][0] = diff_companion_value(oracle, DIFF_RETURN, 0);
    for (uint32_t i = 0; i < kernel->param_count; i++)
        for (uint64_t j = 0;
             executor->oracles[i] != NULL && spec_base_is_float(kernel->params[i].base) &&
             j < run->one.arguments[i].count;
             j++)
            executor->oracles[i][j] = diff_companion_value(oracle, i, j);
}

static void serve(struct diff_executor *executor, struct diff_run *run) {
    struct mailbox *mailbox = executor->mailbox;
    uint32_t mask = 1u << executor->variant;
    run->entry_states = mailbox->entry_states;
    mailbox->outcome = (struct diff_outcome){.class = DIFF_EQUAL, .param = DIFF_NO_PARAM};
    if (mailbox->is_corpus) {
        for (uint64_t index = mailbox->first; index <= mailbox->last; index++) {
            diff_run_draw(run, index);
            diff_run_case(run, mask, diff_case_is_repeated(index), false, take_outcome, mailbox,
                          NULL);
        }
    } else {
        load_case(executor, run);
        diff_run_case(run, mask, mailbox->is_repeated, true, take_outcome, mailbox, NULL);
    }
    if (mailbox->wants_results)
        export_results(executor, run);
    mailbox->has_results[0] = mailbox->has_results[1] = mailbox->wants_results;
}

static _Noreturn void live(struct diff_executor *executor) {
    struct mailbox *mailbox = executor->mailbox;
    struct base_pool pool = {0};
    struct diff_run run;
    diff_trap_begin();
    if (!diff_run_create(&run, executor->subject, &mailbox->progress, &pool, &mailbox->diag)) {
        mailbox->has_diag = true;
        _exit(0);
    }
    for (;;) {
        uint32_t answered = mailbox->answered;
        for (int spin = 0; spin < SPINS && load(&mailbox->asked) == answered; spin++)
            __asm__ volatile("" ::: "memory");
        while (load(&mailbox->asked) == answered)
            futex_wait(&mailbox->asked, answered, 0);
        serve(executor, &run);
        __atomic_store_n(&mailbox->answered, mailbox->asked, __ATOMIC_RELEASE);
        futex_wake(&mailbox->answered);
    }
}

void diff_executor_refresh(struct diff_executor *executor) {
    if (executor->pid == 0)
        return;
    kill(executor->pid, SIGKILL);
    waitpid(executor->pid, NULL, 0);
    executor->pid = 0;
}

static bool ensure_child(struct diff_executor *executor, struct base_diag *diag) {
    if (executor->pid != 0)
        return true;
    struct mailbox *mailbox = executor->mailbox;
    memset(&mailbox->progress, 0, sizeof mailbox->progress);
    mailbox->answered = mailbox->asked;
    mailbox->has_diag = false;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0)
        live(executor);
    if (pid < 0)
        return base_fail(diag, "cannot start a process: %s", strerror(errno));
    executor->pid = pid;
    return true;
}

/// Waits for the answer. False where the child ended or hung instead: then `ended` is its outcome.
static bool await_answer(struct diff_executor *executor, uint32_t number,
                         struct diff_outcome *ended) {
    struct mailbox *mailbox = executor->mailbox;
    struct diff_patience patience = {0};
    for (int spin = 0; spin < SPINS; spin++)
        if (load(&mailbox->answered) == number)
            return true;
    for (;;) {
        uint32_t answered = load(&mailbox->answered);
        if (answered == number)
            return true;
        futex_wait(&mailbox->answered, answered, SLICE_NS);
        int status;
        if (waitpid(executor->pid, &status, WNOHANG) == executor->pid) {
            executor->pid = 0;
            if (load(&mailbox->answered) == number)
                return true;
            *ended = diff_trap_outcome(&mailbox->progress.trap, status);
            return false;
        }
        if (diff_patience_ends(&patience, executor->pid, mailbox->progress.sequence,
                               executor->subject->options->timeout_ms)) {
            diff_executor_refresh(executor);
            *ended = (struct diff_outcome){.class = DIFF_HUNG, .param = DIFF_NO_PARAM};
            return false;
        }
    }
}

static bool ask(struct diff_executor *executor, struct diff_outcome *outcome,
                struct base_diag *diag) {
    struct mailbox *mailbox = executor->mailbox;
    struct diff_outcome ended;
    uint32_t number = mailbox->asked + 1;
    mailbox->has_results[0] = mailbox->has_results[1] = false;
    __atomic_store_n(&mailbox->asked, number, __ATOMIC_RELEASE);
    futex_wake(&mailbox->asked);
    if (await_answer(executor, number, &ended)) {
        *outcome = mailbox->outcome;
        return true;
    }
    enum diff_phase phase = mailbox->progress.phase;
    if (mailbox->has_diag) {
        *diag = mailbox->diag;
        return false;
    }
    if (phase != DIFF_PHASE_REFERENCE && phase != DIFF_PHASE_OPTIMIZED) {
        char how[256];
        diff_outcome_describe(executor->subject->kernel, &ended, how, sizeof how);
        return base_fail(diag, "%s: a generator, comparator or companion ended its process (%s)",
                         executor->subject->kernel->name, how);
    }
    ended.side = phase == DIFF_PHASE_REFERENCE ? DIFF_REFERENCE : DIFF_OPTIMIZED;
    ended.entry_state = mailbox->progress.entry_state;
    *outcome = ended;
    return true;
}

static bool run_request(struct diff_executor *executor, const struct corpus_case *one,
                        uint64_t salt, bool is_repeated, bool wants_results,
                        struct diff_outcome *outcome, struct base_diag *diag) {
    if (!ensure_child(executor, diag))
        return false;
    struct mailbox *mailbox = executor->mailbox;
    for (uint32_t i = 0; i < one->kernel->param_count; i++) {
        const struct spec_param *param = &one->kernel->params[i];
        const struct corpus_argument *argument = &one->arguments[i];
        mailbox->arguments[i] = (struct mail_argument){.bits = argument->bits,
                                                       .count = argument->count,
                                                       .placement = argument->placement,
                                                       .offset = argument->offset};
        bool has_elements = param->is_array ? param->role != SPEC_OUT : param->base == SPEC_STRUCT;
        if (has_elements)
            memcpy(executor->inputs[i], argument->data, argument->count * param->element_size);
    }
    mailbox->is_corpus = false;
    mailbox->is_repeated = is_repeated;
    mailbox->wants_results = wants_results;
    mailbox->salt = salt;
    return ask(executor, outcome, diag);
}

bool diff_executor_run(struct diff_executor *executor, const struct corpus_case *one, uint64_t salt,
                       bool is_repeated, struct diff_outcome *outcome, struct base_diag *diag) {
    return run_request(executor, one, salt, is_repeated, false, outcome, diag);
}

bool diff_executor_run_earlier(struct diff_executor *executor,
                               const struct corpus_case *const *earlier, uint32_t count,
                               uint64_t salt, struct diff_outcome *outcome,
                               struct base_diag *diag) {
    for (uint32_t i = 0; i < count; i++)
        if (!diff_executor_run(executor, earlier[i], salt, false, outcome, diag))
            return false;
    return true;
}

bool diff_executor_run_for_results(struct diff_executor *executor, const struct corpus_case *one,
                                   uint64_t salt, struct diff_outcome *outcome,
                                   struct base_diag *diag) {
    return run_request(executor, one, salt, false, true, outcome, diag);
}

bool diff_executor_run_corpus(struct diff_executor *executor, uint64_t first, uint64_t last,
                              struct diff_outcome *outcome, struct base_diag *diag) {
    if (!ensure_child(executor, diag))
        return false;
    struct mailbox *mailbox = executor->mailbox;
    mailbox->is_corpus = true;
    mailbox->wants_results = true;
    mailbox->first = first;
    mailbox->last = last;
    return ask(executor, outcome, diag);
}

bool diff_executor_results(const struct diff_executor *executor, enum diff_side side,
                           struct diff_results *results) {
    *results =
        (struct diff_results){.result = executor->results[side], .arrays = executor->outputs[side]};
    return executor->mailbox->has_results[side];
}

bool diff_executor_oracle(const struct diff_executor *executor, uint32_t param, uint64_t element,
                          long double *value) {
    if (executor->subject->oracle.function == NULL || !executor->mailbox->has_results[0])
        return false;
    *value = executor->oracles[param][element];
    return true;
}
