// The minimizer against simulated kernels on plain arrays: each predicate is a bug whose smallest
// case is known.

#include "tests/shrink_setup.h"

static const char dot_contract[] = "/// Dot product.\n"
                                   "/// @compare bits\n"
                                   "float dot(size_t n, const float a[n], const float b[n]);\n";

static void start_dot(uint64_t n) {
    start(dot_contract);
    set_scalar("n", n);
    fill_floats("a");
    fill_floats("b");
}

/// The tail drops the last element.
static bool drops_last(const struct corpus_case *one) {
    uint64_t n = scalar(one, "n");
    float full = 0, cut = 0;
    for (uint64_t i = 0; i < n; i++) {
        full += floats(one, "a")[i] * floats(one, "b")[i];
        cut += n % 8 == 5 && i == n - 1 ? 0 : floats(one, "a")[i] * floats(one, "b")[i];
    }
    return full != cut && full == full;
}

Test(shrink, a_dropped_tail_ends_in_one_guilty_lane) {
    start_dot(1005);
    struct corpus_shrink_report report = shrink(drops_last, 110);
    cr_expect_eq(report.elements_before, 2010);
    cr_expect_eq(report.elements_after, 10);
    EXPECT_FLOATS("a", 0, 0, 0, 0, 1);
    EXPECT_FLOATS("b", 0, 0, 0, 0, 1);
    finish();
}

static const char scale_contract[] = "/// Elementwise.\n"
                                     "/// @compare bits\n"
                                     "void scale(size_t n, float a[n]);\n";

static void start_scale(uint64_t n) {
    start(scale_contract);
    set_scalar("n", n);
    fill_floats("a");
}

static bool has_huge(const struct corpus_case *one) {
    for (uint64_t i = 0; i < scalar(one, "n"); i++) {
        if (floats(one, "a")[i] > 1e30f) {
            return true;
        }
    }
    return false;
}

Test(shrink, a_huge_value_becomes_the_simplest_huge_value) {
    start_scale(1000);
    floats(setup.one, "a")[637] = 3.1234567e34f;
    shrink(has_huge, 140);
    EXPECT_FLOATS("a", 0x1p100f);
    finish();
}

static bool has_above_100(const struct corpus_case *one) {
    for (uint64_t i = 0; i < scalar(one, "n"); i++) {
        if (floats(one, "a")[i] > 100.0f && floats(one, "a")[i] < 1000.0f) {
            return true;
        }
    }
    return false;
}

Test(shrink, a_value_above_a_bound_becomes_the_smallest_whole_one) {
    start_scale(1000);
    floats(setup.one, "a")[200] = 734.56789f;
    shrink(has_above_100, 110);
    EXPECT_FLOATS("a", 101);
    finish();
}

static bool loses_carry(const struct corpus_case *one) {
    uint64_t n = scalar(one, "n");
    return n >= 65 && floats(one, "a")[n - 1] != 0 && floats(one, "a")[0] != 0;
}

Test(shrink, a_lost_carry_needs_one_element_more_than_the_block) {
    start_scale(1000);
    struct corpus_shrink_report report = shrink(loses_carry, 400);
    float expected[65] = {[0] = 1, [64] = 1};
    cr_expect_eq(report.elements_after, 65);
    expect_floats("a", expected, 65);
    finish();
}

/// max(a, b) that takes the second operand where the first is NaN, before a finite neighbour.
static bool mixes_up_nan(const struct corpus_case *one) {
    for (uint64_t i = 1; i < scalar(one, "n"); i++) {
        float previous = floats(one, "a")[i - 1], value = floats(one, "a")[i];
        if (previous != previous && value == value) {
            return true;
        }
    }
    return false;
}

Test(shrink, nan_before_a_number_becomes_the_canonical_nan_before_zero) {
    start_scale(500);
    floats(setup.one, "a")[321] = base_f32_of(0xffa12345);
    shrink(mixes_up_nan, 120);
    EXPECT_FLOATS("a", base_f32_of(0x7fc00000), 0);
    finish();
}

static bool has_signalling_nan(const struct corpus_case *one) {
    for (uint64_t i = 0; i < scalar(one, "n"); i++) {
        uint32_t bits = words(one, "a")[i];
        if (base_is_nan_f32(bits) && (bits & 0x400000) == 0) {
            return true;
        }
    }
    return false;
}

Test(shrink, a_signalling_nan_keeps_only_that_it_signals) {
    start_scale(300);
    words(setup.one, "a")[123] = 0xffa12345;
    shrink(has_signalling_nan, 130);
    EXPECT_WORDS("a", 0x7f800001);
    finish();
}

