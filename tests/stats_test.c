// Statistics of timings against values computed by hand.

#include "bench/baseline.h"
#include "bench/decide.h"
#include "bench/gate.h"
#include "bench/undisturbed.h"

#include <criterion/criterion.h>
#include <math.h>

static void expect_near(double value, double wanted, double tolerance) {
    cr_expect(fabs(value - wanted) <= tolerance, "%.12g is not %.12g", value, wanted);
}

Test(stats, quantiles_interpolate_between_order_statistics) {
    const double sorted[] = {1, 2, 3, 4};
    expect_near(bench_quantile(sorted, 4, 0), 1, 0);
    expect_near(bench_quantile(sorted, 4, 0.25), 1.75, 1e-15);
    expect_near(bench_quantile(sorted, 4, 0.5), 2.5, 1e-15);
    expect_near(bench_quantile(sorted, 4, 1), 4, 0);
    expect_near(bench_quantile(sorted, 1, 0.9), 1, 0);
}

Test(stats, location_and_spread) {
    const double values[] = {9, 4, 4, 5, 2, 5, 7, 4};
    const double ties[] = {9, 1, 6, 1, 4, 2, 2};
    expect_near(bench_mean(values, 8), 5, 1e-15);
    expect_near(bench_deviation(values, 8), sqrt(32.0 / 7), 1e-14);
    expect_near(bench_median(values, 8), 4.5, 1e-15);
    expect_near(bench_deviation(values, 1), 0, 0);
    // Median 2; distances 7 1 4 1 2 0 0, whose median is 1.
    expect_near(bench_mad(ties, 7), 1.4826, 1e-15);
}

