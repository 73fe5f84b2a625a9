#include "bench/undisturbed.h"

#include "bench/stats.h"

#include <math.h>
#include <string.h>

/// The first decile; copies.
static double decile_of(const double *values, uint32_t count) {
    double sorted[BENCH_UNDISTURBED_SLOTS];
    memcpy(sorted, values, count * sizeof *values);
    bench_sort(sorted, count);
    return bench_quantile(sorted, count, 0.1);
}

void bench_undisturbed_add(struct bench_undisturbed *undisturbed,
                           const struct bench_cell_result *cell) {
    if (cell->alone_count == 0)
        return;
    base_check(cell->alone_count <= BENCH_UNDISTURBED_SLOTS);
    base_check(undisturbed->count < BENCH_UNDISTURBED_PROCESSES);
    uint32_t process = undisturbed->count++;
    undisturbed->cpu_ns[process] = decile_of(cell->alone_cpu_ns, cell->alone_count);
    undisturbed->wall_ns[process] = decile_of(cell->alone_wall_ns, cell->alone_count);
    undisturbed->read_ns[process] =
        cell->alone_read_ns != NULL ? decile_of(cell->alone_read_ns, cell->alone_count) : NAN;
}

/// NAN where the values are.
static double mean_of_least(const double *values, uint32_t count) {
    double sorted[BENCH_UNDISTURBED_PROCESSES];
    if (count == 0)
        return NAN;
    memcpy(sorted, values, count * sizeof *values);
    bench_sort(sorted, count);
    return bench_mean(sorted, count < 4 ? 1 : count / 4);
}

double bench_undisturbed_cpu_ns(const struct bench_undisturbed *undisturbed) {
    return mean_of_least(undisturbed->cpu_ns, undisturbed->count);
}

double bench_undisturbed_wall_ns(const struct bench_undisturbed *undisturbed) {
    return mean_of_least(undisturbed->wall_ns, undisturbed->count);
}

double bench_undisturbed_reads(const struct bench_undisturbed *undisturbed) {
    return mean_of_least(undisturbed->cpu_ns, undisturbed->count) /
           mean_of_least(undisturbed->read_ns, undisturbed->count);
}

enum bench_steadiness bench_undisturbed_judge(double cpu, double reads, double limit) {
    return cpu < limit ? BENCH_STEADY : reads < limit ? BENCH_STEADY_IN_READS : BENCH_UNSTEADY;
}