static bool has_negative_zero(const struct corpus_case *one) {
    for (uint64_t i = 0; i < scalar(one, "n"); i++) {
        if (words(one, "a")[i] == 0x80000000) {
            return true;
        }
    }
    return false;
}

Test(shrink, negative_zero_stays) {
    start_scale(300);
    words(setup.one, "a")[299] = 0x80000000;
    shrink(has_negative_zero, 40);
    EXPECT_WORDS("a", 0x80000000);
    finish();
}

static bool has_subnormal(const struct corpus_case *one) {
    for (uint64_t i = 0; i < scalar(one, "n"); i++) {
        uint32_t magnitude = words(one, "a")[i] & 0x7fffffff;
        if (magnitude != 0 && magnitude < 0x800000) {
            return true;
        }
    }
    return false;
}

Test(shrink, a_subnormal_becomes_a_power_of_two) {
    start_scale(300);
    words(setup.one, "a")[77] = 0x80012345;
    shrink(has_subnormal, 140);
    EXPECT_WORDS("a", 0x00400000);
    finish();
}

/// Neighbours of which one cancels the other, neither of them 0.
static bool cancels(const struct corpus_case *one) {
    for (uint64_t i = 1; i < scalar(one, "n"); i++) {
        float value = floats(one, "a")[i];
        if (value != 0 && value == -floats(one, "a")[i - 1] && value - value == 0) {
            return true;
        }
    }
    return false;
}

Test(shrink, a_cancelling_pair_becomes_one_and_minus_one) {
    start_scale(400);
    floats(setup.one, "a")[250] = 3.3333e-11f;
    floats(setup.one, "a")[251] = -3.3333e-11f;
    shrink(cancels, 110);
    cr_assert_eq(scalar(setup.one, "n"), 2);
    cr_expect_eq(floats(setup.one, "a")[0], -floats(setup.one, "a")[1]);
    cr_expect_eq(floats(setup.one, "a")[0] * floats(setup.one, "a")[1], -1.0f);
    finish();
}

static bool has_equal_ends(const struct corpus_case *one) {
    uint64_t n = scalar(one, "n");
    return n % 4 == 1 && n > 4 && floats(one, "a")[0] == floats(one, "a")[n - 1] &&
           floats(one, "a")[0] != 0;
}

Test(shrink, two_conditions_at_once_keep_both) {
    start_scale(1001);
    floats(setup.one, "a")[1000] = floats(setup.one, "a")[0];
    shrink(has_equal_ends, 170);
    EXPECT_FLOATS("a", 1, 0, 0, 0, 1);
    finish();
}

/// Two lanes whose distance is exactly 7 and whose sum is above 12.
static bool needs_distance(const struct corpus_case *one) {
    for (uint64_t i = 7; i < scalar(one, "n"); i++) {
        float sum = floats(one, "a")[i] + floats(one, "a")[i - 7];
        if (sum > 12 && sum < 1e5f) {
            return true;
        }
    }
    return false;
}

Test(shrink, lanes_at_a_distance_keep_it) {
    start_scale(200);
    for (uint64_t i = 0; i < 200; i++) {
        floats(setup.one, "a")[i] *= 0x1p-20f;
    }
    floats(setup.one, "a")[102] = 8.123f;
    floats(setup.one, "a")[109] = 7.25f;
    struct corpus_shrink_report report = shrink(needs_distance, 230);
    cr_expect_eq(report.elements_after, 8);
    float expected[8] = {[0] = 13};
    expect_floats("a", expected, 8);
    finish();
}

/// A sum in four lanes instead of one, seen at an error of a thousandth or more.
static bool sums_in_lanes(const struct corpus_case *one) {
    uint64_t n = scalar(one, "n");
    float sum = 0, lanes[4] = {0};
    for (uint64_t i = 0; i < n; i++) {
        sum += floats(one, "a")[i];
        lanes[i % 4] += floats(one, "a")[i];
    }
    float other = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
    return sum - other >= 0x1p-10f || other - sum >= 0x1p-10f;
}

Test(shrink, a_sum_in_another_order_needs_few_terms) {
    start_scale(1000);
    for (uint64_t i = 0; i < 1000; i++) {
        floats(setup.one, "a")[i] = (float)draw() * 0x1p-30f - 1;
    }
    floats(setup.one, "a")[20] = 1.2345678e7f;
    floats(setup.one, "a")[702] = -1.2345678e7f;
    struct corpus_shrink_report report = shrink(sums_in_lanes, 400);
    cr_expect_leq(report.elements_after, 5);
    finish();
}

