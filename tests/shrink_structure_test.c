// The minimizer against simulated kernels on graphs, matrices, permutations, sorted arrays, structs
// and dependent scalars, and on cases of the shipped contracts.

#include "corpus/generate.h"
#include "tests/shrink_setup.h"

#include <glob.h>

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

Test(shrink_structure, an_empty_row_before_another_leaves_two_rows_and_one_arc) {
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

Test(shrink_structure, a_loop_leaves_one_node_and_one_arc) {
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

Test(shrink_structure, two_nodes_that_point_at_each_other_are_renumbered) {
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

Test(shrink_structure, a_matrix_keeps_the_guilty_cell) {
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

Test(shrink_structure, rows_and_columns_around_a_cell_are_removed) {
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

Test(shrink_structure, a_square_matrix_loses_row_and_column_together) {
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

Test(shrink_structure, twice_n_is_read_as_pairs_and_as_planes) {
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

Test(shrink_structure, dependent_scalars_follow_the_length) {
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

Test(shrink_structure, a_permutation_stays_one) {
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

Test(shrink_structure, a_cycle_of_three_keeps_three) {
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

Test(shrink_structure, sorted_and_unique_numbers_stay_so) {
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

Test(shrink_structure, unique_numbers_end_as_the_smallest_ones) {
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

Test(shrink_structure, structs_shrink_leaf_by_leaf) {
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

Test(shrink_structure, domains_that_begin_above_zero_end_at_simple_values) {
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

static bool always(const struct corpus_case *one) {
    (void)one;
    return true;
}

Test(shrink_structure, what_always_fails_ends_empty) {
    start_graph(graph_contract, 200);
    setup.one->arguments[param("weights")].placement = CORPUS_AT_OFFSET;
    setup.one->arguments[param("weights")].offset = 12;
    shrink(always, 10);
    EXPECT_WORDS("offsets", 0, 0);
    cr_expect_eq(count_of(setup.one, "targets"), 0);
    cr_expect_eq(setup.one->arguments[param("weights")].placement, CORPUS_AT_END);
    finish();
}

/// Fails or not by chance, the same each time: no structure that a minimizer could exploit.
static bool fails_by_chance(const struct corpus_case *one) {
    return corpus_case_hash(one) % 8 < 3;
}

/// Notes that a contract draws with C code of its own, which is not linked here.
static corpus_with *find_nothing(const char *name, void *context) {
    bool *has_generator = context;
    *has_generator = *has_generator || name != NULL;
    return NULL;
}

/// Shrinks drawn cases of a kernel; returns 0 where its contract has generators of its own, else 1.
static size_t shrink_generated(const struct spec_kernel *kernel) {
    struct corpus_generator *generator = NULL;
    struct base_diag diag = {.text = ""};
    bool has_generator = false;
    bool is_created =
        corpus_generator_create(&generator, kernel, 7, find_nothing, &has_generator, &diag);
    if (!is_created && has_generator) {
        return 0;
    }
    cr_assert(is_created, "%s", diag.text);
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
    return 1;
}

/// Candidates are valid whatever the contract is and whichever of them fail.
Test(shrink_structure, candidates_of_every_shipped_contract_are_valid) {
    glob_t headers;
    size_t kernels = 0;
    cr_assert_eq(glob(TESTS_DIR "/../reference/*.h", 0, NULL, &headers), 0);
    for (size_t i = 0; i < headers.gl_pathc; i++) {
        struct base_pool pool = {NULL};
        struct base_diag diag = {.text = ""};
        const struct spec_header *header = NULL;
        if (spec_read(&pool, headers.gl_pathv[i], &header, &diag)) {
            kernels += shrink_generated(&header->kernels[0]);
        }
        base_pool_free(&pool);
    }
    cr_expect_geq(kernels, 5);
    globfree(&headers);
}
