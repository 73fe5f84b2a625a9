// What the contracts of norm, normalize, cosine and cosine_batch promise beyond agreement of both
// sides: finite vectors of any size are scored rightly, and every form has the same bits.

#include "kernel_libraries.h"

#include "../base/bits.h"
#include "../base/random.h"

#include <math.h>
#include <stdlib.h>

enum { LENGTH = 131, ROWS = 7, TRIALS = 600 };

typedef float norm_kernel(size_t n, const float *a);
typedef void normalize_kernel(size_t n, const float *a, float *result);
typedef float cosine_kernel(size_t n, const float *a, const float *b);
typedef void batch_kernel(size_t dim, size_t count, const float *query, const float *candidates,
                          float *scores);

/// Numbers of about the size of `scale`, which double holds without loss.
static void draw_vector(struct base_words *words, float scale, size_t n, float *vector) {
    for (size_t i = 0; i < n; i++)
        vector[i] = (float)((double)(int64_t)base_words_next(words) * 0x1p-63) * scale;
}

/// The sum of products in long double: float products neither overflow nor vanish there.
static long double exact_product(size_t n, const float *a, const float *b) {
    long double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (long double)a[i] * b[i];
    return sum;
}

// The sizes include squares that overflow, that vanish, and subnormal numbers.
static const float scales[] = {0x1p-145f, 0x1p-126f, 0x1p-80f, 0x1p-70f, 0x1p-66f, 0x1p-48f,
                               1,         0x1p47f,   0x1p49f,  0x1p62f,  0x1p64f,  0x1p120f};
enum { SCALES = sizeof scales / sizeof *scales };

Test(similarity, norm_holds_at_every_size) {
    struct kernel_builds builds = kernel_builds_find("norm");
    struct base_words words = {4};
    for (size_t trial = 0; trial < TRIALS; trial++) {
        float a[LENGTH];
        size_t n = 1 + trial % LENGTH;
        draw_vector(&words, scales[trial % SCALES], n, a);
        long double expected = sqrtl(exact_product(n, a, a));
        for (size_t build = 0; build < builds.count; build++) {
            float norm = ((norm_kernel *)builds.functions[build])(n, a);
            // The last bit of a subnormal norm is 2^-149.
            long double error = fabsl((long double)norm - expected);
            cr_assert(error <= expected * 0x1p-22L + 0x1p-150L, "%s: %zu elements, %a for %La",
                      builds.names[build], n, (double)norm, expected);
        }
    }
}

Test(similarity, normalize_gives_length_1_at_every_size) {
    struct kernel_builds builds = kernel_builds_find("normalize");
    struct base_words words = {5};
    for (size_t trial = 0; trial < TRIALS; trial++) {
        float a[LENGTH], unit[LENGTH];
        size_t n = 1 + trial % LENGTH;
        draw_vector(&words, scales[trial % SCALES], n, a);
        long double norm = sqrtl(exact_product(n, a, a));
        if (norm == 0)
            continue;
        for (size_t build = 0; build < builds.count; build++) {
            ((normalize_kernel *)builds.functions[build])(n, a, unit);
            for (size_t i = 0; i < n; i++)
                cr_assert(fabsl(unit[i] - a[i] / norm) <= 0x1p-22L, "%s: a[%zu] of %zu: %a",
                          builds.names[build], i, n, (double)unit[i]);
        }
    }
}

Test(similarity, cosine_holds_at_every_pair_of_sizes) {
    struct kernel_builds builds = kernel_builds_find("cosine");
    struct base_words words = {6};
    for (size_t trial = 0; trial < SCALES * SCALES * 4; trial++) {
        float a[LENGTH], b[LENGTH];
        draw_vector(&words, scales[trial % SCALES], LENGTH, a);
        draw_vector(&words, scales[trial / SCALES % SCALES], LENGTH, b);
        long double a_norm = sqrtl(exact_product(LENGTH, a, a));
        long double b_norm = sqrtl(exact_product(LENGTH, b, b));
        long double expected = exact_product(LENGTH, a, b) / a_norm / b_norm;
        for (size_t build = 0; build < builds.count; build++) {
            float score = ((cosine_kernel *)builds.functions[build])(LENGTH, a, b);
            cr_assert(fabsl(score - expected) <= 0x1p-21L, "%s: scales %a and %a: %a for %La",
                      builds.names[build], (double)scales[trial % SCALES],
                      (double)scales[trial / SCALES % SCALES], (double)score, expected);
            float same = ((cosine_kernel *)builds.functions[build])(LENGTH, a, a);
            cr_assert(fabsf(same - 1) <= 0x1p-21f && same <= 1, "%s: %a with itself",
                      builds.names[build], (double)same);
        }
    }
}

