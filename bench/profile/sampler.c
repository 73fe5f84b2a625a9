#include "bench/profile/sampler.h"

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

enum { FRAMES_MAX = 64, WORDS_MAX = 1 << 23 };

// glibc's header of 2022 has the field without this name.
#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

/// Records of a count and that many addresses, the innermost first.
static uintptr_t *words;
static _Atomic size_t used;
static _Atomic uint32_t lost;
static _Atomic bool is_running;
static uint64_t period_ns;
static uint32_t rate_hz;
/// This thread's processor time at its last sample.
static _Thread_local uint64_t last_cpu_ns;

static uint64_t thread_cpu_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static uintptr_t interrupted_address(const ucontext_t *context) {
#if defined __x86_64__
    return (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
#elif defined __aarch64__
    return (uintptr_t)context->uc_mcontext.pc;
#else
#error "the sampler does not know where this processor keeps the program counter"
#endif
}

static void take_sample(int number, siginfo_t *info, void *context) {
    void *frames[FRAMES_MAX];
    int error = errno;
    (void)number;
    (void)info;
    uint64_t now_ns = thread_cpu_ns();
    uint64_t ran_ns = now_ns - last_cpu_ns;
    // A thread that sleeps runs as long as it takes to be interrupted: forget that.
    if (ran_ns < period_ns / 3)
        last_cpu_ns = now_ns;
    if (!atomic_load_explicit(&is_running, memory_order_relaxed) || ran_ns < period_ns / 2)
        return;
    last_cpu_ns = now_ns;
    uintptr_t address = interrupted_address(context);
    int count = backtrace(frames, FRAMES_MAX), first = 0;
    // Above the interrupted code lie this handler and what the system put there to return from it.
    while (first < count && (uintptr_t)frames[first] != address)
        first++;
    uintptr_t *found = (uintptr_t *)frames + first;
    size_t length = (size_t)(count - first);
    if (length == 0) {
        found = &address;
        length = 1;
    }
    size_t place = atomic_fetch_add(&used, length + 1);
    if (place + length + 1 > WORDS_MAX) {
        atomic_fetch_add(&lost, 1);
    } else {
        words[place] = length;
        memcpy(words + place + 1, found, length * sizeof *words);
    }
    errno = error;
}

/// The timer is the monotonic clock's, because one of processor time only fires at the system's
/// ticks (100 a second where this was written); the handler drops what it sees of a sleeping
/// thread. Returns false where the system grants no timer; then this thread is not seen.
static bool begin_thread(timer_t *timer) {
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGPROF};
    struct timespec period = {.tv_nsec = (long)period_ns};
    struct itimerspec spec = {.it_interval = period, .it_value = period};
    event.sigev_notify_thread_id = gettid();
    return timer_create(CLOCK_MONOTONIC, &event, timer) == 0 &&
           timer_settime(*timer, 0, &spec, NULL) == 0;
}

struct start {
    void *(*run)(void *);
    void *argument;
};

static void end_thread(void *timer) {
    timer_delete(*(timer_t *)timer);
}

static void *run_thread(void *argument) {
    struct start start = *(struct start *)argument;
    timer_t timer;
    void *result;
    free(argument);
    if (!atomic_load(&is_running) || !begin_thread(&timer))
        return start.run(start.argument);
    // The thread may also end by pthread_exit.
    pthread_cleanup_push(end_thread, &timer);
    result = start.run(start.argument);
    pthread_cleanup_pop(1);
    return result;
}

/// Stands before the C library's: the program's own symbols come first when a library's are bound.
int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                   void *argument) {
    static __typeof__(pthread_create) *_Atomic real;
    __typeof__(pthread_create) *create = atomic_load(&real);
    if (create == NULL) {
        *(void **)&create = dlsym(RTLD_NEXT, "pthread_create");
        atomic_store(&real, create);
    }
    if (!atomic_load(&is_running))
        return create(thread, attributes, run, argument);
    struct start *start = malloc(sizeof *start);
    if (start == NULL)
        return EAGAIN;
    *start = (struct start){run, argument};
    int error = create(thread, attributes, run_thread, start);
    if (error != 0)
        free(start);
    return error;
}

