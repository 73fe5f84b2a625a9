/// Change points: planted ones are found where they are, noise alone has none.
#include "base/random.h"
#include "report/change_points.h"

#include <criterion/criterion.h>
#include <math.h>

enum { COUNT = 40 };

static double uniform(struct base_words *words) {
    return (double)(base_words_next(words) >> 11) * 0x1p-53;
}

/// Noise as speed-ups have it: mostly small, now and then a run that was disturbed.
static double noise(struct base_words *words) {
    double sum = 0;
    for (int i = 0; i < 6; i++)
        sum += uniform(words) - 0.5;
    return 0.02 * sum + (uniform(words) < 0.05 ? -0.3 : 0);
}

static void fill(double *values, uint64_t seed) {
    struct base_words words = {.state = seed};
    for (size_t i = 0; i < COUNT; i++)
        values[i] = noise(&words);
}

Test(change_points, a_planted_shift_is_found_where_it_is) {
    uint32_t at[COUNT], found_count = 0;
    double values[COUNT];
    for (uint64_t seed = 1; seed <= 20; seed++) {
        fill(values, seed);
        for (size_t i = 25; i < COUNT; i++)
            values[i] += 0.1;
        uint32_t count = report_change_points(values, COUNT, 0.01, 0.02, at);
        found_count += count == 1 && abs((int)at[0] - 25) <= 1;
    }
    cr_expect_geq(found_count, 19, "%u of 20", found_count);
}

Test(change_points, two_shifts_are_two_points) {
    uint32_t at[COUNT];
    double values[COUNT];
    fill(values, 7);
    for (size_t i = 12; i < COUNT; i++)
        values[i] += i < 28 ? 0.3 : -0.3;
    cr_assert_eq(report_change_points(values, COUNT, 0.01, 0.02, at), 2);
    cr_expect_eq(at[0], 12);
    cr_expect_eq(at[1], 28);
}

/// At alpha 0.01, of 400 series without a change 4 are expected to get one; 12 or more would have
/// a probability of 0.1 %.
Test(change_points, noise_alone_has_none) {
    uint32_t at[COUNT], alarms = 0;
    double values[COUNT];
    for (uint64_t seed = 100; seed < 500; seed++) {
        fill(values, seed);
        alarms += report_change_points(values, COUNT, 0.01, 0, at) > 0;
    }
    cr_expect_lt(alarms, 12, "%u", alarms);
}

Test(change_points, a_lasting_change_below_the_least_is_not_told) {
    uint32_t at[COUNT];
    double values[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        values[i] = (double)(i % 3) * 1e-4 + (i < 20 ? 0 : 0.01);
    cr_expect_eq(report_change_points(values, COUNT, 0.001, 0.02, at), 0);
    cr_expect_eq(report_change_points(values, COUNT, 0.001, 0.005, at), 1);
}

/// Few runs prove nothing, an outlier is no change, equal values have none.
Test(change_points, what_is_no_evidence) {
    uint32_t at[COUNT];
    double few[5] = {1, 1, 1, 9, 9}, flat[COUNT] = {0}, single[COUNT];
    fill(single, 3);
    single[20] += 5;
    cr_expect_eq(report_change_points(few, 5, 0.05, 0, at), 0);
    cr_expect_eq(report_change_points(flat, COUNT, 0.05, 0, at), 0);
    cr_expect_eq(report_change_points(single, COUNT, 0.01, 0.02, at), 0);
    cr_expect_eq(report_change_points(flat, 0, 0.05, 0, at), 0);
}
