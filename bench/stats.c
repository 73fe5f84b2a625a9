#include "bench/stats.h"

#include "base/diag.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { VALUES_MAX = 4096, SHIFT_VALUES_MAX = 64 };

static int compare(const void *a, const void *b) {
    double x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

void bench_sort(double *values, size_t count) {
    qsort(values, count, sizeof *values, compare);
}

double bench_quantile(const double *sorted, size_t count, double p) {
    base_check(count > 0);
    double place = p * (double)(count - 1);
    size_t below = (size_t)place;
    if (below + 1 >= count)
        return sorted[count - 1];
    return sorted[below] + (place - (double)below) * (sorted[below + 1] - sorted[below]);
}

double bench_mean(const double *values, size_t count) {
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += values[i];
    return sum / (double)count;
}

double bench_deviation(const double *values, size_t count) {
    double mean = bench_mean(values, count), sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (values[i] - mean) * (values[i] - mean);
    return count > 1 ? sqrt(sum / (double)(count - 1)) : 0;
}

double bench_median(const double *values, size_t count) {
    double sorted[VALUES_MAX];
    base_check(count > 0 && count <= VALUES_MAX);
    memcpy(sorted, values, count * sizeof *values);
    bench_sort(sorted, count);
    return bench_quantile(sorted, count, 0.5);
}

double bench_mad(const double *values, size_t count) {
    double distances[VALUES_MAX], median = bench_median(values, count);
    for (size_t i = 0; i < count; i++)
        distances[i] = fabs(values[i] - median);
    return 1.4826 * bench_median(distances, count);
}

struct bench_fences bench_fences_of(const double *sorted, size_t count) {
    double first = bench_quantile(sorted, count, 0.25), third = bench_quantile(sorted, count, 0.75);
    double range = third - first;
    return (struct bench_fences){first - 3 * range, first - 1.5 * range, third + 1.5 * range,
                                 third + 3 * range};
}

struct bench_outliers bench_outliers_of(const double *values, size_t count,
                                        const struct bench_fences *fences) {
    struct bench_outliers outliers = {0};
    for (size_t i = 0; i < count; i++) {
        if (values[i] < fences->low_severe)
            outliers.low_severe++;
        else if (values[i] < fences->low_mild)
            outliers.low_mild++;
        else if (values[i] > fences->high_severe)
            outliers.high_severe++;
        else if (values[i] > fences->high_mild)
            outliers.high_mild++;
    }
    return outliers;
}

struct bench_line bench_line_fit(const double *x, const double *y, size_t count) {
    double xy = 0, xx = 0, yy = 0, residual = 0, centred = 0;
    double mean = bench_mean(y, count);
    for (size_t i = 0; i < count; i++) {
        xy += x[i] * y[i];
        xx += x[i] * x[i];
        yy += y[i] * y[i];
    }
    double slope = xy / xx;
    for (size_t i = 0; i < count; i++) {
        residual += (y[i] - slope * x[i]) * (y[i] - slope * x[i]);
        centred += (y[i] - mean) * (y[i] - mean);
    }
    return (struct bench_line){slope, 1 - residual / centred, 1 - residual / yy};
}

/// Where a resample of the bootstrap is built, and what it gave.
struct bootstrap {
    const double *iterations, *times;
    size_t count, group_size;
    double *x, *y, *each, *distances; ///< one resample
    double *results[BENCH_STATISTICS];
};

static void draw_resample(const struct bootstrap *boot, struct base_words *words) {
    size_t groups = boot->count / boot->group_size;
    for (size_t i = 0; i < boot->count; i += boot->group_size) {
        size_t group = (size_t)base_words_below(words, groups) * boot->group_size;
        for (size_t j = i; j < i + boot->group_size; j++) {
            size_t from = group + (size_t)base_words_below(words, boot->group_size);
            boot->x[j] = boot->iterations[from];
            boot->y[j] = boot->times[from];
            boot->each[j] = boot->times[from] / boot->iterations[from];
        }
    }
}

/// All statistics of what stands in x, y and each; sorts `each`.
static void evaluate(const struct bootstrap *boot, double values[BENCH_STATISTICS]) {
    size_t count = boot->count;
    double xy = 0, xx = 0;
    for (size_t i = 0; i < count; i++) {
        xy += boot->x[i] * boot->y[i];
        xx += boot->x[i] * boot->x[i];
    }
    values[BENCH_SLOPE] = xy / xx;
    values[BENCH_MEAN] = bench_mean(boot->each, count);
    values[BENCH_DEVIATION] = bench_deviation(boot->each, count);
    bench_sort(boot->each, count);
    values[BENCH_MEDIAN] = bench_quantile(boot->each, count, 0.5);
    for (size_t i = 0; i < count; i++)
        boot->distances[i] = fabs(boot->each[i] - values[BENCH_MEDIAN]);
    bench_sort(boot->distances, count);
    values[BENCH_MAD] = 1.4826 * bench_quantile(boot->distances, count, 0.5);
}

static void fill_points(struct bootstrap *boot, struct bench_estimates *estimates) {
    double values[BENCH_STATISTICS];
    bool varies = false;
    for (size_t i = 0; i < boot->count; i++) {
        boot->x[i] = boot->iterations[i];
        boot->y[i] = boot->times[i];
        boot->each[i] = boot->times[i] / boot->iterations[i];
        varies |= boot->x[i] != boot->x[0];
    }
    estimates->line = bench_line_fit(boot->x, boot->y, boot->count);
    evaluate(boot, values);
    estimates->fences = bench_fences_of(boot->each, boot->count);
    estimates->outliers = bench_outliers_of(boot->each, boot->count, &estimates->fences);
    for (int k = 0; k < BENCH_STATISTICS; k++)
        estimates->of[k].point = values[k];
    if (!varies)
        estimates->line = (struct bench_line){NAN, NAN, NAN};
}

void bench_bootstrap(const double *iterations, const double *times, size_t count,
                     size_t group_count, size_t resamples, uint64_t seed, struct base_pool *pool,
                     struct bench_estimates *estimates) {
    base_check(count > 0 && group_count > 0 && count % group_count == 0 && resamples > 0);
    struct bootstrap boot = {iterations, times, count, count / group_count, .x = NULL};
    struct base_words words = {.state = seed};
    double values[BENCH_STATISTICS];
    *estimates = (struct bench_estimates){.count = count};
    boot.x = base_pool_take_array(pool, count, sizeof(double));
    boot.y = base_pool_take_array(pool, count, sizeof(double));
    boot.each = base_pool_take_array(pool, count, sizeof(double));
    boot.distances = base_pool_take_array(pool, count, sizeof(double));
    for (int k = 0; k < BENCH_STATISTICS; k++)
        boot.results[k] = base_pool_take_array(pool, resamples, sizeof(double));
    fill_points(&boot, estimates);
    for (size_t i = 0; i < resamples; i++) {
        draw_resample(&boot, &words);
        evaluate(&boot, values);
        for (int k = 0; k < BENCH_STATISTICS; k++)
            boot.results[k][i] = values[k];
    }
    for (int k = 0; k < BENCH_STATISTICS; k++) {
        struct bench_estimate *estimate = &estimates->of[k];
        bench_sort(boot.results[k], resamples);
        estimate->standard_error = bench_deviation(boot.results[k], resamples);
        estimate->interval.low = bench_quantile(boot.results[k], resamples, 0.025);
        estimate->interval.high = bench_quantile(boot.results[k], resamples, 0.975);
    }
}

static double resampled_median(const double *values, size_t count, struct base_words *words) {
    double drawn[SHIFT_VALUES_MAX];
    for (size_t i = 0; i < count; i++)
        drawn[i] = values[base_words_below(words, count)];
    bench_sort(drawn, count);
    return bench_quantile(drawn, count, 0.5);
}

struct bench_estimate bench_shift(const double *before, size_t before_count, const double *after,
                                  size_t after_count, size_t resamples, uint64_t seed,
                                  struct base_pool *pool) {
    struct base_words words = {.state = seed};
    double *shifts = base_pool_take_array(pool, resamples, sizeof *shifts);
    base_check(before_count <= SHIFT_VALUES_MAX && after_count <= SHIFT_VALUES_MAX);
    for (size_t i = 0; i < resamples; i++) {
        double drawn = resampled_median(after, after_count, &words);
        shifts[i] = drawn - resampled_median(before, before_count, &words);
    }
    bench_sort(shifts, resamples);
    return (struct bench_estimate){
        .point = bench_median(after, after_count) - bench_median(before, before_count),
        .standard_error = bench_deviation(shifts, resamples),
        .interval = {bench_quantile(shifts, resamples, 0.025),
                     bench_quantile(shifts, resamples, 0.975)},
    };
}

struct bench_interval bench_order_interval(const double *sorted, size_t count, size_t rank) {
    base_check(rank >= 1 && 2 * rank <= count + 1);
    return (struct bench_interval){sorted[rank - 1], sorted[count - rank]};
}

double bench_binomial_tail(size_t count, size_t successes) {
    double term = ldexp(1, -(int)count), sum = 0;
    // term runs through C(count, k) / 2^count; from the small end, so that small tails are exact.
    for (size_t k = 0; k + successes <= count; k++) {
        sum += term;
        term *= (double)(count - k) / (double)(k + 1);
    }
    return sum;
}

double bench_order_confidence(size_t count, size_t rank) {
    return 1 - 2 * bench_binomial_tail(count, count - rank + 1);
}
