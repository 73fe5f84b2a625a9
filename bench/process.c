#include "bench/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/// Where a measuring process writes its answer: kernels may print on the usual descriptors.
enum { RESULT_DESCRIPTOR = 3, PROGRESS_DESCRIPTOR = 4, PADDING_BYTES_MAX = 1024 };

static _Noreturn void become_worker(const char *program, const struct bench_job *job,
                                    int job_descriptor, int result_descriptor,
                                    int progress_descriptor) {
    char padding[PADDING_BYTES_MAX + 1];
    size_t length = (size_t)(job->salt * 0x9e3779b97f4a7c15u >> 54) % PADDING_BYTES_MAX;
    memset(padding, 'x', length);
    padding[length] = '\0';
    setenv("LOCKSTEP_PADDING", padding, 1);
    // Who is interrupted takes the measuring process along.
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

/// Reads until the end; false where no slot ends for too long a time.
static bool read_answer(int descriptor, const struct bench_progress *progress, uint32_t timeout_ms,
                        char **text, size_t *length) {
    FILE *stream = open_memstream(text, length);
    struct pollfd watched = {.fd = descriptor, .events = POLLIN};
    char bytes[65536];
    ssize_t count = 1;
    bool in_time = true;
    uint64_t beats = 0;
    base_check(stream != NULL);
    while (count > 0 && in_time) {
        int ready = poll(&watched, 1, (int)timeout_ms);
        bool is_alive = progress->beats != beats;
        beats = progress->beats;
        if ((ready < 0 && errno == EINTR) || (ready == 0 && is_alive))
            continue;
        in_time = ready > 0;
        count = in_time ? read(descriptor, bytes, sizeof bytes) : 0;
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

enum bench_process_status bench_process_run(const char *program, const struct bench_job *job,
                                            uint32_t timeout_ms, struct bench_job_result *result,
                                            struct base_pool *pool, struct base_diag *diag) {
    int jobs[2], answers[2], status = 0, file;
    char *text = NULL;
    size_t length = 0;
    struct bench_progress *progress = open_progress(&file);
    *result = (struct bench_job_result){0};
    if (progress == NULL || pipe2(jobs, O_CLOEXEC) != 0 || pipe2(answers, O_CLOEXEC) != 0) {
        base_fail(diag, "no way to talk to a measuring process: %s", strerror(errno));
        return BENCH_PROCESS_FAILED;
    }
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0)
        become_worker(program, job, jobs[0], answers[1], file);
    close(file);
    close(jobs[0]);
    close(answers[1]);
    // A process that ends before it reads is judged by its end, not by the broken pipe.
    if (pid > 0)
        send_job(jobs[1], job);
    close(jobs[1]);
    bool in_time = pid < 0 || read_answer(answers[0], progress, timeout_ms, &text, &length);
    close(answers[0]);
    if (pid > 0 && !in_time)
        kill(pid, SIGKILL);
    if (pid > 0)
        waitpid(pid, &status, 0);
    enum bench_process_status verdict = BENCH_PROCESS_FAILED;
    if (pid < 0) {
        base_fail(diag, "cannot start a measuring process: %s", strerror(errno));
    } else if (!in_time) {
        result->broken_text = base_pool_format(
            pool, "the process that timed it gave no sign of life for %u s", timeout_ms / 1000);
        verdict = BENCH_PROCESS_HUNG;
    } else {
        verdict = judge(text, length, status, result, pool, diag);
    }
    if (verdict == BENCH_PROCESS_CRASHED || verdict == BENCH_PROCESS_HUNG) {
        result->broken_cell = progress->cell;
        result->broken_side = progress->side;
    }
    munmap(progress, sizeof *progress);
    free(text);
    return verdict;
}