Test(stats, tukey_fences_and_what_lies_beyond) {
    const double sorted[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    struct bench_fences fences = bench_fences_of(sorted, 9);
    expect_near(fences.low_severe, -9, 1e-14);
    expect_near(fences.low_mild, -3, 1e-14);
    expect_near(fences.high_mild, 13, 1e-14);
    expect_near(fences.high_severe, 19, 1e-14);
    const double values[] = {-10, -9, -4, -3, 5, 13, 14, 19, 20, 21};
    struct bench_outliers outliers = bench_outliers_of(values, 10, &fences);
    cr_expect_eq(outliers.low_severe, 1);
    cr_expect_eq(outliers.low_mild, 2);
    cr_expect_eq(outliers.high_mild, 2);
    cr_expect_eq(outliers.high_severe, 2);
}

Test(stats, a_line_through_the_origin_and_both_of_its_r_squared) {
    const double x[] = {1, 2, 3}, y[] = {2, 4, 7};
    struct bench_line line = bench_line_fit(x, y, 3);
    // Residuals −3/14, −6/14, 5/14: their squares sum to 70/196; Σ(y − ȳ)² = 38/3; Σy² = 69.
    expect_near(line.slope, 31.0 / 14, 1e-14);
    expect_near(line.r_squared_centred, 1 - (70.0 / 196) / (38.0 / 3), 1e-14);
    expect_near(line.r_squared_origin, 1 - (70.0 / 196) / 69, 1e-14);
    const double flat[] = {5, 5, 5.1};
    line = bench_line_fit(x, flat, 3);
    cr_expect_lt(line.r_squared_centred, 0, "a line far from flat data is worse than their mean");
    cr_expect_gt(line.r_squared_origin, 0.8);
}

Test(stats, tails_of_the_binomial_distribution) {
    expect_near(bench_binomial_tail(6, 6), 1.0 / 64, 1e-16);
    expect_near(bench_binomial_tail(12, 11), 13.0 / 4096, 1e-16);
    expect_near(bench_binomial_tail(24, 20), 12951.0 / 16777216, 1e-16);
    expect_near(bench_binomial_tail(5, 0), 1, 1e-15);
    expect_near(bench_order_confidence(6, 1), 1 - 2.0 / 64, 1e-15);
    expect_near(bench_order_confidence(12, 2), 1 - 26.0 / 4096, 1e-15);
}

Test(stats, the_bootstrap_knows_the_error_of_a_mean) {
    struct base_pool pool = {0};
    struct bench_estimates estimates;
    double iterations[50], times[50];
    for (int i = 0; i < 50; i++) {
        iterations[i] = 2;
        times[i] = 2 * (i + 1);
    }
    bench_bootstrap(iterations, times, 50, 1, 4000, 7, &pool, &estimates);
    const struct bench_estimate *mean = &estimates.of[BENCH_MEAN];
    // The variance of 1..50 with n below it is (50² − 1) / 12; the mean's is a fiftieth of that.
    double error = sqrt(2499.0 / 12 / 50);
    expect_near(mean->point, 25.5, 1e-13);
    expect_near(mean->standard_error, error, 0.04 * error);
    expect_near(mean->interval.low, 25.5 - 1.96 * error, 0.15 * error);
    expect_near(mean->interval.high, 25.5 + 1.96 * error, 0.15 * error);
    cr_expect(isnan(estimates.line.slope), "iterations that are all alike give no line");
    base_pool_free(&pool);
}

Test(stats, the_bootstrap_draws_processes_before_samples) {
    struct base_pool pool = {0};
    struct bench_estimates grouped, pooled;
    double iterations[40], times[40];
    for (int i = 0; i < 40; i++) {
        iterations[i] = 1 + i % 10;
        times[i] = iterations[i] * (i < 20 ? 1 : 2);
    }
    bench_bootstrap(iterations, times, 40, 4, 4000, 7, &pool, &grouped);
    bench_bootstrap(iterations, times, 40, 1, 4000, 7, &pool, &pooled);
    // Four processes, of which all may be slow ones (1/16) or fast ones.
    expect_near(grouped.of[BENCH_MEAN].interval.low, 1, 1e-12);
    expect_near(grouped.of[BENCH_MEAN].interval.high, 2, 1e-12);
    cr_expect_gt(pooled.of[BENCH_MEAN].interval.low, 1.3);
    cr_expect_lt(pooled.of[BENCH_MEAN].interval.high, 1.7);
    expect_near(grouped.of[BENCH_SLOPE].point, 1.5, 1e-12);
    base_pool_free(&pool);
}

Test(stats, shifts_between_two_sets_of_processes) {
    struct base_pool pool = {0};
    const double before[] = {1, 1, 1, 1}, after[] = {3, 3, 3};
    const double low[] = {0, 1, 2, 3, 4, 5}, same[] = {5, 3, 1, 4, 2, 0};
    struct bench_estimate shift = bench_shift(before, 4, after, 3, 500, 1, &pool);
    expect_near(shift.point, 2, 0);
    expect_near(shift.interval.low, 2, 0);
    expect_near(shift.interval.high, 2, 0);
    shift = bench_shift(low, 6, same, 6, 500, 1, &pool);
    expect_near(shift.point, 0, 0);
    cr_expect(shift.interval.low < -1 && shift.interval.high > 1);
    base_pool_free(&pool);
}

static void fill(double *logs, uint32_t count, double ratio) {
    for (uint32_t i = 0; i < count; i++)
        logs[i] = log(ratio);
}

Test(stats, decisions_need_the_stage_s_agreement_and_more_than_the_resolution) {
    double logs[BENCH_PROCESSES_MAX];
    fill(logs, 24, 2.1);
    cr_expect_eq(bench_decide(logs, 0, 2), BENCH_ABOVE);
    cr_expect_eq(bench_decide(logs, 0, 2.2), BENCH_BELOW);
    cr_expect_eq(bench_decide(logs, 0, 2.09), BENCH_UNDECIDED, "nearer than the resolution");
    logs[5] = log(1.9);
    cr_expect_eq(bench_decide(logs, 0, 2), BENCH_UNDECIDED, "5 of 6 are not enough");
    cr_expect_eq(bench_decide(logs, 1, 2), BENCH_ABOVE, "11 of 12 are");
    logs[6] = log(1.9);
    cr_expect_eq(bench_decide(logs, 1, 2), BENCH_UNDECIDED);
    logs[7] = logs[8] = NAN;
    cr_expect_eq(bench_decide(logs, 2, 2), BENCH_ABOVE, "20 of 24 are");
    logs[9] = NAN;
    cr_expect_eq(bench_decide(logs, 2, 2), BENCH_UNDECIDED, "no number agrees with nobody");
}

Test(stats, intervals_of_ratios_by_rank) {
    double logs[BENCH_PROCESSES_MAX], median;
    for (int i = 0; i < 12; i++)
        logs[i] = log(12 - i);
    struct bench_interval interval = bench_decide_interval(logs, 0, &median);
    expect_near(interval.low, 7, 1e-12);
    expect_near(interval.high, 12, 1e-12);
    expect_near(median, sqrt(9.0 * 10), 1e-12);
    interval = bench_decide_interval(logs, 1, &median);
    expect_near(interval.low, 2, 1e-12);
    expect_near(interval.high, 11, 1e-12);
}

static bool controls_hold(double alike, double planted) {
    struct base_pool pool = {0};
    struct bench_controls controls = {0};
    fill(controls.alike, 6, alike);
    fill(controls.planted, 6, planted);
    bench_controls_judge(&controls, 0, "base", &pool);
    cr_expect_eq(controls.are_met, strstr(controls.text, "not") == NULL, "%s", controls.text);
    base_pool_free(&pool);
    return controls.are_met;
}

Test(stats, controls_must_read_1_and_1_10) {
    cr_expect(controls_hold(1.0, 1.10));
    cr_expect(controls_hold(0.985, 1.115));
    cr_expect_not(controls_hold(1.03, 1.10));
    cr_expect_not(controls_hold(0.97, 1.10));
    cr_expect_not(controls_hold(1.0, 1.05), "a slow-down that was planted has to be seen");
    cr_expect_not(controls_hold(1.0, 1.15));
    cr_expect_not(controls_hold(NAN, 1.10), "controls that could not be measured are not met");
}

Test(stats, exit_statuses_of_gates) {
    cr_expect_eq(bench_gate_exit_status(&(struct bench_gate){.verdicts = {[BENCH_PASSED] = 2}}), 0);
    cr_expect_eq(bench_gate_exit_status(&(struct bench_gate){.verdicts = {0}}), 3);
    static const struct {
        enum bench_verdict verdict;
        int status;
    } others[] = {{BENCH_FAILED, 1}, {BENCH_WRONG, 1},        {BENCH_UNSURE, 3},
                  {BENCH_VOID, 3},   {BENCH_INCOMPARABLE, 3}, {BENCH_LEFT_OUT, 0}};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct bench_gate gate = {.verdicts = {[BENCH_PASSED] = 5}};
        gate.verdicts[others[i].verdict]++;
        cr_expect_eq(bench_gate_exit_status(&gate), others[i].status, "verdict %s",
                     bench_verdict_name(others[i].verdict));
    }
    struct bench_gate both = {.verdicts = {[BENCH_FAILED] = 1, [BENCH_VOID] = 1}};
    cr_expect_eq(bench_gate_exit_status(&both), 1);
    struct bench_gate none = {.verdicts = {[BENCH_LEFT_OUT] = 3}};
    cr_expect_eq(bench_gate_exit_status(&none), 3, "where nothing ran, nothing passed");
}

