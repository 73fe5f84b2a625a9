// The minimizer against simulated kernels: each predicate is a bug whose smallest case is known.

#include "base/bits.h"
#include "corpus/generate.h"
#include "corpus/shrink.h"

#include <criterion/criterion.h>
#include <glob.h>

/// One contract, a case of it, and a count of what the predicate was shown.
struct setup {
    struct base_pool pool;
    const struct spec_kernel *kernel;
    struct corpus_case *one;
    bool (*fails)(const struct corpus_case *);
    uint64_t runs, repeats;
    uint64_t seen[1 << 16]; ///< hashes of candidates, to see that none is shown twice
    uint64_t random;
};

static struct setup setup;

/// A small generator of its own, so that starting cases do not depend on the corpus.
static uint64_t draw(void) {
    setup.random = setup.random * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return setup.random >> 33;
}

static void start(const char *contract) {
    struct base_diag diag = {.text = ""};
    const struct spec_header *header = NULL;
    memset(&setup, 0, sizeof setup);
    setup.random = 1;
    cr_assert(spec_parse(&setup.pool, "test.h", contract, strlen(contract), &header, &diag), "%s",
              diag.text);
    setup.kernel = &header->kernels[0];
    setup.one = corpus_case_create(setup.kernel);
}

static void finish(void) {
    corpus_case_free(setup.one);
    base_pool_free(&setup.pool);
}

static uint32_t param(const char *name) {
    for (uint32_t i = 0; i < setup.kernel->param_count; i++) {
        if (strcmp(setup.kernel->params[i].name, name) == 0) {
            return i;
        }
    }
    cr_assert_fail("no parameter %s", name);
    return 0;
}

static void set_scalar(const char *name, uint64_t bits) {
    setup.one->arguments[param(name)].bits = bits;
    cr_assert(corpus_case_measure(setup.one));
}

static uint64_t scalar(const struct corpus_case *one, const char *name) {
    return one->arguments[param(name)].bits;
}

static uint64_t count_of(const struct corpus_case *one, const char *name) {
    return one->arguments[param(name)].count;
}

static float *floats(const struct corpus_case *one, const char *name) {
    return (float *)(void *)one->arguments[param(name)].data;
}

static uint32_t *words(const struct corpus_case *one, const char *name) {
    return (uint32_t *)(void *)one->arguments[param(name)].data;
}

/// Finite floats of many magnitudes, none of them simple.
static void fill_floats(const char *name) {
    for (uint64_t i = 0; i < count_of(setup.one, name); i++) {
        uint32_t bits = (uint32_t)(draw() & 0x807fffff) | (uint32_t)(100 + draw() % 40) << 23 | 1;
        floats(setup.one, name)[i] = base_f32_of(bits | (uint32_t)(draw() & 1) << 31);
    }
}

static bool is_simulated_failure(const struct corpus_case *candidate, void *context) {
    struct base_diag diag = {.text = ""};
    cr_assert_eq(context, &setup);
    cr_assert(corpus_case_valid(candidate, &diag), "candidate %s", diag.text);
    uint64_t hash = corpus_case_hash(candidate) | 1;
    uint64_t slot = hash >> 48;
    while (setup.seen[slot] != 0 && setup.seen[slot] != hash) {
        slot = (slot + 1) % (1 << 16);
    }
    setup.repeats += setup.seen[slot] == hash;
    setup.seen[slot] = hash;
    setup.runs++;
    return setup.fails(candidate);
}

static struct corpus_shrink_report shrink_within(uint64_t runs_max) {
    struct corpus_shrink_report report;
    struct base_diag diag = {.text = ""};
    cr_assert(corpus_case_valid(setup.one, &diag), "at the start: %s", diag.text);
    cr_assert(setup.fails(setup.one), "the starting case does not fail");
    setup.runs = 0;
    corpus_shrink(setup.one, is_simulated_failure, &setup, runs_max, &report);
    cr_assert_eq(report.runs, setup.runs);
    cr_assert_leq(report.runs, runs_max);
    cr_assert_eq(report.elements_after, corpus_case_elements(setup.one));
    cr_assert(setup.fails(setup.one), "the result does not fail");
    return report;
}

