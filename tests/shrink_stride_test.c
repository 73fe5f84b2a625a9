// The minimizer against simulated kernels on strided vectors, as the BLAS has them.

#include "tests/shrink_setup.h"

static const char vector_contract[] =
    "/// A strided vector.\n"
    "/// @domain  n: 0..500\n"
    "/// @domain  stride: 1..4\n"
    "/// @array   x[(n - 1 + 1 / (n + 1)) * stride + (1 - 1 / (n + 1))]\n"
    "/// @compare bits\n"
    "float largest(size_t n, const float *x, size_t stride);\n";

static float element(const struct corpus_case *one, uint64_t i) {
    return floats(one, "x")[i * scalar(one, "stride")];
}

static void start_vector(uint64_t stride) {
    start(vector_contract);
    set_scalar("stride", stride);
    set_scalar("n", 300);
    fill_floats("x");
    floats(setup.one, "x")[123 * stride] = 1e30f;
}

static bool trips_over_large(const struct corpus_case *one) {
    for (uint64_t i = 0; i < scalar(one, "n"); i++) {
        if (element(one, i) >= 1e30f) {
            return true;
        }
    }
    return false;
}

Test(shrink_stride, one_guilty_element_is_left_alone) {
    for (uint64_t stride = 1; stride <= 4; stride++) {
        start_vector(stride);
        shrink(trips_over_large, 200);
        cr_expect_eq(count_of(setup.one, "x"), 1);
        cr_expect_eq(scalar(setup.one, "stride"), 1);
        finish();
    }
}

static bool trips_over_large_second(const struct corpus_case *one) {
    for (uint64_t i = 1; i < scalar(one, "n"); i++) {
        if (element(one, i) >= 1e30f) {
            return true;
        }
    }
    return false;
}

/// What follows the guilty element is cut although it is the vector's end.
Test(shrink_stride, a_guilty_element_that_needs_a_predecessor_keeps_one) {
    for (uint64_t stride = 1; stride <= 4; stride++) {
        start_vector(stride);
        shrink(trips_over_large_second, 200);
        cr_expect_eq(count_of(setup.one, "x"), 2);
        cr_expect_eq(scalar(setup.one, "stride"), 1);
        finish();
    }
}

static bool trips_over_large_beyond_stride_one(const struct corpus_case *one) {
    return scalar(one, "stride") > 1 && trips_over_large_second(one);
}

Test(shrink_stride, a_stride_that_matters_stays) {
    start_vector(4);
    shrink(trips_over_large_beyond_stride_one, 200);
    cr_expect_eq(count_of(setup.one, "x"), 3);
    cr_expect_eq(scalar(setup.one, "stride"), 2);
    finish();
}
