#include "bench/clock.h"

#include <sys/resource.h>
#include <time.h>

static uint64_t read_ns(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

struct bench_time bench_clock_read(void) {
    return (struct bench_time){.cpu_ns = read_ns(CLOCK_THREAD_CPUTIME_ID),
                               .wall_ns = read_ns(CLOCK_MONOTONIC)};
}

struct bench_time bench_clock_since(struct bench_time start) {
    struct bench_time now = bench_clock_read();
    return (struct bench_time){.cpu_ns = now.cpu_ns - start.cpu_ns,
                               .wall_ns = now.wall_ns - start.wall_ns};
}

uint64_t bench_clock_wall_ns(void) {
    return read_ns(CLOCK_MONOTONIC);
}

struct bench_switches bench_clock_switches(void) {
    struct rusage usage;
    getrusage(RUSAGE_THREAD, &usage);
    return (struct bench_switches){.preemptions = (uint64_t)usage.ru_nivcsw,
                                   .waits = (uint64_t)usage.ru_nvcsw};
}
