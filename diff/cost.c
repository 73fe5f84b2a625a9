#include "diff/cost.h"

#include "diff/session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/// Few enough to stay in the second-level cache, many enough to hide the clock.
enum { BLOCK_CASES = 64 };

/// One drawn case in ordinary memory; each side writes results of its own.
struct replay {
    struct corpus_case one;
    uint8_t *arrays[DIFF_VARIANTS_MAX + 1][SPEC_PARAMS_MAX];
};

static double thread_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double process_seconds(int who) {
    struct rusage usage;
    getrusage(who, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/// Aligned like a user's buffers would be: by the allocator, or to what @align promises.
static uint8_t *take_array(struct base_pool *pool, const struct spec_param *param, uint64_t count) {
    size_t alignment = param->alignment > 64 ? param->alignment : 64;
    uint8_t *memory = base_pool_take(pool, (size_t)count * param->element_size + alignment);
    return memory + (-(uintptr_t)memory & (alignment - 1));
}

static void draw_replay(const struct diff_subject *subject, uint64_t index, struct replay *replay,
                        struct corpus_case *scratch, struct base_pool *pool) {
    const struct spec_kernel *kernel = subject->kernel;
    diff_subject_draw(subject, index, scratch);
    replay->one = *scratch;
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        const struct spec_param *param = &kernel->params[i];
        uint64_t count = scratch->arguments[i].count;
        size_t bytes = (size_t)count * param->element_size;
        if (!param->is_array && param->base != SPEC_STRUCT)
            continue;
        for (uint32_t side = 0; side <= subject->variant_count; side++) {
            bool is_shared = side > 0 && (param->role == SPEC_IN || !param->is_array);
            replay->arrays[side][i] =
                is_shared ? replay->arrays[0][i] : take_array(pool, param, count);
            if (!is_shared && param->role != SPEC_OUT)
                memcpy(replay->arrays[side][i], scratch->arguments[i].data, bytes);
        }
        replay->one.arguments[i].data = replay->arrays[0][i];
    }
}

static double replay_seconds(const struct diff_subject *subject) {
    static struct replay replays[BLOCK_CASES];
    struct base_pool pool = {0}, block = {0};
    struct corpus_case *scratch = corpus_case_create(subject->kernel);
    uint8_t *result = base_pool_take(&pool, diff_call_result_bytes(subject->call));
    uint64_t inputs = subject->options->inputs;
    double seconds = 0;
    for (uint64_t first = 0; first < inputs; first += BLOCK_CASES) {
        uint64_t count = inputs - first < BLOCK_CASES ? inputs - first : BLOCK_CASES;
        for (uint64_t i = 0; i < count; i++)
            draw_replay(subject, first + i, &replays[i], scratch, &block);
        double started = thread_seconds();
        for (uint32_t side = 0; side <= subject->variant_count; side++) {
            diff_function function =
                side == 0 ? subject->reference : subject->variants[side - 1].function;
            for (uint64_t i = 0; i < count; i++)
                diff_call_bare(subject->call, function, &replays[i].one, replays[i].arrays[side],
                               result);
        }
        seconds += thread_seconds() - started;
        base_pool_free(&block);
    }
    return seconds;
}

/// The calls run in a child: a kernel that crashes must not take the measurement down.
static bool measure_calls(const struct diff_subject *subject, double *seconds,
                          struct base_diag *diag) {
    double *shared =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int status = 0;
    if (shared == MAP_FAILED)
        return base_fail(diag, "no shared memory: %s", strerror(errno));
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        *shared = replay_seconds(subject);
        _exit(0);
    }
    if (pid > 0)
        waitpid(pid, &status, 0);
    *seconds = *shared;
    munmap(shared, sizeof *shared);
    if (pid < 0)
        return base_fail(diag, "cannot start a process: %s", strerror(errno));
    if (!WIFEXITED(status) || *seconds <= 0)
        return base_fail(diag, "%s: a call ended its process; run `lockstep diff` without --cost",
                         subject->kernel->name);
    return true;
}

bool diff_cost_measure(const struct diff_subject *subject, struct diff_cost *cost,
                       struct base_diag *diag) {
    struct base_pool pool = {0};
    struct diff_kernel_result result = {0};
    bool was_interrupted;
    cost->cases = subject->options->inputs;
    double before = process_seconds(RUSAGE_CHILDREN) + process_seconds(RUSAGE_SELF);
    bool ok = diff_session_run(subject, 0, NULL, NULL, &result, &was_interrupted, &pool, diag);
    cost->whole_s = process_seconds(RUSAGE_CHILDREN) + process_seconds(RUSAGE_SELF) - before;
    for (uint32_t i = 0; ok && i < result.run_count; i++)
        if (result.variants[i].finding_count > 0)
            ok = base_fail(diag, "%s: %s fails; what is wrong is not timed", subject->kernel->name,
                           result.variants[i].name);
    base_pool_free(&pool);
    return ok && measure_calls(subject, &cost->calls_s, diag);
}
