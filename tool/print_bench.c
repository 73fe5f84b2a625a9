#include "tool/print_bench.h"

#include "tool/print_gate.h"

#include <math.h>
#include <string.h>

static const char *name_of(const struct bench_row *row, char text[160]) {
    if (row->item != NULL)
        return row->item->name;
    snprintf(text, 160, "%s %s%s%s", row->kernel->name, row->point_text,
             row->class != BENCH_USUAL ? " " : "",
             row->class != BENCH_USUAL ? bench_class_name(row->class) : "");
    return text;
}

static void print_estimate(const char *name, const struct bench_estimate *estimate, FILE *stream) {
    char low[24], point[24], high[24];
    fprintf(stream, "  %s %s [%s, %s]", name, tool_time_text(estimate->point, point),
            tool_time_text(estimate->interval.low, low),
            tool_time_text(estimate->interval.high, high));
}

static void print_side(const char *name, const struct bench_row *row, uint32_t side, FILE *stream) {
    const struct bench_estimates *estimates = &row->estimates[side];
    const struct bench_outliers *outliers = &estimates->outliers;
    char wall[24];
    fprintf(stream, "  %-9s", name);
    print_estimate("median", &estimates->of[BENCH_MEDIAN], stream);
    print_estimate("mean", &estimates->of[BENCH_MEAN], stream);
    if (!isnan(estimates->line.slope)) {
        print_estimate("slope", &estimates->of[BENCH_SLOPE], stream);
        fprintf(stream, "  R2 %.4f", estimates->line.r_squared_centred);
    }
    fprintf(stream, "\n           ");
    print_estimate("sd", &estimates->of[BENCH_DEVIATION], stream);
    print_estimate("MAD", &estimates->of[BENCH_MAD], stream);
    fprintf(stream, "  wall %s", tool_time_text(row->wall_median_ns[side], wall));
    uint32_t count =
        outliers->low_severe + outliers->low_mild + outliers->high_mild + outliers->high_severe;
    if (count > 0)
        fprintf(stream, "  outliers of %zu: %u low severe, %u low, %u high, %u high severe",
                estimates->count, outliers->low_severe, outliers->low_mild, outliers->high_mild,
                outliers->high_severe);
    fputc('\n', stream);
}

static void print_change(const struct bench_row *row, FILE *stream) {
    if (row->change == BENCH_CHANGE_NONE)
        return;
    fprintf(stream,
            "  change     %s: time %+.1f %% [%+.1f, %+.1f], speed-up %+.1f %% [%+.1f, %+.1f]\n",
            bench_change_name(row->change), 100 * expm1(row->time_change.point),
            100 * expm1(row->time_change.interval.low), 100 * expm1(row->time_change.interval.high),
            100 * expm1(row->speedup_change.point), 100 * expm1(row->speedup_change.interval.low),
            100 * expm1(row->speedup_change.interval.high));
}

static void print_remarks(const struct bench_row *row, FILE *stream) {
    char time[24];
    double variant_ns = row->estimates[1].of[BENCH_MEDIAN].point;
    if (row->restore_ns > 0.1 * variant_ns)
        fprintf(stream, "  remark     %s of it copies the in,out arrays in before each call\n",
                tool_time_text(row->restore_ns, time));
    if (row->waited_count > row->round_count / 2)
        fprintf(stream,
                "  remark     a side sleeps or waits for other threads: wall time is told\n");
    if (row->subnormal_share > 0)
        fprintf(stream, "  remark     %.2f %% of the results are subnormal\n",
                100 * row->subnormal_share);
    if (row->bandwidth > 0)
        fprintf(stream, "  remark     reading its %.1f MB at %.1f GB/s takes %s\n",
                (double)row->bytes / 1e6, row->bandwidth / 1e9,
                tool_time_text(bench_row_floor_ns(row), time));
}

static void print_row(const struct bench_row *row, FILE *stream) {
    char name[160];
    fprintf(stream, "%s (%s)", name_of(row, name), row->variant);
    if (row->is_cut) {
        fprintf(stream, ": %s\n", row->text);
        return;
    }
    if (row->state != BENCH_MEASURED || row->is_broken) {
        fprintf(stream, ": %s: %s\n",
                row->is_broken                ? "crashed"
                : row->state == BENCH_SKIPPED ? "skipped"
                                              : "differs, so no time is told",
                row->text);
        return;
    }
    double call_s = row->estimates[1].of[BENCH_MEDIAN].point / 1e9;
    fprintf(stream, ": %.3f [%.3f, %.3f] times as fast; ", row->speedup, row->speedup_interval.low,
            row->speedup_interval.high);
    // A kernel that only writes reads no elements.
    if (row->elements > 0)
        fprintf(stream, "%.3g elements/s, ", (double)row->elements / call_s);
    fprintf(stream, "%.3g bytes/s", (double)row->bytes / call_s);
    if (row->flop > 0)
        fprintf(stream, ", %.3g FLOP/s", row->flop / call_s);
    fputc('\n', stream);
    print_side("reference", row, 0, stream);
    print_side("optimized", row, 1, stream);
    print_change(row, stream);
    print_remarks(row, stream);
}

void tool_print_skipped(const struct diff_context *context, FILE *stream) {
    for (uint32_t i = 0; i < context->optimized_count; i++)
        if (context->optimized[i].skip_reason != NULL)
            fprintf(stream, "skipped %s: %s\n", context->optimized[i].name,
                    context->optimized[i].skip_reason);
}

