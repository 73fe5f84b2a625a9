// The document of `lockstep bench --json`.

#include "bench/document.h"
#include "bench/survey.h"

#include "bench/fingerprint.h"
#include "bench/system.h"

#include <math.h>

static const char *const statistic_names[BENCH_STATISTICS] = {"mean", "median", "std_dev", "mad",
                                                              "slope"};

static json_t *interval_json(double point, double low, double high) {
    return json_pack("{so so so}", "point", bench_json_number(point), "low", bench_json_number(low),
                     "high", bench_json_number(high));
}

static json_t *estimates_json(const struct bench_estimates *estimates) {
    json_t *json = json_object();
    for (int i = 0; i < BENCH_STATISTICS; i++) {
        const struct bench_estimate *one = &estimates->of[i];
        bool has_none = i == BENCH_SLOPE && isnan(estimates->line.slope);
        json_t *value = has_none ? json_null()
                                 : interval_json(one->point, one->interval.low, one->interval.high);
        if (!has_none)
            json_object_set_new(value, "standard_error", bench_json_number(one->standard_error));
        json_object_set_new(json, statistic_names[i], value);
    }
    // Against the mean of the times, and against zero: a line through the origin has both.
    json_object_set_new(json, "r_squared", bench_json_number(estimates->line.r_squared_centred));
    json_object_set_new(json, "r_squared_origin",
                        bench_json_number(estimates->line.r_squared_origin));
    json_object_set_new(json, "fences",
                        json_pack("[f, f, f, f]", estimates->fences.low_severe,
                                  estimates->fences.low_mild, estimates->fences.high_mild,
                                  estimates->fences.high_severe));
    json_object_set_new(json, "outliers",
                        json_pack("{si si si si}", "low_severe",
                                  (int)estimates->outliers.low_severe, "low_mild",
                                  (int)estimates->outliers.low_mild, "high_mild",
                                  (int)estimates->outliers.high_mild, "high_severe",
                                  (int)estimates->outliers.high_severe));
    return json;
}

/// Samples as criterion keeps them: how many iterations, and how long all of them took.
static json_t *samples_json(const struct bench_row *row, uint32_t side) {
    return json_pack("{so so so}", "iterations",
                     bench_json_numbers(row->iterations[side], row->sample_count), "cpu_ns",
                     bench_json_numbers(row->cpu_ns[side], row->sample_count), "wall_ns",
                     bench_json_numbers(row->wall_ns[side], row->sample_count));
}

static json_t *change_json(const struct bench_row *row) {
    return json_pack(
        "{ss so so}", "verdict", bench_change_name(row->change), "time",
        interval_json(expm1(row->time_change.point), expm1(row->time_change.interval.low),
                      expm1(row->time_change.interval.high)),
        "speedup",
        interval_json(expm1(row->speedup_change.point), expm1(row->speedup_change.interval.low),
                      expm1(row->speedup_change.interval.high)));
}

