#include "bench/decide.h"

#include <math.h>

const struct bench_stage bench_stages[BENCH_STAGES] = {{6, 6}, {12, 11}, {24, 20}};

const double bench_resolution = 0.01;

enum bench_side_of bench_decide(const double *log_ratios, uint32_t stage, double threshold) {
    uint32_t above = 0, below = 0;
    double high = log(threshold * (1 + bench_resolution));
    double low = log(threshold * (1 - bench_resolution));
    for (uint32_t i = 0; i < bench_stages[stage].processes; i++) {
        above += log_ratios[i] > high;
        below += log_ratios[i] < low;
    }
    if (above >= bench_stages[stage].agreeing)
        return BENCH_ABOVE;
    return below >= bench_stages[stage].agreeing ? BENCH_BELOW : BENCH_UNDECIDED;
}

struct bench_interval bench_decide_interval(const double *log_ratios, uint32_t stage,
                                            double *median) {
    double sorted[BENCH_PROCESSES_MAX];
    size_t count = 0, rank = bench_stages[stage].processes - bench_stages[stage].agreeing + 1;
    for (uint32_t i = 0; i < bench_stages[stage].processes; i++)
        if (!isnan(log_ratios[i]))
            sorted[count++] = log_ratios[i];
    *median = NAN;
    if (count == 0 || 2 * rank > count + 1)
        return (struct bench_interval){NAN, NAN};
    bench_sort(sorted, count);
    *median = exp(bench_quantile(sorted, count, 0.5));
    struct bench_interval logs = bench_order_interval(sorted, count, rank);
    return (struct bench_interval){exp(logs.low), exp(logs.high)};
}