/// Shrinks to the certificate; more runs than stated are a failure of the minimizer.
static struct corpus_shrink_report shrink(bool (*fails)(const struct corpus_case *),
                                          uint64_t runs_stated) {
    setup.fails = fails;
    struct corpus_shrink_report report = shrink_within(100000);
    cr_assert(report.is_minimal);
    cr_assert_eq(setup.repeats, 0, "%llu candidates were run twice",
                 (unsigned long long)setup.repeats);
    cr_expect_leq(report.runs, runs_stated, "%llu runs, at most %llu stated",
                  (unsigned long long)report.runs, (unsigned long long)runs_stated);
    return report;
}

static void expect_floats(const char *name, const float *expected, size_t count) {
    cr_assert_eq(count_of(setup.one, name), count, "%s has %llu elements, not %zu", name,
                 (unsigned long long)count_of(setup.one, name), count);
    for (size_t i = 0; i < count; i++) {
        float value = floats(setup.one, name)[i];
        cr_expect(base_bits_f32(value) == base_bits_f32(expected[i]), "%s[%zu] = %a, not %a", name,
                  i, (double)value, (double)expected[i]);
    }
}

#define EXPECT_FLOATS(name, ...)                                                                   \
    expect_floats(name, (const float[]){__VA_ARGS__},                                              \
                  sizeof((const float[]){__VA_ARGS__}) / sizeof(float))

static void expect_words(const char *name, const uint32_t *expected, size_t count) {
    cr_assert_eq(count_of(setup.one, name), count, "%s has %llu elements, not %zu", name,
                 (unsigned long long)count_of(setup.one, name), count);
    for (size_t i = 0; i < count; i++) {
        cr_expect(words(setup.one, name)[i] == expected[i], "%s[%zu] = %u, not %u", name, i,
                  words(setup.one, name)[i], expected[i]);
    }
}

#define EXPECT_WORDS(name, ...)                                                                    \
    expect_words(name, (const uint32_t[]){__VA_ARGS__},                                            \
                 sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))

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

static const char graph_contract[] =
    "/// A walk over a graph in compressed rows.\n"
    "/// @domain  nodes: 1..500\n"
    "/// @domain  arcs: 0..2000\n"
    "/// @domain  offsets: partition(arcs)\n"
    "/// @domain  targets: 0..<nodes\n"
    "/// @compare bits\n"
    "void walk(size_t nodes, size_t arcs, const uint32_t offsets[nodes + 1],\n"
    "          const uint32_t targets[arcs], const float weights[arcs], float out[nodes]);\n";

/// Rows of 0 to 7 arcs, without a loop; row 3 is empty.
static void start_graph(const char *contract, uint64_t nodes) {
    start(contract);
    set_scalar("nodes", nodes);
    uint64_t arcs = 0;
    uint32_t starts[501] = {0};
    for (uint64_t i = 0; i < nodes; i++) {
        arcs += i == 3 ? 0 : draw() % 8;
        starts[i + 1] = (uint32_t)arcs;
    }
    set_scalar("arcs", arcs);
    memcpy(words(setup.one, "offsets"), starts, (nodes + 1) * sizeof starts[0]);
    for (uint64_t i = 0; i < nodes; i++) {
        for (uint32_t k = starts[i]; k < starts[i + 1]; k++) {
            words(setup.one, "targets")[k] = (uint32_t)((i + 1 + draw() % (nodes - 1)) % nodes);
        }
    }
    fill_floats("weights");
}

static bool trips_over_empty_row(const struct corpus_case *one) {
    const uint32_t *offsets = words(one, "offsets");
    for (uint64_t i = 1; i < scalar(one, "nodes"); i++) {
        if (offsets[i - 1] == offsets[i] && offsets[i] < offsets[i + 1]) {
            return true;
        }
    }
    return false;
}

