#include "bench/profile/profile_results.h"

#include "bench/samples.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

const char *const results_side_names[] = {"reference", "optimized"};

enum { ROUNDS_MAX = 256 };

static json_t *load(const char *path, struct base_diag *diag) {
    json_error_t error;
    json_t *json = json_load_file(path, 0, &error);
    if (json == NULL)
        base_fail(diag, "%s: %s; `make profile` makes it anew", path, error.text);
    return json;
}

/// One process's rounds of one group: medians of the times, and of the logarithms of the ratios.
struct process {
    double ns[RESULTS_LIBRARIES];
    double log_ratios[RESULTS_RATIOS];
};

/// What each ratio has above the optimized library.
static const uint32_t above[RESULTS_RATIOS] = {RESULTS_REFERENCE, RESULTS_BEST};

static bool summarize(const json_t *libraries, const char *clock, struct process *process) {
    double values[RESULTS_LIBRARIES][ROUNDS_MAX], ratios[ROUNDS_MAX];
    size_t count = 0;
    for (uint32_t library = 0; library < RESULTS_LIBRARIES; library++) {
        const json_t *rounds = json_object_get(json_array_get(libraries, library), clock);
        if (library > 0 && json_array_size(rounds) != count)
            return false;
        count = json_array_size(rounds);
        if (count == 0 || count > ROUNDS_MAX)
            return false;
        for (size_t i = 0; i < count; i++)
            values[library][i] = json_number_value(json_array_get(rounds, i));
        process->ns[library] = bench_median(values[library], count);
    }
    for (uint32_t ratio = 0; ratio < RESULTS_RATIOS; ratio++) {
        for (size_t i = 0; i < count; i++)
            ratios[i] = log(values[above[ratio]][i] / values[RESULTS_OPTIMIZED][i]);
        process->log_ratios[ratio] = bench_median(ratios, count);
    }
    return true;
}

/// The sum of the groups stands for a pass of all: its parts were timed apart.
static void add_complete(struct process groups[RESULTS_GROUPS]) {
    struct process *complete = &groups[WORKLOAD_GROUPS];
    *complete = (struct process){0};
    for (uint32_t g = 0; g < WORKLOAD_GROUPS; g++)
        for (uint32_t library = 0; library < RESULTS_LIBRARIES; library++)
            complete->ns[library] += groups[g].ns[library];
    for (uint32_t ratio = 0; ratio < RESULTS_RATIOS; ratio++)
        complete->log_ratios[ratio] =
            log(complete->ns[above[ratio]] / complete->ns[RESULTS_OPTIMIZED]);
}

static struct bench_estimate estimate(const double *log_ratios, uint32_t count) {
    double sorted[RESULTS_PROCESSES_MAX];
    memcpy(sorted, log_ratios, count * sizeof *sorted);
    bench_sort(sorted, count);
    return (struct bench_estimate){.point = exp(bench_median(sorted, count)),
                                   .interval = {exp(sorted[0]), exp(sorted[count - 1])}};
}

/// Each process: by wall time, then by processor time.
enum { WALL, CPU, CLOCKS };

static struct bench_estimate estimate_ratio(struct process processes[][CLOCKS][RESULTS_GROUPS],
                                            uint32_t count, uint32_t clock, uint32_t group,
                                            uint32_t ratio) {
    double log_ratios[RESULTS_PROCESSES_MAX];
    for (uint32_t i = 0; i < count; i++)
        log_ratios[i] = processes[i][clock][group].log_ratios[ratio];
    return estimate(log_ratios, count);
}