Test(stats, benchmarks_that_share_a_point_are_told_apart_by_name) {
    const char *text =
        "{'benchmarks': ["
        "{'name': 'a', 'kernel': 'k', 'variant': 'v', 'point': 'n=1', 'class': 'u'},"
        "{'name': 'b', 'kernel': 'k', 'variant': 'v', 'point': 'n=1', 'class': 'u'},"
        "{'name': '', 'kernel': 'k', 'variant': 'v', 'point': 'n=1', 'class': 'u'}]}";
    char json[512];
    snprintf(json, sizeof json, "%s", text);
    for (char *at = json; *at != '\0'; at++)
        *at = *at == '\'' ? '"' : *at;
    json_t *baseline = json_loads(json, 0, NULL);
    const json_t *rows = json_object_get(baseline, "benchmarks");
    cr_expect_eq(bench_baseline_find(baseline, "a", "k", "v", "n=1", "u"), json_array_get(rows, 0));
    cr_expect_eq(bench_baseline_find(baseline, "b", "k", "v", "n=1", "u"), json_array_get(rows, 1));
    cr_expect_eq(bench_baseline_find(baseline, "", "k", "v", "n=1", "u"), json_array_get(rows, 2));
    cr_expect_null(bench_baseline_find(baseline, "c", "k", "v", "n=1", "u"));
    json_decref(baseline);
}

