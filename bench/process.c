#include "bench/process.h"

#include "diff/patience.h"
#include "diff/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/// Where a measuring process writes its answer: kernels may print on the usual descriptors.
enum {
    RESULT_DESCRIPTOR = 3,
    PROGRESS_DESCRIPTOR = 4,
    PADDING_BYTES_MAX = 1024,
    LOOK_MS = 80, ///< how often it is looked whether slots still end: diff/patience.h
};

/// What this process and the measuring one talk over.
struct worker_pipes {
    int jobs[2], answers[2], progress_file;
    struct bench_progress *progress;
};

static _Noreturn void become_worker(const char *program, const struct bench_job *job,
                                    int job_descriptor, int result_descriptor,
                                    int progress_descriptor, const sigset_t *signals) {
    char padding[PADDING_BYTES_MAX + 1];
    size_t length = (size_t)(job->salt * 0x9e3779b97f4a7c15u >> 54) % PADDING_BYTES_MAX;
    memset(padding, 'x', length);
    padding[length] = '\0';
    setenv("LOCKSTEP_PADDING", padding, 1);
    // Who is interrupted takes the measuring process along; its own end by the keys that reached
    // the whole group would look like the kernel's.
    signal(SIGINT, SIG_IGN);
    sigprocmask(SIG_SETMASK, signals, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    // The descriptors may be 0 or 1 themselves where the caller had closed those.
    int job_copy = fcntl(job_descriptor, F_DUPFD_CLOEXEC, PROGRESS_DESCRIPTOR + 1);
    int result = fcntl(result_descriptor, F_DUPFD_CLOEXEC, PROGRESS_DESCRIPTOR + 1);
    int progress = fcntl(progress_descriptor, F_DUPFD_CLOEXEC, PROGRESS_DESCRIPTOR + 1);
    if (dup2(job_copy, 0) < 0 || dup2(nowhere, 1) < 0 || dup2(result, RESULT_DESCRIPTOR) < 0 ||
        dup2(progress, PROGRESS_DESCRIPTOR) < 0)
        _exit(127);
    execl(program, program, "measure", (char *)NULL);
    _exit(127);
}

/// SIGINT and SIGTERM reach this process only while it waits for an answer, so that none arrives
/// between the look at diff_was_interrupted and the wait. `before` is what to wait with.
static void hold_interrupts(sigset_t *before) {
    sigset_t held;
    sigemptyset(&held);
    sigaddset(&held, SIGINT);
    sigaddset(&held, SIGTERM);
    sigprocmask(SIG_BLOCK, &held, before);
}

/// Reads until the end or an interruption; false where no slot ends for too long a time, as
/// diff/patience.h counts it: a process that other work keeps from running is not stuck.
static bool read_answer(int descriptor, pid_t pid, const struct bench_progress *progress,
                        uint32_t timeout_ms, const sigset_t *signals, char **text, size_t *length) {
    FILE *stream = open_memstream(text, length);
    struct pollfd watched = {.fd = descriptor, .events = POLLIN};
    char bytes[65536];
    ssize_t count = 1;
    bool in_time = true;
    struct diff_patience patience = {0};
    uint32_t look_ms = timeout_ms < LOOK_MS ? timeout_ms : LOOK_MS;
    const struct timespec look = {0, look_ms * 1000000L};
    base_check(stream != NULL);
    while (count > 0 && in_time && !diff_was_interrupted()) {
        int ready = ppoll(&watched, 1, &look, signals);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready == 0) {
            // The sequence starts at 1: a process that never comes to a slot is stuck as well.
            in_time = !diff_patience_ends(&patience, pid, progress->beats + 1, timeout_ms);
            continue;
        }
        count = ready > 0 ? read(descriptor, bytes, sizeof bytes) : 0;
        if (count > 0)
            fwrite(bytes, 1, (size_t)count, stream);
    }
    fclose(stream);
    return in_time;
}

/// Memory that the measuring process will share; NULL with errno where there is none.
static struct bench_progress *open_progress(int *file) {
    *file = memfd_create("lockstep-progress", MFD_CLOEXEC);
    if (*file < 0 || ftruncate(*file, sizeof(struct bench_progress)) != 0)
        return NULL;
    struct bench_progress *progress =
        mmap(NULL, sizeof *progress, PROT_READ | PROT_WRITE, MAP_SHARED, *file, 0);
    if (progress == MAP_FAILED)
        return NULL;
    progress->cell = BENCH_CELL_NONE;
    progress->side = BENCH_SIDE_REFERENCE;
    return progress;
}

