#include "report/change_points.h"

#include "base/diag.h"
#include "base/random.h"
#include "bench/stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { VALUES_MAX = 512, PERMUTATIONS = 9999 };

/// Twice the midranks, so that ties stay whole numbers, less their mean: sums of all are 0.
static void rank(const double *values, size_t count, int32_t *ranks) {
    for (size_t i = 0; i < count; i++) {
        int32_t below = 0, alike = 0;
        for (size_t k = 0; k < count; k++) {
            below += values[k] < values[i];
            alike += values[k] == values[i];
        }
        ranks[i] = 2 * below + alike - (int32_t)count;
    }
}

/// The largest absolute sum of ranks before a split, and the split that has it.
static int32_t largest_sum(const int32_t *ranks, size_t count, size_t *split) {
    int32_t sum = 0, largest = 0;
    *split = 0;
    for (size_t i = 0; i + 1 < count; i++) {
        sum += ranks[i];
        if (abs(sum) > largest) {
            largest = abs(sum);
            *split = i + 1;
        }
    }
    return largest;
}

/// Whether the order of the values alone makes the largest sum as large with a probability of at
/// most alpha. Ends as soon as too many orders have.
static bool is_unlikely(const int32_t *ranks, size_t count, int32_t largest, double alpha) {
    struct base_words words = {.state = count};
    int32_t shuffled[VALUES_MAX];
    uint32_t reached = 1; // The order at hand is one of them.
    size_t ignored;
    memcpy(shuffled, ranks, count * sizeof *ranks);
    for (uint32_t i = 0; i < PERMUTATIONS; i++) {
        for (size_t k = count - 1; k > 0; k--) {
            size_t other = base_words_below(&words, k + 1);
            int32_t kept = shuffled[k];
            shuffled[k] = shuffled[other];
            shuffled[other] = kept;
        }
        reached += largest_sum(shuffled, count, &ignored) >= largest;
        if (reached > alpha * (1 + PERMUTATIONS))
            return false;
    }
    return true;
}

static double deviation_sum(const double *values, size_t count) {
    double middle = bench_median(values, count), sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += fabs(values[i] - middle);
    return sum;
}

/// Ranks tell that there is a change better than where: the split whose two levels leave the
/// smallest deviations is nearer to it.
static size_t best_split(const double *values, size_t count) {
    double least = INFINITY;
    size_t best = 1;
    for (size_t split = 1; split < count; split++) {
        double sum = deviation_sum(values, split) + deviation_sum(values + split, count - split);
        if (sum < least) {
            least = sum;
            best = split;
        }
    }
    return best;
}

static void divide(const double *values, size_t first, size_t count, double alpha, double least,
                   uint32_t *at, uint32_t *found) {
    int32_t ranks[VALUES_MAX];
    size_t split;
    // Fewer values have too few orders for any of them to be unlikely.
    if (count < 6)
        return;
    rank(values + first, count, ranks);
    int32_t largest = largest_sum(ranks, count, &split);
    if (split == 0 || !is_unlikely(ranks, count, largest, alpha))
        return;
    split = best_split(values + first, count);
    double before = bench_median(values + first, split);
    double after = bench_median(values + first + split, count - split);
    divide(values, first, split, alpha, least, at, found);
    if (fabs(after - before) >= least)
        at[(*found)++] = (uint32_t)(first + split);
    divide(values, first + split, count - split, alpha, least, at, found);
}

uint32_t report_change_points(const double *values, size_t count, double alpha, double least,
                              uint32_t *at) {
    uint32_t found = 0;
    base_check(count <= VALUES_MAX);
    divide(values, 0, count, alpha, least, at, &found);
    return found;
}