bool sampler_start(uint32_t frequency_hz, struct base_diag *diag) {
    static timer_t timer;
    void *frames[4];
    struct sigaction action = {.sa_sigaction = take_sample, .sa_flags = SA_SIGINFO | SA_RESTART};
    // The first call loads the unwinder, which a handler must not.
    backtrace(frames, 4);
    void *memory = mmap(NULL, WORDS_MAX * sizeof *words, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        return base_fail(diag, "sampler: no memory: %s", strerror(errno));
    words = memory;
    rate_hz = frequency_hz;
    period_ns = 1000000000 / frequency_hz;
    sigaction(SIGPROF, &action, NULL);
    atomic_store(&is_running, true);
    return begin_thread(&timer) ||
           base_fail(diag, "sampler: the system grants no timer: %s", strerror(errno));
}

static void write_maps(FILE *out) {
    char line[4096], permissions[8];
    unsigned long start, end, offset;
    FILE *maps = fopen("/proc/self/maps", "r");
    while (maps != NULL && fgets(line, sizeof line, maps) != NULL) {
        int path = 0;
        if (sscanf(line, "%lx-%lx %7s %lx %*s %*s %n", &start, &end, permissions, &offset, &path) <
                4 ||
            permissions[2] != 'x' || path == 0)
            continue;
        fprintf(out, "map %lx %lx %lx %s", start, end, offset, line + path);
    }
    if (maps != NULL)
        fclose(maps);
}

/// What the dynamic loader knows of an address: the exported function at or before it.
static void write_symbol(FILE *out, uintptr_t address) {
    Dl_info info;
    if (dladdr((void *)address, &info) != 0 && info.dli_sname != NULL)
        fprintf(out, "symbol %lx %s\n", (unsigned long)address, info.dli_sname);
}

static int compare_addresses(const void *a, const void *b) {
    uintptr_t left = *(const uintptr_t *)a, right = *(const uintptr_t *)b;
    return (left > right) - (left < right);
}

/// Once for each address. Sorts a copy of the records, counts among them and all.
static void write_symbols(FILE *out, size_t end) {
    uintptr_t *sorted = malloc((end + 1) * sizeof *sorted);
    if (sorted == NULL)
        return;
    memcpy(sorted, words, end * sizeof *sorted);
    qsort(sorted, end, sizeof *sorted, compare_addresses);
    for (size_t i = 0; i < end; i++)
        if (i == 0 || sorted[i] != sorted[i - 1])
            write_symbol(out, sorted[i]);
    free(sorted);
}

bool sampler_stop(const char *path, struct base_diag *diag) {
    atomic_store(&is_running, false);
    FILE *out = fopen(path, "w");
    if (out == NULL)
        return base_fail(diag, "%s: cannot be written: %s", path, strerror(errno));
    if (atomic_load(&lost) > 0)
        fprintf(stderr, "sampler: %u samples did not fit: run for a shorter time\n",
                atomic_load(&lost));
    fprintf(out, "lockstep samples 1\nfrequency_hz %u\n", rate_hz);
    write_maps(out);
    size_t end = atomic_load(&used) < WORDS_MAX ? atomic_load(&used) : WORDS_MAX;
    write_symbols(out, end);
    // A record that did not fit leaves zeros behind.
    for (size_t i = 0; i < end && words[i] != 0; i += words[i] + 1) {
        fputs("sample", out);
        for (size_t j = 1; j <= words[i]; j++)
            fprintf(out, " %lx", (unsigned long)words[i + j]);
        fputc('\n', out);
    }
    bool ok = ferror(out) == 0;
    ok = fclose(out) == 0 && ok;
    return ok || base_fail(diag, "%s: cannot be written: %s", path, strerror(errno));
}