Test(similarity, special_vectors_follow_the_contract) {
    struct kernel_builds builds = kernel_builds_find("cosine");
    static const float zeros[3] = {0, -0.0f, 0}, ones[3] = {1, 1, 1};
    const float infinite[3] = {1, INFINITY, 0}, undefined[3] = {1, 1, -NAN};
    for (size_t build = 0; build < builds.count; build++) {
        cosine_kernel *cosine = (cosine_kernel *)builds.functions[build];
        cr_assert(base_bits_f32(cosine(3, zeros, ones)) == 0);
        cr_assert(base_bits_f32(cosine(3, ones, zeros)) == 0);
        cr_assert(base_bits_f32(cosine(0, ones, ones)) == 0);
        cr_assert(base_bits_f32(cosine(3, infinite, ones)) == 0x7fc00000u);
        cr_assert(base_bits_f32(cosine(3, zeros, infinite)) == 0x7fc00000u);
        cr_assert(base_bits_f32(cosine(3, undefined, zeros)) == 0x7fc00000u);
    }
    builds = kernel_builds_find("norm");
    for (size_t build = 0; build < builds.count; build++) {
        norm_kernel *norm = (norm_kernel *)builds.functions[build];
        cr_assert(base_bits_f32(norm(3, zeros)) == 0 && base_bits_f32(norm(0, ones)) == 0);
        cr_assert(norm(3, infinite) == INFINITY);
        cr_assert(base_bits_f32(norm(3, undefined)) == 0x7fc00000u);
    }
    builds = kernel_builds_find("normalize");
    for (size_t build = 0; build < builds.count; build++) {
        normalize_kernel *normalize = (normalize_kernel *)builds.functions[build];
        float result[3];
        normalize(3, zeros, result);
        cr_assert(base_bits_f32(result[1]) == 0);
        normalize(3, infinite, result);
        cr_assert(base_bits_f32(result[2]) == 0x7fc00000u);
    }
}

Test(similarity, a_batch_has_the_bits_of_single_scores) {
    struct kernel_builds builds = kernel_builds_find("cosine_batch");
    struct kernel_builds singles = kernel_builds_find("cosine");
    struct base_words words = {7};
    for (size_t trial = 0; trial < TRIALS; trial++) {
        static float query[LENGTH], candidates[ROWS * LENGTH], scores[ROWS];
        size_t dim = trial % (LENGTH + 1);
        draw_vector(&words, scales[trial % SCALES], dim, query);
        for (size_t row = 0; row < ROWS; row++)
            draw_vector(&words, scales[base_words_next(&words) % SCALES], dim,
                        candidates + row * dim);
        for (size_t build = 0; build < builds.count; build++) {
            ((batch_kernel *)builds.functions[build])(dim, ROWS, query, candidates, scores);
            for (size_t row = 0; row < ROWS; row++) {
                float single =
                    ((cosine_kernel *)singles.functions[0])(dim, query, candidates + row * dim);
                cr_assert(base_bits_f32(single) == base_bits_f32(scores[row]), "%s: dim %zu",
                          builds.names[build], dim);
            }
        }
    }
}

/// Candidates of more than 12 MB are read as from memory; those of 12 MB as from a cache.
Test(similarity, a_batch_has_the_bits_of_single_scores_where_it_comes_from_memory) {
    enum { BYTES = 12 << 20, DIMS = 3 };
    static const size_t dims[DIMS] = {768, 1021, 40};
    struct kernel_builds builds = kernel_builds_find("cosine_batch");
    struct kernel_builds singles = kernel_builds_find("cosine");
    cosine_kernel *cosine = (cosine_kernel *)singles.functions[0];
    struct base_words words = {8};
    for (size_t i = 0; i < DIMS; i++) {
        float query[1021];
        size_t dim = dims[i], count = BYTES / (dim * sizeof(float)) + 1;
        float *candidates = malloc(count * dim * sizeof *candidates);
        float *expected = malloc(count * sizeof *expected);
        float *scores = malloc(count * sizeof *scores);
        cr_assert(candidates && expected && scores);
        draw_vector(&words, 1, dim, query);
        for (size_t row = 0; row < count; row++) {
            float scale = row % 16 == 0 ? scales[row / 16 % SCALES] : 1;
            draw_vector(&words, scale, dim, candidates + row * dim);
            expected[row] = cosine(dim, query, candidates + row * dim);
        }
        for (size_t build = 0; build < builds.count; build++)
            for (size_t rows = count - 1; rows <= count; rows++) {
                memset(scores, 0xff, count * sizeof *scores);
                ((batch_kernel *)builds.functions[build])(dim, rows, query, candidates, scores);
                for (size_t row = 0; row < rows; row++)
                    cr_assert_eq(base_bits_f32(scores[row]), base_bits_f32(expected[row]),
                                 "%s: row %zu of %zu, dim %zu", builds.names[build], row, rows,
                                 dim);
                cr_assert(rows == count || base_bits_f32(scores[rows]) == 0xffffffffu);
            }
        free(candidates);
        free(expected);
        free(scores);
    }
}