static void add_measured(json_t *json, const struct bench_row *row) {
    static const char *const sides[] = {"reference", "optimized"};
    double call_s = row->estimates[1].of[BENCH_MEDIAN].point / 1e9;
    for (uint32_t side = 0; side < BENCH_SURVEY_SIDES; side++) {
        json_t *one = estimates_json(&row->estimates[side]);
        json_object_set_new(one, "wall_median", bench_json_number(row->wall_median_ns[side]));
        json_object_set_new(one, "samples", samples_json(row, side));
        json_object_set_new(json, sides[side], one);
    }
    json_object_set_new(json, "speedup",
                        json_pack("{so so so}", "ratio", bench_json_number(row->speedup), "low",
                                  bench_json_number(row->speedup_interval.low), "high",
                                  bench_json_number(row->speedup_interval.high)));
    json_object_set_new(json, "log_ratios",
                        bench_json_numbers(row->log_ratios, BENCH_SURVEY_PROCESSES));
    json_object_set_new(json, "process_ns",
                        bench_json_numbers(row->medians_ns[1], BENCH_SURVEY_PROCESSES));
    json_object_set_new(json, "reference_process_ns",
                        bench_json_numbers(row->medians_ns[0], BENCH_SURVEY_PROCESSES));
    json_t *throughput =
        json_pack("{so so}", "elements_per_s", bench_json_number((double)row->elements / call_s),
                  "bytes_per_s", bench_json_number((double)row->bytes / call_s));
    if (row->flop > 0)
        json_object_set_new(throughput, "flop_per_s", bench_json_number(row->flop / call_s));
    if (row->undisturbed.count > 0)
        json_object_set_new(json, "process_decile_ns",
                            bench_json_numbers(row->undisturbed.cpu_ns, row->undisturbed.count));
    if (isfinite(bench_undisturbed_reads(&row->undisturbed)))
        json_object_set_new(json, "process_read_decile_ns",
                            bench_json_numbers(row->undisturbed.read_ns, row->undisturbed.count));
    json_object_set_new(json, "throughput", throughput);
    json_object_set_new(json, "elements", json_integer((json_int_t)row->elements));
    json_object_set_new(json, "bytes", json_integer((json_int_t)row->bytes));
    json_object_set_new(json, "subnormal_result_share", bench_json_number(row->subnormal_share));
    json_object_set_new(json, "restore_ns", bench_json_number(row->restore_ns));
    json_object_set_new(json, "rounds", json_integer(row->round_count));
    json_object_set_new(json, "dropped_rounds", json_integer(row->dropped_count));
    json_object_set_new(json, "waiting_rounds", json_integer(row->waited_count));
    json_object_set_new(json, "repeated_slots", json_integer(row->repeated_count));
    if (row->bandwidth > 0) {
        json_object_set_new(json, "bandwidth_bytes_per_s", bench_json_number(row->bandwidth));
        json_object_set_new(json, "floor_ns", bench_json_number(bench_row_floor_ns(row)));
    }
    if (row->change != BENCH_CHANGE_NONE)
        json_object_set_new(json, "change", change_json(row));
}

/// What the processes that ended before an interruption gave.
static void add_cut(json_t *json, const struct bench_row *row) {
    json_object_set_new(json, "log_ratios",
                        bench_json_numbers(row->log_ratios, row->process_count));
    json_object_set_new(json, "process_ns",
                        bench_json_numbers(row->medians_ns[1], row->process_count));
    json_object_set_new(json, "reference_process_ns",
                        bench_json_numbers(row->medians_ns[0], row->process_count));
}

static json_t *row_json(const struct bench_row *row) {
    static const char *const states[] = {"measured", "skipped", "differs"};
    json_t *json =
        json_pack("{ss ss ss ss ss ss ss}", "name", row->item != NULL ? row->item->name : "",
                  "kernel", row->kernel->name, "variant", row->variant, "point", row->point_text,
                  "class", bench_class_name(row->class), "state",
                  row->is_broken ? "crashed"
                  : row->is_cut  ? "interrupted"
                                 : states[row->state],
                  "text", row->text);
    if (row->item != NULL)
        json_object_set_new(json, "suite",
                            json_pack("{si sf sf sf}", "calls", (int)row->item->calls, "share",
                                      row->item->share, "expected_low_ns",
                                      row->item->expected_low_ns, "expected_high_ns",
                                      row->item->expected_high_ns));
    if (row->is_cut)
        add_cut(json, row);
    else if (row->state == BENCH_MEASURED && !row->is_broken)
        add_measured(json, row);
    return json;
}

json_t *bench_survey_document(const struct bench_survey *survey,
                              const struct bench_survey_request *request, struct base_pool *pool) {
    json_t *rows = json_array(), *variants = json_array();
    for (uint32_t i = 0; i < request->context->optimized_count; i++) {
        const struct diff_library *library = &request->context->optimized[i];
        json_array_append_new(variants,
                              json_pack("{ss ss ss}", "name", library->name, "code",
                                        bench_fingerprint_code(library->path, pool), "build",
                                        bench_fingerprint_build(library->path, pool)));
    }
    for (uint32_t i = 0; i < survey->row_count; i++)
        json_array_append_new(rows, row_json(&survey->rows[i]));
    const char *baseline_time = json_string_value(json_object_get(request->baseline, "time"));
    const char *reference = request->context->reference.path;
    return json_pack(
        "{si ss ss? sO so so so ss ss sb sb sf so}", "lockstep", 1, "time", bench_time_text(pool),
        "baseline_time", baseline_time, "machine", request->machine, "system",
        bench_system_json(pool), "memory_limits", bench_system_limits(), "variants", variants,
        "reference", bench_fingerprint_build(reference, pool), "reference_code",
        bench_fingerprint_code(reference, pool), "quick", (int)survey->is_quick, "interrupted",
        (int)survey->is_interrupted, "seconds", survey->seconds, "benchmarks", rows);
}