/// What one process measured: slots of `cpu_ns` and more, most of them disturbed, and reads.
static void add_process(struct bench_undisturbed *undisturbed, double cpu_ns, double read_ns) {
    double cpu[20], wall[20], read[20];
    for (int i = 0; i < 20; i++) {
        // The shortest is one of luck; of what follows, the third is at the first decile.
        cpu[i] = i == 0 ? cpu_ns / 2 : i < 4 ? cpu_ns : cpu_ns * (1 + 0.1 * i);
        wall[i] = 2 * cpu[i];
        read[i] = read_ns * (i < 4 ? 1 : 3);
    }
    struct bench_cell_result cell = {.alone_count = 20,
                                     .alone_cpu_ns = cpu,
                                     .alone_wall_ns = wall,
                                     .alone_read_ns = read_ns > 0 ? read : NULL};
    bench_undisturbed_add(undisturbed, &cell);
}

/// One process in twelve is lucky, eight are disturbed.
Test(undisturbed, is_the_mean_of_the_least_quarter) {
    struct bench_undisturbed undisturbed = {0};
    for (int process = 0; process < BENCH_UNDISTURBED_PROCESSES; process++)
        add_process(&undisturbed, process == 7 ? 70 : process < 3 ? 100 : 200, 10);
    expect_near(bench_undisturbed_cpu_ns(&undisturbed), 90, 1e-12);
    expect_near(bench_undisturbed_reads(&undisturbed), 9, 1e-12);
}

Test(undisturbed, is_the_least_of_few_processes_first_deciles) {
    struct bench_undisturbed undisturbed = {0};
    cr_expect(isnan(bench_undisturbed_cpu_ns(&undisturbed)));
    cr_expect(isnan(bench_undisturbed_reads(&undisturbed)));
    add_process(&undisturbed, 300, 60);
    add_process(&undisturbed, 200, 80);
    add_process(&undisturbed, 400, 50);
    expect_near(bench_undisturbed_cpu_ns(&undisturbed), 200, 1e-12);
    expect_near(bench_undisturbed_wall_ns(&undisturbed), 400, 1e-12);
    // The call and the read may each be least in another process.
    expect_near(bench_undisturbed_reads(&undisturbed), 4, 1e-12);
}

/// Memory that is half as fast for a whole run doubles both, and leaves their ratio.
Test(undisturbed, slow_memory_leaves_the_figure_in_reads) {
    struct bench_undisturbed run = {0}, slow_run = {0}, slow_code = {0};
    for (int process = 0; process < BENCH_UNDISTURBED_PROCESSES; process++) {
        add_process(&run, 100 + process, 50 + process);
        add_process(&slow_run, 200 + 2 * process, 100 + 2 * process);
        add_process(&slow_code, 2 * (100 + process), 50 + process);
    }
    expect_near(bench_undisturbed_reads(&slow_run), bench_undisturbed_reads(&run), 1e-12);
    expect_near(bench_undisturbed_reads(&slow_code), 2 * bench_undisturbed_reads(&run), 1e-12);
}

Test(undisturbed, no_reads_where_the_caches_hold_the_arrays) {
    struct bench_undisturbed undisturbed = {0};
    add_process(&undisturbed, 300, 0);
    expect_near(bench_undisturbed_cpu_ns(&undisturbed), 300, 1e-12);
    cr_expect(isnan(bench_undisturbed_reads(&undisturbed)));
}

/// A benchmark fails only where neither figure holds, and what is not known does not hold.
Test(undisturbed, runs_are_judged_by_cpu_time_and_then_in_reads) {
    cr_expect_eq(bench_undisturbed_judge(0.049, 0.2, 0.05), BENCH_STEADY);
    cr_expect_eq(bench_undisturbed_judge(0.049, NAN, 0.05), BENCH_STEADY);
    cr_expect_eq(bench_undisturbed_judge(0.05, 0.049, 0.05), BENCH_STEADY_IN_READS);
    cr_expect_eq(bench_undisturbed_judge(0.05, 0.05, 0.05), BENCH_UNSTEADY);
    cr_expect_eq(bench_undisturbed_judge(0.05, NAN, 0.05), BENCH_UNSTEADY);
    cr_expect_eq(bench_undisturbed_judge(NAN, NAN, 0.05), BENCH_UNSTEADY);
}
