#include "bench/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/// Where a measuring process writes its answer: kernels may print on the usual descriptors.
enum { RESULT_DESCRIPTOR = 3, PADDING_BYTES_MAX = 1024 };

static _Noreturn void become_worker(const char *program, const struct bench_job *job,
                                    int job_descriptor, int result_descriptor) {
    char padding[PADDING_BYTES_MAX + 1];
    size_t length = (size_t)(job->salt * 0x9e3779b97f4a7c15u >> 54) % PADDING_BYTES_MAX;
    memset(padding, 'x', length);
    padding[length] = '\0';
    setenv("LOCKSTEP_PADDING", padding, 1);
    int nowhere = open("/dev/null", O_RDWR);
    // The answer's descriptor may be 0 or 1 itself where the caller had closed those.
    int result = fcntl(result_descriptor, F_DUPFD, RESULT_DESCRIPTOR + 1);
    if (dup2(job_descriptor, 0) < 0 || dup2(nowhere, 1) < 0 || dup2(result, RESULT_DESCRIPTOR) < 0)
        _exit(127);
    if (result != RESULT_DESCRIPTOR)
        close(result);
    execl(program, program, "measure", (char *)NULL);
    _exit(127);
}

/// Reads until the end; false where that takes too long.
static bool read_answer(int descriptor, uint32_t timeout_ms, char **text, size_t *length) {
    FILE *stream = open_memstream(text, length);
    struct pollfd watched = {.fd = descriptor, .events = POLLIN};
    char bytes[65536];
    ssize_t count = 1;
    bool in_time = true;
    base_check(stream != NULL);
    // The limit is for the time between two signs of life; the whole answer comes at once.
    while (count > 0 && in_time) {
        int ready = poll(&watched, 1, (int)timeout_ms);
        if (ready < 0 && errno == EINTR)
            continue;
        in_time = ready > 0;
        count = in_time ? read(descriptor, bytes, sizeof bytes) : 0;
        if (count > 0)
            fwrite(bytes, 1, (size_t)count, stream);
    }
    fclose(stream);
    return in_time;
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
        base_fail(diag, "the process that timed it ended by signal %d (%s)", WTERMSIG(status),
                  strsignal(WTERMSIG(status)));
        return BENCH_PROCESS_CRASHED;
    }
    json_error_t error;
    json_t *json = json_loadb(text, length, 0, &error);
    if (json == NULL) {
        base_fail(diag, "the process that timed it ended with exit status %d and no answer",
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
    int jobs[2], answers[2], status = 0;
    char *text = NULL;
    size_t length = 0;
    if (pipe2(jobs, O_CLOEXEC) != 0 || pipe2(answers, O_CLOEXEC) != 0) {
        base_fail(diag, "no pipe to a measuring process: %s", strerror(errno));
        return BENCH_PROCESS_FAILED;
    }
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0)
        become_worker(program, job, jobs[0], answers[1]);
    close(jobs[0]);
    close(answers[1]);
    // A process that ends before it reads is judged by its end, not by the broken pipe.
    if (pid > 0)
        send_job(jobs[1], job);
    close(jobs[1]);
    bool in_time = pid < 0 || read_answer(answers[0], timeout_ms, &text, &length);
    close(answers[0]);
    if (pid > 0 && !in_time)
        kill(pid, SIGKILL);
    if (pid > 0)
        waitpid(pid, &status, 0);
    enum bench_process_status verdict = BENCH_PROCESS_FAILED;
    if (pid < 0) {
        base_fail(diag, "cannot start a measuring process: %s", strerror(errno));
    } else if (!in_time) {
        base_fail(diag, "the process that timed it gave no answer for %u s", timeout_ms / 1000);
        verdict = BENCH_PROCESS_HUNG;
    } else {
        verdict = judge(text, length, status, result, pool, diag);
    }
    free(text);
    return verdict;
}
