// Who is stuck, and who only waits for a processor: measuring processes that other programs stand
// in for. The time that they are granted is short, the machine may be as busy as it likes.

#include "bench/process.h"
#include "tests/scratch.h"

#include <sched.h>
#include <signal.h>
#include <unistd.h>

enum { TIMEOUT_MS = 300 };

#define PROGRAM(body)                                                                              \
    "#define _GNU_SOURCE\n#include <pthread.h>\n#include <sched.h>\n#include <signal.h>\n"         \
    "#include <string.h>\n#include <sys/prctl.h>\n#include <sys/ptrace.h>\n"                       \
    "#include <sys/wait.h>\n#include <time.h>\n#include <unistd.h>\n"                              \
    "static const char answer[] = \"{\\\"cells\\\": [], \\\"instructions\\\": [], \"\n"            \
    "                             \"\\\"instructions_text\\\": \\\"none\\\"}\";\n"                 \
    "static long used_us(void) { struct timespec now;\n"                                           \
    "clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);\n"                                             \
    "return now.tv_sec * 1000000 + now.tv_nsec / 1000; }\n"                                        \
    "static void *compute(void *until_ms) { struct timespec now;\n"                                \
    "do clock_gettime(CLOCK_MONOTONIC, &now);\n"                                                   \
    "while (now.tv_sec * 1000 + now.tv_nsec / 1000000 < *(long *)until_ms);\n"                     \
    "return NULL; }\n"                                                                             \
    "int main(void) { " body "\n"                                                                  \
    "return write(3, answer, strlen(answer)) < 0; }\n"

static enum bench_process_status run(const char *body, uint32_t timeout_ms,
                                     struct bench_job_result *result) {
    static struct base_pool pool;
    struct bench_job job = {.header = "", .kernel = "", .loop = "", .reference = ""};
    struct base_diag diag;
    char output[1024], program[512];
    scratch_create();
    scratch_write("program.c", body);
    cr_assert_eq(scratch_run(output, sizeof output, "cd %s && cc -O1 program.c -o program 2>&1",
                             scratch_root),
                 0, "%s", output);
    snprintf(program, sizeof program, "%s/program", scratch_root);
    enum bench_process_status status =
        bench_process_run(program, &job, timeout_ms, result, &pool, &diag);
    cr_expect_neq(status, BENCH_PROCESS_FAILED, "%s", diag.text);
    scratch_remove();
    return status;
}

TestSuite(process, .timeout = 120);

Test(process, one_that_answers_is_fine) {
    static struct bench_job_result result;
    cr_expect_eq(run(PROGRAM(""), TIMEOUT_MS, &result), BENCH_PROCESS_OK);
    cr_expect_str_eq(result.instructions_text, "none");
}

Test(process, one_that_computes_for_ever_hangs) {
    static struct bench_job_result result;
    cr_expect_eq(run(PROGRAM("for (;;) continue;"), TIMEOUT_MS, &result), BENCH_PROCESS_HUNG);
    cr_expect_not_null(strstr(result.broken_text, "ended no slot in 0.3 s"));
}

Test(process, one_that_sleeps_for_ever_hangs) {
    static struct bench_job_result result;
    cr_expect_eq(run(PROGRAM("for (;;) pause();"), TIMEOUT_MS, &result), BENCH_PROCESS_HUNG);
}

/// Keeps a processor busy until it is killed.
static pid_t occupy(int processor) {
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(processor, &one);
    sched_setscheduler(0, SCHED_OTHER, &(struct sched_param){0});
    sched_setaffinity(0, sizeof one, &one);
    for (;;)
        continue;
}

/// Two milliseconds of work, in the class that runs where nobody else wants to, on a processor
/// that somebody else wants: they take seconds.
#define STARVED_WORK                                                                               \
    "cpu_set_t one; CPU_ZERO(&one); CPU_SET(0, &one);"                                             \
    "sched_setaffinity(0, sizeof one, &one);"                                                      \
    "sched_setscheduler(0, SCHED_IDLE, &(struct sched_param){0});"                                 \
    "for (long start = used_us(); used_us() - start < 2000;) continue;"

