// Results as tables for people and as a document for programs.

#include "bench/profile/profile_results.h"

#include "bench/document.h"
#include "bench/fingerprint.h"
#include "bench/hotspots.h"

#include <string.h>

enum { RANKED = 10, TOLD = 25 };

static const char *library_name(const struct results *results, uint32_t side) {
    const char *slash = strrchr(results->library_paths[side], '/');
    return slash != NULL ? slash + 1 : results->library_paths[side];
}

/// The side that is profiled first: the one that people run.
static uint32_t side_at(uint32_t place) {
    return place == 0 ? RESULTS_OPTIMIZED : RESULTS_REFERENCE;
}

static double share_of(const struct bench_calltree *tree, uint64_t samples) {
    return (double)samples / (double)tree->root.total;
}

static void print_ratio(const struct bench_estimate *ratio, FILE *out) {
    char cell[64];
    snprintf(cell, sizeof cell, "%.2f (%.2f..%.2f)", ratio->point, ratio->interval.low,
             ratio->interval.high);
    fprintf(out, "  %-24s", cell);
}

static void print_groups(const struct results *results, FILE *out) {
    fprintf(
        out,
        "Time of a pass of the workload on %s and on %s, and how many times\n"
        "faster the latter is, by wall time and by processor time. The last column compares it\n"
        "with the best that the compiler makes of the reference for this machine. Ranges are\n"
        "over %u processes: the median lies within with %.1f %% confidence.\n\n"
        "  group          reference      optimized  %-24s  %-24s  %s\n",
        library_name(results, RESULTS_REFERENCE), library_name(results, RESULTS_OPTIMIZED),
        results->process_count, 100 * results->confidence, "ratio of wall time",
        "of processor time", "best build, processor time");
    for (uint32_t i = 0; i < RESULTS_GROUPS; i++) {
        const struct results_group *group =
            &results->groups[(i + RESULTS_GROUPS - 1) % RESULTS_GROUPS];
        fprintf(out, "  %-10s %10.3f ms  %10.3f ms", group->name,
                group->ns[RESULTS_REFERENCE] / 1e6, group->ns[RESULTS_OPTIMIZED] / 1e6);
        print_ratio(&group->strict.wall, out);
        print_ratio(&group->strict.cpu, out);
        print_ratio(&group->best.cpu, out);
        fputc('\n', out);
    }
    fprintf(out, "\n  graph creation: reference %.3f ms, optimized %.3f ms\n",
            results->groups[WORKLOAD_GRAPH].ns[RESULTS_REFERENCE] / 1e6,
            results->groups[WORKLOAD_GRAPH].ns[RESULTS_OPTIMIZED] / 1e6);
    fprintf(out, "  memory peak:    reference %.1f MiB, optimized %.1f MiB\n",
            results->memory_peak_bytes[RESULTS_REFERENCE] / 0x1p20,
            results->memory_peak_bytes[RESULTS_OPTIMIZED] / 0x1p20);
}

static void print_side(const struct results *results, uint32_t side, struct base_pool *pool,
                       FILE *out) {
    const struct bench_calltree *tree = &results->trees[side];
    uint64_t hotspots[BENCH_HOTSPOTS];
    size_t count;
    const struct bench_function *functions = bench_functions_rank(tree, pool, &count);
    fprintf(out,
            "\n%s: %llu samples, %.2f %% with every frame named, %.2f %% back to main or to a "
            "thread's start\n\n  itself   with calls  function\n",
            library_name(results, side), (unsigned long long)tree->root.total,
            100 * share_of(tree, tree->named), 100 * share_of(tree, tree->rooted));
    for (size_t i = 0; i < count && i < RANKED; i++)
        fprintf(out, "%6.2f %%     %6.2f %%  %s (%s), %s\n",
                100 * share_of(tree, functions[i].self), 100 * share_of(tree, functions[i].total),
                functions[i].frame.function, functions[i].frame.object,
                bench_expectations[functions[i].hotspot].name);
    fprintf(out, "\n  hotspot          once expected   measured\n");
    bench_hotspots_count(tree, hotspots);
    for (uint32_t i = 0; i < BENCH_HOTSPOTS; i++) {
        const struct bench_expectation *expected = &bench_expectations[i];
        if (expected->high > 0)
            fprintf(out, "  %-15s     %2.0f..%2.0f %%   %6.2f %%\n", expected->name,
                    100 * expected->low, 100 * expected->high, 100 * share_of(tree, hotspots[i]));
        else
            fprintf(out, "  %-15s            -   %6.2f %%\n", expected->name,
                    100 * share_of(tree, hotspots[i]));
    }
}

void results_print(const struct results *results, struct base_pool *pool, FILE *out) {
    size_t i;
    const json_t *missing;
    print_groups(results, out);
    for (uint32_t place = 0; place < RESULTS_SIDES; place++)
        print_side(results, side_at(place), pool, out);
    fprintf(out,
            "\nThe expected shares were a guess made before anything was measured, for an engine\n"
            "that nobody had vectorized; docs/profiling.md says why the measured ones differ.\n"
            "Sampled by %s (%s, %lld Hz).\n",
            json_string_value(json_object_get(results->sampler, "name")),
            json_string_value(json_object_get(results->sampler, "event")),
            json_integer_value(json_object_get(results->sampler, "frequency_hz")));
    json_array_foreach(json_object_get(results->sampler, "missing"), i, missing)
        fprintf(out, "Missing: %s\n", json_string_value(missing));
}

