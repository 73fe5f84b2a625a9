/// Statistics of timings: order statistics to decide by, the bootstrap and the rest for people.
///
/// Nothing here allocates except the bootstraps, which take scratch from the caller's pool.
/// All functions leave their inputs as they are unless they say that they sort.
#ifndef LOCKSTEP_BENCH_STATS_H
#define LOCKSTEP_BENCH_STATS_H

#include "base/pool.h"
#include "base/random.h"

#include <stdint.h>

void bench_sort(double *values, size_t count);

/// Quantile of sorted values, 0 <= p <= 1, by linear interpolation between order statistics
/// (Hyndman and Fan 1996, type 7).
double bench_quantile(const double *sorted, size_t count, double p);

double bench_mean(const double *values, size_t count);
double bench_deviation(const double *values, size_t count); ///< with n − 1; 0 for one value
double bench_median(const double *values, size_t count);    ///< copies: at most 4096 values

/// Median absolute deviation times 1.4826, which makes it the deviation of a normal distribution.
double bench_mad(const double *values, size_t count); ///< at most 4096 values

/// Tukey's fences: quartiles minus and plus 1.5 (mild) and 3 (severe) interquartile ranges.
struct bench_fences {
    double low_severe, low_mild, high_mild, high_severe;
};

struct bench_outliers {
    uint32_t low_severe, low_mild, high_mild, high_severe;
};

struct bench_fences bench_fences_of(const double *sorted, size_t count);
struct bench_outliers bench_outliers_of(const double *values, size_t count,
                                        const struct bench_fences *fences);

/// A line through the origin, y = slope · x, by least squares: slope = Σxy / Σx².
///
/// R² needs a total to compare with, and for a line without an intercept there are two. Against the
/// mean, 1 − Σ(y − slope·x)² / Σ(y − ȳ)², it tells how much better than a constant the line is, and
/// may be negative; against zero, with Σy² below, it is nearly 1 for any positive data. Both are
/// given; the centred one is what `r_squared` of the results means.
struct bench_line {
    double slope;
    double r_squared_centred, r_squared_origin;
};

struct bench_line bench_line_fit(const double *x, const double *y, size_t count);

/// A two-sided interval.
struct bench_interval {
    double low, high;
};

/// The statistics that are bootstrapped together.
enum bench_statistic {
    BENCH_MEAN,
    BENCH_MEDIAN,
    BENCH_DEVIATION,
    BENCH_MAD,
    BENCH_SLOPE,
    BENCH_STATISTICS,
};

struct bench_estimate {
    double point;
    double standard_error; ///< deviation of the bootstrap distribution
    struct bench_interval interval;
};

/// Estimates of samples of `iterations[i]` calls that took times[i] together. The slope is that of
/// times over iterations, the others are of times[i] / iterations[i].
struct bench_estimates {
    struct bench_estimate of[BENCH_STATISTICS];
    struct bench_line line; ///< slope NAN where all iterations are alike
    struct bench_fences fences;
    struct bench_outliers outliers;
    size_t count;
};

/// Percentile bootstrap (Efron 1979): `resamples` times `count` samples with replacement, 95 %.
/// Samples come in `group_count` groups of count / group_count neighbours (processes): groups are
/// drawn first, then samples within each, so that the interval knows how processes differ.
void bench_bootstrap(const double *iterations, const double *times, size_t count,
                     size_t group_count, size_t resamples, uint64_t seed, struct base_pool *pool,
                     struct bench_estimates *estimates);

/// How far the median of `after` lies above that of `before`, with a percentile bootstrap over
/// both; at most 64 values each.
struct bench_estimate bench_shift(const double *before, size_t before_count, const double *after,
                                  size_t after_count, size_t resamples, uint64_t seed,
                                  struct base_pool *pool);

/// The interval between the `rank`-th smallest and the `rank`-th largest of sorted values (rank
/// counts from 1), and the confidence that it holds the median of whatever they are drawn from,
/// whatever its shape: 1 − 2·P(Binomial(count, ½) < rank).
struct bench_interval bench_order_interval(const double *sorted, size_t count, size_t rank);
double bench_order_confidence(size_t count, size_t rank);

/// P(X >= successes) for X ~ Binomial(count, ½): what a one-sided decision by order statistics
/// risks.
double bench_binomial_tail(size_t count, size_t successes);

#endif