static const char *quick_text(const struct bench_survey *survey) {
    return survey->is_quick ? "; quick: a third of the usual rounds and samples' time" : "";
}

void tool_print_survey(const struct bench_survey *survey, FILE *stream) {
    for (uint32_t i = 0; i < survey->row_count; i++)
        print_row(&survey->rows[i], stream);
    fprintf(stream,
            "%u benchmarks in %.0f s; CPU time; intervals of 95 %% (bootstrap over processes and "
            "samples), those of speed-ups of 97 %% (6 processes)%s\n",
            survey->row_count, survey->seconds, quick_text(survey));
}

/// What became of the expectation.
static void print_expectation(const struct bench_row *row, FILE *stream) {
    char low[24], high[24], floor[24];
    const struct bench_suite_item *item = row->item;
    double time = bench_row_time(row, row->estimates[1].of[BENCH_MEDIAN].point);
    double floor_ns = bench_row_floor_ns(row);
    if (item->expected_high_ns == 0) {
        fputs("  nothing was expected", stream);
    } else {
        fprintf(stream, "  expected %s to %s: %s", tool_time_text(item->expected_low_ns, low),
                tool_time_text(item->expected_high_ns, high),
                time < item->expected_low_ns    ? "faster"
                : time > item->expected_high_ns ? "slower"
                                                : "as expected");
    }
    if (floor_ns > 0)
        fprintf(stream, "%s its %.2f MB at the %.1f GB/s that memory gives take %s",
                item->expected_high_ns > 0 && item->expected_high_ns < floor_ns
                    ? "; physics forbids it:"
                : item->expected_low_ns > 0 && item->expected_low_ns < floor_ns
                    ? "; physics forbids the lower figure:"
                    : ";",
                (double)row->bytes / 1e6, row->bandwidth / 1e9, tool_time_text(floor_ns, floor));
    if (item->calls > 1)
        fprintf(stream, " (%u calls of %s)", item->calls, row->point_text);
    if (item->share < 1)
        fprintf(stream, " (one of %.0f pairs of take and release, the block written and read)",
                1 / item->share);
    fputc('\n', stream);
}

void tool_print_suite(const struct bench_survey *survey, FILE *stream) {
    char reference[24], optimized[24];
    fprintf(stream, "%-22s %10s %10s %8s\n", "benchmark", "reference", "optimized", "speed-up");
    for (uint32_t i = 0; i < survey->row_count; i++) {
        const struct bench_row *row = &survey->rows[i];
        if (row->state != BENCH_MEASURED || row->is_broken || row->is_cut) {
            fprintf(stream, "%-22s %s: %s\n", row->item->name,
                    row->is_broken ? "crashed" : "not timed", row->text);
            continue;
        }
        double before = bench_row_time(row, row->estimates[0].of[BENCH_MEDIAN].point);
        double now = bench_row_time(row, row->estimates[1].of[BENCH_MEDIAN].point);
        // A µ has one byte more than columns.
        tool_time_text(before, reference);
        tool_time_text(now, optimized);
        fprintf(stream, "%-22s %*s %*s %8.2f", row->item->name,
                strstr(reference, "µ") != NULL ? 11 : 10, reference,
                strstr(optimized, "µ") != NULL ? 11 : 10, optimized, row->speedup);
        print_expectation(row, stream);
    }
    fprintf(stream, "%u benchmarks in %.0f s (%s, CPU time)%s\n", survey->row_count,
            survey->seconds, survey->rows[0].variant, quick_text(survey));
}

/// Coefficient of variation of one row's figures over the runs.
static double variation(const double *values, uint32_t row, uint32_t row_count,
                        uint32_t run_count) {
    double of_row[1024];
    for (uint32_t run = 0; run < run_count; run++)
        of_row[run] = values[run * row_count + row];
    return bench_deviation(of_row, run_count) / bench_mean(of_row, run_count);
}

static const char *const steadiness_texts[] = {
    [BENCH_STEADY] = "",
    [BENCH_STEADY_IN_READS] = "  reading its arrays varies alike",
    [BENCH_UNSTEADY] = "  varies too much",
};

bool tool_print_variance(const struct tool_variance *variance, double limit, FILE *stream) {
    const struct bench_survey *survey = variance->survey;
    uint32_t rows = survey->row_count, counts[3] = {0};
    char name[160];
    fprintf(stream, "%-44s %10s %10s %10s\n", "benchmark", "CPU", "wall", "in reads");
    for (uint32_t i = 0; i < rows; i++) {
        const struct bench_row *row = &survey->rows[i];
        double cpu = variation(variance->cpu_ns, i, rows, variance->run_count);
        double wall = variation(variance->wall_ns, i, rows, variance->run_count);
        double reads = variation(variance->reads, i, rows, variance->run_count);
        enum bench_steadiness steadiness = bench_undisturbed_judge(cpu, reads, limit);
        counts[steadiness]++;
        fprintf(stream, "%-44s %8.2f %% %8.2f %%", name_of(row, name), 100 * cpu, 100 * wall);
        if (!isnan(reads))
            fprintf(stream, " %8.2f %%", 100 * reads);
        fprintf(stream, "%s\n", steadiness_texts[steadiness]);
    }
    fprintf(stream,
            "%u benchmarks, %u runs: %u vary by less than %.0f %% on CPU time, %u only in units of "
            "reading their arrays, %u in neither\n",
            rows, variance->run_count, counts[BENCH_STEADY], 100 * limit,
            counts[BENCH_STEADY_IN_READS], counts[BENCH_UNSTEADY]);
    return counts[BENCH_UNSTEADY] == 0;
}