static void estimate_groups(struct results *results,
                            struct process processes[][CLOCKS][RESULTS_GROUPS]) {
    uint32_t count = results->process_count;
    double ns[RESULTS_PROCESSES_MAX];
    results->confidence = bench_order_confidence(count, 1);
    for (uint32_t g = 0; g < RESULTS_GROUPS; g++) {
        struct results_group *group = &results->groups[g];
        group->name = g < WORKLOAD_GROUPS ? workload_group_names[g] : "complete";
        for (uint32_t library = 0; library < RESULTS_LIBRARIES; library++) {
            for (uint32_t i = 0; i < count; i++)
                ns[i] = processes[i][WALL][g].ns[library];
            group->ns[library] = bench_median(ns, count);
        }
        for (uint32_t ratio = 0; ratio < RESULTS_RATIOS; ratio++) {
            struct results_ratio *estimates = ratio == 0 ? &group->strict : &group->best;
            estimates->wall = estimate_ratio(processes, count, WALL, g, ratio);
            estimates->cpu = estimate_ratio(processes, count, CPU, g, ratio);
        }
    }
}

static bool read_process(struct results *results, const char *path,
                         struct process process[CLOCKS][RESULTS_GROUPS], struct base_pool *pool,
                         struct base_diag *diag) {
    static const char *const clocks[] = {"wall_ns", "cpu_ns"};
    json_t *json = load(path, diag);
    bool ok = json != NULL;
    for (uint32_t g = 0; ok && g < WORKLOAD_GROUPS; g++) {
        const json_t *libraries =
            json_object_get(json_object_get(json, "groups"), workload_group_names[g]);
        for (uint32_t clock = 0; ok && clock < CLOCKS; clock++)
            ok = summarize(libraries, clocks[clock], &process[clock][g]) ||
                 base_fail(diag, "%s: lacks times of %s on three libraries", path,
                           workload_group_names[g]);
    }
    for (uint32_t clock = 0; ok && clock < CLOCKS; clock++)
        add_complete(process[clock]);
    for (uint32_t side = 0; ok && side < RESULTS_LIBRARIES; side++) {
        const char *library =
            json_string_value(json_array_get(json_object_get(json, "libraries"), side));
        results->library_paths[side] =
            library != NULL ? base_pool_copy(pool, library, strlen(library)) : "";
    }
    if (ok && results->workload == NULL)
        results->workload = json_incref(json_object_get(json, "workload"));
    json_decref(json);
    return ok;
}

static bool read_timings(struct results *results, const char *folder, struct base_pool *pool,
                         struct base_diag *diag) {
    static struct process processes[RESULTS_PROCESSES_MAX][CLOCKS][RESULTS_GROUPS];
    for (uint32_t i = 0; i < RESULTS_PROCESSES_MAX; i++) {
        const char *path = base_pool_format(pool, "%s/timing-%u.json", folder, i + 1);
        if (i > 0 && access(path, F_OK) != 0)
            break;
        if (!read_process(results, path, processes[i], pool, diag))
            return false;
        results->process_count++;
    }
    estimate_groups(results, processes);
    return true;
}

static bool read_side(struct results *results, uint32_t side, const char *folder,
                      struct base_pool *pool, struct base_diag *diag) {
    const char *name = results_side_names[side];
    json_t *pass = load(base_pool_format(pool, "%s/%s.json", folder, name), diag);
    if (pass == NULL)
        return false;
    results->memory_peak_bytes[side] =
        json_number_value(json_object_get(pass, "memory_peak_bytes"));
    json_decref(pass);
    bench_calltree_start(&results->trees[side], pool);
    return bench_samples_read(base_pool_format(pool, "%s/%s.samples", folder, name),
                              &results->trees[side], diag);
}

bool results_read(struct results *results, const char *folder, struct base_pool *pool,
                  struct base_diag *diag) {
    *results = (struct results){0};
    results->sampler = load(base_pool_format(pool, "%s/sampler.json", folder), diag);
    if (results->sampler == NULL || !read_timings(results, folder, pool, diag))
        return false;
    for (uint32_t side = 0; side < RESULTS_SIDES; side++)
        if (!read_side(results, side, folder, pool, diag))
            return false;
    return true;
}