static void expect_starved_is_fine(const char *program) {
    static struct bench_job_result result;
    pid_t pid = occupy(0);
    cr_assert_gt(pid, 0);
    enum bench_process_status status = run(program, TIMEOUT_MS, &result);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    cr_expect_eq(status, BENCH_PROCESS_OK, "%s", result.broken_text);
}

Test(process, one_that_other_work_keeps_from_running_does_not_hang) {
    expect_starved_is_fine(PROGRAM(STARVED_WORK));
}

/// Whoever looks while it sleeps for a moment must not take it for asleep all the time.
Test(process, one_that_starved_and_then_sleeps_does_not_hang) {
    expect_starved_is_fine(PROGRAM(STARVED_WORK "usleep(200000);"));
}

/// It sleeps while its threads compute: what all cost is more than the time that passes.
Test(process, one_that_waits_for_its_threads_does_not_hang) {
    static struct bench_job_result result;
    enum bench_process_status status =
        run(PROGRAM("struct timespec now; pthread_t threads[2];"
                    "clock_gettime(CLOCK_MONOTONIC, &now);"
                    "long until_ms = now.tv_sec * 1000 + now.tv_nsec / 1000000 + 2800;"
                    "for (int i = 0; i < 2; i++)"
                    "    pthread_create(&threads[i], NULL, compute, &until_ms);"
                    "for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);"),
            4000, &result);
    cr_expect_eq(status, BENCH_PROCESS_OK, "%s", result.broken_text);
}

/// A person stops and continues it while others go on.
Test(process, one_that_is_stopped_for_a_while_does_not_hang) {
    static struct bench_job_result result;
    enum bench_process_status status =
        run(PROGRAM("pid_t stopped = getpid();"
                    "if (fork() == 0) { usleep(1500000); kill(stopped, SIGCONT); _exit(0); }"
                    "raise(SIGSTOP);"),
            TIMEOUT_MS, &result);
    cr_expect_eq(status, BENCH_PROCESS_OK, "%s", result.broken_text);
}

/// And a debugger, which stops it in another way. Where nobody may trace, nothing is stopped.
Test(process, one_that_is_looked_at_in_a_debugger_does_not_hang) {
    static struct bench_job_result result;
    enum bench_process_status status =
        run(PROGRAM("pid_t traced = getpid(); prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);"
                    "if (fork() == 0) { ptrace(PTRACE_ATTACH, traced, 0, 0);"
                    "if (waitpid(traced, NULL, 0) == traced) usleep(1500000);"
                    "ptrace(PTRACE_DETACH, traced, 0, 0); _exit(0); }"
                    "wait(NULL);"),
            TIMEOUT_MS, &result);
    cr_expect_eq(status, BENCH_PROCESS_OK, "%s", result.broken_text);
}

/// The process stops itself and who waits for it, in the middle of two short sleeps; that takes
/// longer than anything may. That both were stopped is seen here, so that nothing else passes.
Test(process, one_that_was_stopped_with_its_group_does_not_hang) {
    static struct bench_job_result result;
    const char body[] = PROGRAM("usleep(400000); kill(0, SIGSTOP); usleep(600000);");
    pid_t pid = fork();
    cr_assert_geq(pid, 0);
    if (pid == 0) {
        setpgid(0, 0);
        _exit(run(body, 2000, &result) == BENCH_PROCESS_OK ? 0 : 9);
    }
    int status;
    // Ends this process where nothing else does; the system then continues what it had stopped.
    alarm(60);
    cr_assert_eq(waitpid(pid, &status, WUNTRACED), pid);
    cr_assert(WIFSTOPPED(status), "status %x", (unsigned)status);
    usleep(3000000);
    kill(-pid, SIGCONT);
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "status %x", (unsigned)status);
}