/// The index of the largest magnitude, where a NaN wins or does not.
static bool finds_another_largest(const struct corpus_case *one) {
    uint64_t first = 0, second = 0;
    float largest = -1, other = -1;
    for (uint64_t i = 0; i < scalar(one, "n"); i++) {
        float value = floats(one, "a")[i], magnitude = value < 0 ? -value : value;
        if (magnitude > largest) {
            largest = magnitude, first = i;
        }
        if (!(magnitude <= other)) {
            other = magnitude, second = i;
        }
    }
    return first != second;
}

Test(shrink, a_nan_that_wins_is_left_with_one_number) {
    start_scale(1000);
    words(setup.one, "a")[999] = 0xffc01234;
    shrink(finds_another_largest, 150);
    EXPECT_FLOATS("a", 0, base_f32_of(0x7fc00000));
    finish();
}

static bool needs_offset(const struct corpus_case *one) {
    const struct corpus_argument *a = &one->arguments[param("a")];
    return a->placement == CORPUS_AT_OFFSET && a->offset >= 8 && scalar(one, "n") >= 2;
}

Test(shrink, an_offset_that_matters_becomes_the_smallest) {
    start_scale(100);
    setup.one->arguments[param("a")].placement = CORPUS_AT_OFFSET;
    setup.one->arguments[param("a")].offset = 52;
    shrink(needs_offset, 30);
    cr_expect_eq(setup.one->arguments[param("a")].placement, CORPUS_AT_OFFSET);
    cr_expect_eq(setup.one->arguments[param("a")].offset, 8);
    EXPECT_FLOATS("a", 0, 0);
    finish();
}

static uint64_t shrunk_hash(uint64_t *runs) {
    start_dot(1005);
    struct corpus_shrink_report report = shrink(drops_last, 110);
    uint64_t hash = corpus_case_hash(setup.one);
    *runs = report.runs;
    finish();
    return hash;
}

Test(shrink, the_same_case_shrinks_alike_each_time) {
    uint64_t first_runs, second_runs;
    uint64_t first = shrunk_hash(&first_runs), second = shrunk_hash(&second_runs);
    cr_expect_eq(first, second);
    cr_expect_eq(first_runs, second_runs);
}

Test(shrink, runs_are_bounded_and_an_early_stop_is_no_certificate) {
    for (uint64_t runs_max = 0; runs_max < 40; runs_max += 3) {
        start_dot(1005);
        setup.fails = drops_last;
        struct corpus_shrink_report report = shrink_within(runs_max);
        cr_expect_eq(report.runs, runs_max);
        cr_expect_not(report.is_minimal);
        finish();
    }
}

/// Every element of 1000 is needed, which leaves the minimizer nothing but the certificate.
static bool needs_every_element(const struct corpus_case *one) {
    for (uint64_t i = 0; i < 1000; i++) {
        if (scalar(one, "n") != 1000 || floats(one, "a")[i] == 0) {
            return false;
        }
    }
    return true;
}

Test(shrink, a_case_without_a_smaller_one_is_certified_too) {
    start_scale(1000);
    shrink(needs_every_element, 10000);
    float expected[1000];
    for (uint64_t i = 0; i < 1000; i++) {
        expected[i] = 1;
    }
    expect_floats("a", expected, 1000);
    finish();
}

/// The certificate checked from outside: no lane can go, and no element be simplified to 0 or 1.
Test(shrink, a_certified_case_admits_no_single_step) {
    start_dot(1005);
    shrink(drops_last, 110);
    struct corpus_case *other = corpus_case_create(setup.kernel);
    uint64_t n = scalar(setup.one, "n");
    for (uint64_t i = 0; i < n; i++) {
        corpus_case_copy(other, setup.one);
        other->arguments[param("n")].bits = n - 1;
        cr_assert(corpus_case_measure(other));
        memmove(floats(other, "a") + i, floats(setup.one, "a") + i + 1, (n - 1 - i) * 4);
        memmove(floats(other, "b") + i, floats(setup.one, "b") + i + 1, (n - 1 - i) * 4);
        cr_expect_not(drops_last(other));
        corpus_case_copy(other, setup.one);
        floats(other, "a")[i] = 0;
        cr_expect(!drops_last(other) || floats(setup.one, "a")[i] == 0);
    }
    corpus_case_free(other);
    finish();
}