static json_t *estimate_json(const struct bench_estimate *estimate) {
    return json_pack("{so so so}", "ratio", bench_json_number(estimate->point), "low",
                     bench_json_number(estimate->interval.low), "high",
                     bench_json_number(estimate->interval.high));
}

static json_t *groups_json(const struct results *results) {
    json_t *groups = json_array();
    for (uint32_t i = 0; i < RESULTS_GROUPS; i++) {
        const struct results_group *group =
            &results->groups[(i + RESULTS_GROUPS - 1) % RESULTS_GROUPS];
        json_t *one =
            json_pack("{ss sf sf sf si sf so so}", "group", group->name, "reference_ns",
                      group->ns[RESULTS_REFERENCE], "optimized_ns", group->ns[RESULTS_OPTIMIZED],
                      "best_ns", group->ns[RESULTS_BEST], "processes", (int)results->process_count,
                      "confidence", results->confidence, "wall", estimate_json(&group->strict.wall),
                      "cpu", estimate_json(&group->strict.cpu));
        json_object_set_new(one, "best_wall", estimate_json(&group->best.wall));
        json_object_set_new(one, "best_cpu", estimate_json(&group->best.cpu));
        json_array_append_new(groups, one);
    }
    return groups;
}

static json_t *functions_json(const struct bench_calltree *tree, struct base_pool *pool) {
    json_t *array = json_array();
    size_t count;
    const struct bench_function *functions = bench_functions_rank(tree, pool, &count);
    for (size_t i = 0; i < count && i < TOLD; i++)
        json_array_append_new(array, json_pack("{ss ss ss sI sf sf}", "function",
                                               functions[i].frame.function, "object",
                                               functions[i].frame.object, "hotspot",
                                               bench_expectations[functions[i].hotspot].name,
                                               "samples", (json_int_t)functions[i].self,
                                               "self_share", share_of(tree, functions[i].self),
                                               "total_share", share_of(tree, functions[i].total)));
    return array;
}

static json_t *hotspots_json(const struct bench_calltree *tree) {
    json_t *array = json_array();
    uint64_t samples[BENCH_HOTSPOTS];
    bench_hotspots_count(tree, samples);
    for (uint32_t i = 0; i < BENCH_HOTSPOTS; i++) {
        const struct bench_expectation *expected = &bench_expectations[i];
        json_t *one = json_pack("{ss sI sf}", "hotspot", expected->name, "samples",
                                (json_int_t)samples[i], "share", share_of(tree, samples[i]));
        if (expected->high > 0) {
            json_object_set_new(one, "expected_low", json_real(expected->low));
            json_object_set_new(one, "expected_high", json_real(expected->high));
        }
        json_array_append_new(array, one);
    }
    return array;
}

static json_t *side_json(const struct results *results, uint32_t side, struct base_pool *pool) {
    const struct bench_calltree *tree = &results->trees[side];
    return json_pack("{ss ss ss sI sf sf so so so}", "side", results_side_names[side], "library",
                     library_name(results, side), "flamegraph",
                     side == RESULTS_OPTIMIZED ? "flamegraph.svg" : "flamegraph-reference.svg",
                     "samples", (json_int_t)tree->root.total, "named_share",
                     share_of(tree, tree->named), "rooted_share", share_of(tree, tree->rooted),
                     "functions", functions_json(tree, pool), "hotspots", hotspots_json(tree),
                     "stacks", bench_calltree_json(tree));
}

static json_t *library_json(const struct results *results, uint32_t side, struct base_pool *pool) {
    const char *path = results->library_paths[side];
    return json_pack("{ss ss ss}", "name", library_name(results, side), "code",
                     bench_fingerprint_code(path, pool), "build",
                     bench_fingerprint_build(path, pool));
}

json_t *results_document(const struct results *results, struct base_pool *pool) {
    const double *graph_ns = results->groups[WORKLOAD_GRAPH].ns;
    json_t *profiles = json_array();
    for (uint32_t place = 0; place < RESULTS_SIDES; place++)
        json_array_append_new(profiles, side_json(results, side_at(place), pool));
    json_t *document = json_pack(
        "{si si ss so sO s{so so so} sO so s{sf sf} s{sf sf} so}", "lockstep", 1, "profile", 1,
        "time", bench_time_text(pool), "machine", bench_fingerprint_machine(pool), "workload",
        results->workload, "libraries", "reference", library_json(results, RESULTS_REFERENCE, pool),
        "optimized", library_json(results, RESULTS_OPTIMIZED, pool), "best",
        library_json(results, RESULTS_BEST, pool), "sampler", results->sampler, "groups",
        groups_json(results), "graph_creation_ns", "reference", graph_ns[RESULTS_REFERENCE],
        "optimized", graph_ns[RESULTS_OPTIMIZED], "memory_peak_bytes", "reference",
        results->memory_peak_bytes[RESULTS_REFERENCE], "optimized",
        results->memory_peak_bytes[RESULTS_OPTIMIZED], "profiles", profiles);
    base_check(document != NULL);
    return document;
}