Test(shrink, an_empty_row_before_another_leaves_two_rows_and_one_arc) {
    start_graph(graph_contract, 300);
    shrink(trips_over_empty_row, 60);
    EXPECT_WORDS("offsets", 0, 0, 1);
    EXPECT_WORDS("targets", 0);
    EXPECT_FLOATS("weights", 0);
    finish();
}

static bool trips_over_loop(const struct corpus_case *one) {
    const uint32_t *offsets = words(one, "offsets");
    for (uint64_t i = 0; i < scalar(one, "nodes"); i++) {
        for (uint32_t k = offsets[i]; k < offsets[i + 1]; k++) {
            if (words(one, "targets")[k] == i) {
                return true;
            }
        }
    }
    return false;
}

Test(shrink, a_loop_leaves_one_node_and_one_arc) {
    start_graph(graph_contract, 400);
    uint32_t row = 211;
    while (words(setup.one, "offsets")[row] == words(setup.one, "offsets")[row + 1]) {
        row++;
    }
    words(setup.one, "targets")[words(setup.one, "offsets")[row]] = row;
    shrink(trips_over_loop, 20);
    EXPECT_WORDS("offsets", 0, 1);
    EXPECT_WORDS("targets", 0);
    finish();
}

/// An arc of weight 0.5 or more between two different nodes that point at each other.
static bool trips_over_mutual(const struct corpus_case *one) {
    const uint32_t *offsets = words(one, "offsets"), *targets = words(one, "targets");
    for (uint32_t i = 0; i < scalar(one, "nodes"); i++) {
        for (uint32_t k = offsets[i]; k < offsets[i + 1]; k++) {
            uint32_t other = targets[k];
            for (uint32_t m = offsets[other]; other != i && m < offsets[other + 1]; m++) {
                if (targets[m] == i && floats(one, "weights")[k] >= 0.5f) {
                    return true;
                }
            }
        }
    }
    return false;
}

Test(shrink, two_nodes_that_point_at_each_other_are_renumbered) {
    start_graph(graph_contract, 300);
    uint32_t *offsets = words(setup.one, "offsets"), *targets = words(setup.one, "targets");
    uint32_t row = 150, other = 210;
    while (offsets[row] == offsets[row + 1]) {
        row++;
    }
    while (offsets[other] == offsets[other + 1]) {
        other++;
    }
    targets[offsets[row]] = other;
    targets[offsets[other]] = row;
    floats(setup.one, "weights")[offsets[row]] = 17.123f;
    shrink(trips_over_mutual, 200);
    EXPECT_WORDS("offsets", 0, 1, 2);
    EXPECT_WORDS("targets", 1, 0);
    cr_expect_eq(floats(setup.one, "weights")[0] + floats(setup.one, "weights")[1], 1.0f);
    finish();
}

static const char matrix_contract[] =
    "/// Rows of a matrix against a query.\n"
    "/// @domain  dim, count: 0..64\n"
    "/// @compare bits\n"
    "void batch(size_t dim, size_t count, const float query[dim],\n"
    "           const float rows[count * dim], float scores[count]);\n";

/// Row 2 ignores column 3.
static bool ignores_cell(const struct corpus_case *one) {
    uint64_t dim = scalar(one, "dim"), count = scalar(one, "count");
    return count > 2 && dim > 3 && floats(one, "rows")[2 * dim + 3] * floats(one, "query")[3] != 0;
}

