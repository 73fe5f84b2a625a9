#include "bench/profile/turns.h"

#include "bench/clock.h"

#include <time.h>

static const uint64_t slot_ns = 2000000;

/// The whole process, since kernels start threads.
static uint64_t process_cpu_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void time_slot(struct workload *workload, enum workload_group group, uint32_t part,
                      double *wall_ns, double *cpu_ns) {
    uint64_t wall = 0, cpu = 0, passes = 0;
    while (wall < slot_ns) {
        workload_prepare(workload, group);
        uint64_t cpu_start = process_cpu_ns(), wall_start = bench_clock_wall_ns();
        workload_run(workload, group, part);
        wall += bench_clock_wall_ns() - wall_start;
        cpu += process_cpu_ns() - cpu_start;
        passes++;
    }
    *wall_ns = (double)wall / (double)passes * workload_part_count(group);
    *cpu_ns = (double)cpu / (double)passes * workload_part_count(group);
}

static bool time_group(struct turns *turns, struct workload *const *workloads,
                       enum workload_group group, uint32_t round) {
    uint64_t digests[TURNS_LIBRARIES];
    uint32_t part = (turns->first_part + round) % WORKLOAD_PARTS;
    for (uint32_t turn = 0; turn < turns->library_count; turn++) {
        uint32_t side = round % 2 == 0 ? turn : turns->library_count - 1 - turn;
        struct turns_series *series = &turns->series[group][side];
        // Also brings code and data of this side into the caches.
        digests[side] = workload_digest(workloads[side], group, part);
        time_slot(workloads[side], group, part, &series->wall_ns[round], &series->cpu_ns[round]);
    }
    for (uint32_t side = 1; side < turns->library_count; side++)
        if (digests[side] != digests[0])
            return false;
    return true;
}

static uint32_t group_end(enum workload_group group) {
    return group == WORKLOAD_GROUPS ? WORKLOAD_GROUPS : group + 1u;
}

static uint32_t group_begin(enum workload_group group) {
    return group == WORKLOAD_GROUPS ? 0 : group;
}

bool turns_time(struct turns *turns, struct workload *const *workloads,
                enum workload_group *group) {
    for (uint32_t round = 0; round < turns->rounds; round++) {
        for (uint32_t g = group_begin(*group); g < group_end(*group); g++) {
            if (!time_group(turns, workloads, g, round)) {
                *group = g;
                return false;
            }
        }
    }
    return true;
}

uint64_t turns_repeat(struct workload *workload, enum workload_group group, double seconds) {
    uint64_t start = bench_clock_wall_ns(), passes = 0;
    do {
        for (uint32_t g = group_begin(group); g < group_end(group); g++) {
            workload_prepare(workload, g);
            workload_run(workload, g, WORKLOAD_WHOLE);
        }
        passes++;
    } while ((double)(bench_clock_wall_ns() - start) < seconds * 1e9);
    return passes;
}