static bool send_job(int descriptor, const struct bench_job *job) {
    json_t *json = bench_job_pack(job);
    base_check(json != NULL);
    bool ok = json_dumpfd(json, descriptor, JSON_COMPACT) == 0;
    json_decref(json);
    return ok;
}

static enum bench_process_status judge(const char *text, size_t length, int status,
                                       struct bench_job_result *result, struct base_pool *pool,
                                       struct base_diag *diag) {
    if (WIFSIGNALED(status)) {
        result->broken_text =
            base_pool_format(pool, "the process that timed it ended by signal %d (%s)",
                             WTERMSIG(status), strsignal(WTERMSIG(status)));
        return BENCH_PROCESS_CRASHED;
    }
    json_error_t error;
    json_t *json = json_loadb(text, length, 0, &error);
    if (json == NULL) {
        result->broken_text =
            base_pool_format(pool,
                             "the process that timed it ended with exit status %d and no "
                             "answer",
                             WEXITSTATUS(status));
        return BENCH_PROCESS_CRASHED;
    }
    bool ok = bench_job_result_unpack(result, json, pool, diag);
    json_decref(json);
    return ok ? BENCH_PROCESS_OK : BENCH_PROCESS_FAILED;
}

/// Starts a process, sends it the job and waits for its end; false where it hung.
/// The process id is negative where none could be started.
static bool run_worker(const char *program, const struct bench_job *job, uint32_t timeout_ms,
                       struct worker_pipes *pipes, pid_t *pid, int *status, char **text,
                       size_t *length) {
    sigset_t signals;
    hold_interrupts(&signals);
    *pid = fork();
    if (*pid == 0)
        become_worker(program, job, pipes->jobs[0], pipes->answers[1], pipes->progress_file,
                      &signals);
    close(pipes->progress_file);
    close(pipes->jobs[0]);
    close(pipes->answers[1]);
    // A process that ends before it reads is judged by its end, not by the broken pipe.
    if (*pid > 0)
        send_job(pipes->jobs[1], job);
    close(pipes->jobs[1]);
    bool in_time = *pid < 0 || read_answer(pipes->answers[0], *pid, pipes->progress, timeout_ms,
                                           &signals, text, length);
    close(pipes->answers[0]);
    if (*pid > 0 && (!in_time || diff_was_interrupted()))
        kill(*pid, SIGKILL);
    if (*pid > 0)
        waitpid(*pid, status, 0);
    // A signal to the whole group that ended the other process first has come by now.
    int error = errno;
    sigprocmask(SIG_SETMASK, &signals, NULL);
    errno = error;
    return in_time;
}

enum bench_process_status bench_process_run(const char *program, const struct bench_job *job,
                                            uint32_t timeout_ms, struct bench_job_result *result,
                                            struct base_pool *pool, struct base_diag *diag) {
    struct worker_pipes pipes;
    int status = 0;
    char *text = NULL;
    size_t length = 0;
    pid_t pid;
    pipes.progress = open_progress(&pipes.progress_file);
    *result = (struct bench_job_result){0};
    if (pipes.progress == NULL || pipe2(pipes.jobs, O_CLOEXEC) != 0 ||
        pipe2(pipes.answers, O_CLOEXEC) != 0) {
        base_fail(diag, "no way to talk to a measuring process: %s", strerror(errno));
        return BENCH_PROCESS_FAILED;
    }
    fflush(NULL);
    bool in_time = run_worker(program, job, timeout_ms, &pipes, &pid, &status, &text, &length);
    enum bench_process_status verdict = BENCH_PROCESS_FAILED;
    if (pid < 0) {
        base_fail(diag, "cannot start a measuring process: %s", strerror(errno));
    } else if (diff_was_interrupted()) {
        verdict = BENCH_PROCESS_INTERRUPTED;
    } else if (!in_time) {
        result->broken_text = base_pool_format(
            pool, "the process that timed it ended no slot in %g s", timeout_ms / 1000.0);
        verdict = BENCH_PROCESS_HUNG;
    } else {
        verdict = judge(text, length, status, result, pool, diag);
    }
    if (verdict == BENCH_PROCESS_CRASHED || verdict == BENCH_PROCESS_HUNG) {
        result->broken_cell = pipes.progress->cell;
        result->broken_side = pipes.progress->side;
    }
    munmap(pipes.progress, sizeof *pipes.progress);
    free(text);
    return verdict;
}