Test(shrink, a_matrix_keeps_the_guilty_cell) {
    start(matrix_contract);
    set_scalar("dim", 53);
    set_scalar("count", 41);
    fill_floats("query");
    fill_floats("rows");
    struct corpus_shrink_report report = shrink(ignores_cell, 120);
    cr_expect_eq(report.elements_after, 4 + 12 + 3); // the scores are in,out
    EXPECT_FLOATS("query", 0, 0, 0, 1);
    EXPECT_FLOATS("rows", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    finish();
}

/// A cell above 1e6 in any row and column: rows and columns around it must go one by one.
static bool has_large_cell(const struct corpus_case *one) {
    uint64_t cells = scalar(one, "dim") * scalar(one, "count");
    for (uint64_t i = 0; i < cells; i++) {
        if (floats(one, "rows")[i] > 1e6f) {
            return true;
        }
    }
    return false;
}

Test(shrink, rows_and_columns_around_a_cell_are_removed) {
    start(matrix_contract);
    set_scalar("dim", 61);
    set_scalar("count", 37);
    fill_floats("query");
    fill_floats("rows");
    floats(setup.one, "rows")[22 * 61 + 45] = 1.2345e9f;
    shrink(has_large_cell, 170);
    EXPECT_FLOATS("rows", 0x1p20f);
    EXPECT_FLOATS("query", 0);
    finish();
}

static const char square_contract[] = "/// A square matrix.\n"
                                      "/// @domain  n: 0..40\n"
                                      "/// @compare bits\n"
                                      "void square(size_t n, const float a[n * n], float x[n]);\n";

/// A cell off the diagonal that equals its mirror image.
static bool has_mirror(const struct corpus_case *one) {
    uint64_t n = scalar(one, "n");
    for (uint64_t i = 0; i < n; i++) {
        for (uint64_t k = 0; k < i; k++) {
            float value = floats(one, "a")[i * n + k];
            if (value == floats(one, "a")[k * n + i] && value > 3) {
                return true;
            }
        }
    }
    return false;
}

Test(shrink, a_square_matrix_loses_row_and_column_together) {
    start(square_contract);
    set_scalar("n", 33);
    fill_floats("a");
    floats(setup.one, "a")[20 * 33 + 9] = floats(setup.one, "a")[9 * 33 + 20] = 1234.5678f;
    shrink(has_mirror, 160);
    EXPECT_FLOATS("a", 0, 4, 4, 0);
    finish();
}

static const char pairs_contract[] = "/// Interleaved complex numbers.\n"
                                     "/// @domain  n: 0..200\n"
                                     "/// @compare bits\n"
                                     "void rotate(size_t n, const float z[2 * n], float x[n]);\n";

static bool has_large_imaginary(const struct corpus_case *one) {
    for (uint64_t i = 0; i < scalar(one, "n"); i++) {
        if (floats(one, "z")[2 * i + 1] > 1e5f && floats(one, "z")[2 * i] < -1e5f) {
            return true;
        }
    }
    return false;
}

static bool has_large_plane(const struct corpus_case *one) {
    uint64_t n = scalar(one, "n");
    for (uint64_t i = 0; i < n; i++) {
        if (floats(one, "z")[i] < -1e5f && floats(one, "z")[n + i] > 1e5f) {
            return true;
        }
    }
    return false;
}

Test(shrink, twice_n_is_read_as_pairs_and_as_planes) {
    start(pairs_contract);
    set_scalar("n", 150);
    fill_floats("z");
    floats(setup.one, "z")[2 * 98] = -1.5e7f;
    floats(setup.one, "z")[2 * 98 + 1] = 1.7e7f;
    shrink(has_large_imaginary, 300);
    EXPECT_FLOATS("z", -0x1p17f, 0x1p17f);
    finish();

    start(pairs_contract);
    set_scalar("n", 150);
    fill_floats("z");
    floats(setup.one, "z")[98] = -1.5e7f;
    floats(setup.one, "z")[150 + 98] = 1.7e7f;
    shrink(has_large_plane, 320);
    EXPECT_FLOATS("z", -0x1p17f, 0x1p17f);
    finish();
}

static const char select_contract[] =
    "/// The best k of n.\n"
    "/// @domain  n: 0..300\n"
    "/// @domain  k: 0..n\n"
    "/// @domain  source: 0..<n\n"
    "/// @compare bits\n"
    "void select(size_t n, size_t k, uint32_t source, const float scores[n], uint32_t best[k]);\n";

/// k = n − 1 goes wrong where the source's score is above 100.
static bool misses_last(const struct corpus_case *one) {
    return scalar(one, "k") + 1 == scalar(one, "n") && scalar(one, "n") > 2 &&
           floats(one, "scores")[scalar(one, "source")] > 2;
}

Test(shrink, dependent_scalars_follow_the_length) {
    start(select_contract);
    set_scalar("n", 211);
    set_scalar("k", 210);
    set_scalar("source", 111);
    fill_floats("scores");
    floats(setup.one, "scores")[111] = 456.789f;
    shrink(misses_last, 180);
    cr_expect_eq(scalar(setup.one, "n"), 3);
    cr_expect_eq(scalar(setup.one, "k"), 2);
    cr_expect_eq(scalar(setup.one, "source"), 0);
    EXPECT_FLOATS("scores", 3, 0, 0);
    finish();
}

static const char order_contract[] =
    "/// Applies a permutation.\n"
    "/// @domain  n: 0..300\n"
    "/// @domain  order: permutation\n"
    "/// @compare bits\n"
    "void apply(size_t n, const uint32_t order[n], const float a[n], float x[n]);\n";

/// Two neighbours in falling order, of which the first carries a value above 2.
static bool has_descent(const struct corpus_case *one) {
    const uint32_t *order = words(one, "order");
    for (uint64_t i = 1; i < scalar(one, "n"); i++) {
        if (order[i - 1] > order[i] && floats(one, "a")[i - 1] > 2) {
            return true;
        }
    }
    return false;
}

Test(shrink, a_permutation_stays_one) {
    start(order_contract);
    set_scalar("n", 200);
    for (uint32_t i = 0; i < 200; i++) {
        words(setup.one, "order")[i] = i * 77 % 200;
    }
    cr_assert_eq(words(setup.one, "order")[1], 77);
    fill_floats("a");
    for (uint32_t i = 0; i < 200; i++) {
        floats(setup.one, "a")[i] *= 0x1p-30f;
    }
    floats(setup.one, "a")[157] = 99.875f; // 157 * 77 % 200 = 89, then 166
    floats(setup.one, "a")[158] = 9.875f;  // 166, then 43
    shrink(has_descent, 100);
    EXPECT_WORDS("order", 1, 0);
    EXPECT_FLOATS("a", 3, 0);
    finish();
}

static bool has_fixed_cycle(const struct corpus_case *one) {
    const uint32_t *order = words(one, "order");
    for (uint64_t i = 0; i < scalar(one, "n"); i++) {
        if (order[i] != i && order[order[i]] != i && order[order[order[i]]] == i) {
            return true;
        }
    }
    return false;
}

Test(shrink, a_cycle_of_three_keeps_three) {
    start(order_contract);
    set_scalar("n", 100);
    for (uint32_t i = 0; i < 100; i++) {
        words(setup.one, "order")[i] = 99 - i;
    }
    words(setup.one, "order")[99] = 40;
    words(setup.one, "order")[40] = 0;
    words(setup.one, "order")[59] = 59;
    shrink(has_fixed_cycle, 180);
    cr_expect_eq(count_of(setup.one, "order"), 3);
    finish();
}

static const char sorted_contract[] =
    "/// Looks keys up.\n"
    "/// @domain  n: 0..200\n"
    "/// @domain  keys: 0..100000 sorted unique\n"
    "/// @domain  levels: -1..1 sorted\n"
    "/// @compare bits\n"
    "void look(size_t n, const uint32_t keys[n], const float levels[n], float x[n]);\n";

/// A gap of more than 3 between neighbours at a level above 0.
static bool has_gap(const struct corpus_case *one) {
    for (uint64_t i = 1; i < scalar(one, "n"); i++) {
        if (words(one, "keys")[i] - words(one, "keys")[i - 1] > 3 && floats(one, "levels")[i] > 0) {
            return true;
        }
    }
    return false;
}

Test(shrink, sorted_and_unique_numbers_stay_so) {
    start(sorted_contract);
    set_scalar("n", 160);
    for (uint32_t i = 0; i < 160; i++) {
        words(setup.one, "keys")[i] = 50000 + i * 2 + (i > 100 ? 77 : 0);
        floats(setup.one, "levels")[i] = -0.877f + (float)i * 0.01f;
    }
    shrink(has_gap, 100);
    EXPECT_WORDS("keys", 0, 4);
    EXPECT_FLOATS("levels", 0, 1);
    finish();
}

static bool fails_from_three_on(const struct corpus_case *one) {
    return scalar(one, "n") >= 3;
}

Test(shrink, unique_numbers_end_as_the_smallest_ones) {
    start("/// Slots.\n"
          "/// @domain  n: 0..100\n"
          "/// @domain  slots: 5..<n * 2 + 5 unique\n"
          "/// @compare bits\n"
          "void fill(size_t n, const uint32_t slots[n], float x[n]);\n");
    set_scalar("n", 90);
    for (uint32_t i = 0; i < 90; i++) {
        words(setup.one, "slots")[i] = 5 + (i * 7 + 3) % 180;
    }
    shrink(fails_from_three_on, 20);
    cr_assert_eq(count_of(setup.one, "slots"), 3);
    uint32_t *slots = words(setup.one, "slots");
    cr_expect_eq(slots[0] + slots[1] + slots[2], 5 + 6 + 7);
    finish();
}

static const char struct_contract[] =
    "enum kind { NONE, ADD = 4, DROP = 9 };\n"
    "struct step { enum kind kind; uint16_t size; double at[2]; };\n"
    "/// Plays a trace of steps.\n"
    "/// @domain  n: 0..300\n"
    "/// @domain  steps.size: 16..4096\n"
    "/// @compare bits\n"
    "void play(size_t n, const struct step steps[n], uint32_t mode, double x[n]);\n";

struct step {
    uint32_t kind;
    uint16_t size;
    double at[2];
};

/// A DROP of more than 100 after an ADD, at a second coordinate above 0.3.
static bool drops_badly(const struct corpus_case *one) {
    const struct step *steps = (const void *)one->arguments[param("steps")].data;
    bool is_added = false;
    for (uint64_t i = 0; i < scalar(one, "n"); i++) {
        if (is_added && steps[i].kind == 9 && steps[i].size > 100 && steps[i].at[1] > 0.3 &&
            scalar(one, "mode") > 6) {
            return true;
        }
        is_added = is_added || steps[i].kind == 4;
    }
    return false;
}

Test(shrink, structs_shrink_leaf_by_leaf) {
    start(struct_contract);
    set_scalar("n", 250);
    set_scalar("mode", 0xdeadbeef);
    struct step *steps = (void *)setup.one->arguments[param("steps")].data;
    for (uint32_t i = 0; i < 250; i++) {
        steps[i].kind = (const uint32_t[]){0, 4, 9}[draw() % 3];
        steps[i].size = (uint16_t)(16 + draw() % 4000);
        steps[i].at[0] = (double)draw() * 1.23e-7;
        steps[i].at[1] = (double)draw() * 1.23e-7;
    }
    shrink(drops_badly, 200);
    cr_assert_eq(scalar(setup.one, "n"), 2);
    cr_expect_eq(scalar(setup.one, "mode"), 7);
    cr_expect_eq(steps[0].kind, 4);
    cr_expect_eq(steps[0].size, 16);
    cr_expect(steps[0].at[0] == 0 && steps[0].at[1] == 0);
    cr_expect_eq(steps[1].kind, 9);
    cr_expect_eq(steps[1].size, 101);
    cr_expect(steps[1].at[0] == 0 && steps[1].at[1] == 1);
    finish();
}

static const char bounded_contract[] =
    "/// Clamps into bounds.\n"
    "/// @domain  n: 4..100\n"
    "/// @domain  low: 0.5..8\n"
    "/// @domain  high: low..1e30\n"
    "/// @domain  a: low..high\n"
    "/// @compare bits\n"
    "void clamp(size_t n, float low, float high, const float a[n], float x[n]);\n";

static bool touches_high(const struct corpus_case *one) {
    float high = base_f32_of((uint32_t)scalar(one, "high"));
    for (uint64_t i = 0; i < scalar(one, "n"); i++) {
        if (floats(one, "a")[i] == high && high > base_f32_of((uint32_t)scalar(one, "low"))) {
            return true;
        }
    }
    return false;
}

Test(shrink, domains_that_begin_above_zero_end_at_simple_values) {
    start(bounded_contract);
    set_scalar("n", 50);
    set_scalar("low", base_bits_f32(0.7654321f));
    set_scalar("high", base_bits_f32(1234.5678f));
    for (uint32_t i = 0; i < 50; i++) {
        floats(setup.one, "a")[i] = 1.0f + (float)i * 1.2345f;
    }
    floats(setup.one, "a")[33] = 1234.5678f;
    shrink(touches_high, 60);
    cr_expect_eq(scalar(setup.one, "low"), base_bits_f32(1));
    cr_expect_eq(scalar(setup.one, "high"), base_bits_f32(2));
    cr_expect_eq(scalar(setup.one, "n"), 4);
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

static bool always(const struct corpus_case *one) {
    (void)one;
    return true;
}

Test(shrink, what_always_fails_ends_empty) {
    start_graph(graph_contract, 200);
    setup.one->arguments[param("weights")].placement = CORPUS_AT_OFFSET;
    setup.one->arguments[param("weights")].offset = 12;
    shrink(always, 10);
    EXPECT_WORDS("offsets", 0, 0);
    cr_expect_eq(count_of(setup.one, "targets"), 0);
    cr_expect_eq(setup.one->arguments[param("weights")].placement, CORPUS_AT_END);
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

/// Fails or not by chance, the same each time: no structure that a minimizer could exploit.
static bool fails_by_chance(const struct corpus_case *one) {
    return corpus_case_hash(one) % 8 < 3;
}

static void shrink_generated(const struct spec_kernel *kernel) {
    struct corpus_generator *generator = NULL;
    struct base_diag diag = {.text = ""};
    cr_assert(corpus_generator_create(&generator, kernel, 7, NULL, NULL, &diag), "%s", diag.text);
    for (uint64_t index = 0; index < 400; index++) {
        memset(&setup, 0, sizeof setup);
        setup.kernel = kernel;
        setup.one = corpus_case_create(kernel);
        corpus_draw_shape(generator, index * 37, setup.one);
        corpus_draw_elements(generator, index * 37, setup.one);
        setup.fails = fails_by_chance;
        if (corpus_case_elements(setup.one) < 3000 && fails_by_chance(setup.one)) {
            struct corpus_shrink_report report = shrink_within(5000);
            cr_assert_leq(report.elements_after, report.elements_before);
            cr_assert_eq(setup.repeats, 0);
        }
        corpus_case_free(setup.one);
    }
    corpus_generator_free(generator);
}

/// Candidates are valid whatever the contract is and whichever of them fail.
Test(shrink, candidates_of_every_shipped_contract_are_valid) {
    glob_t headers;
    cr_assert_eq(glob(TESTS_DIR "/../reference/*.h", 0, NULL, &headers), 0);
    for (size_t i = 0; i < headers.gl_pathc; i++) {
        struct base_pool pool = {NULL};
        struct base_diag diag = {.text = ""};
        const struct spec_header *header = NULL;
        if (spec_read(&pool, headers.gl_pathv[i], &header, &diag)) {
            shrink_generated(&header->kernels[0]);
        }
        base_pool_free(&pool);
    }
    cr_expect_gt(headers.gl_pathc, 0);
    globfree(&headers);
}
