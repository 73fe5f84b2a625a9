// Cases to be timed: the sizes are given, and the numbers are such as users have.

#include "corpus/generate_parts.h"

/// Far from the indices of a corpus, so that no timed case is one that a kernel was tuned on.
static const uint64_t first_index = UINT64_C(1) << 62;

enum { SHAPE_ATTEMPTS = 200 };

static void start(struct corpus_draw *draw, const struct corpus_generator *generator,
                  uint64_t index, enum corpus_step step, struct corpus_case *one) {
    one->kernel = generator->kernel;
    corpus_draw_start(draw, generator, first_index + index, step, one);
    // Shapes without free scalars leave the bulk stream unset; some realistic scalars need it.
    base_random_start(&draw->random, &draw->words);
    draw->plan = (struct corpus_plan){.kind = CORPUS_RANDOM};
    draw->family = CORPUS_REALISTIC;
    draw->is_usual = true;
    draw->budget = UINT64_MAX;
}

static bool has_point(const struct corpus_draw *draw, const struct spec_bench_point *point) {
    for (uint32_t i = 0; i < point->count; i++)
        if (draw->values[point->params[i]] != point->values[i])
            return false;
    return true;
}

bool corpus_bench_shape(const struct corpus_generator *generator,
                        const struct spec_bench_point *point, uint64_t index,
                        struct corpus_case *one) {
    struct corpus_draw draw;
    start(&draw, generator, index, CORPUS_SHAPE, one);
    draw.point = point;
    for (int attempt = 0; attempt < SHAPE_ATTEMPTS; attempt++)
        if (corpus_shape_attempt(&draw) && has_point(&draw, point))
            return true;
    return false;
}

void corpus_bench_elements(const struct corpus_generator *generator, uint64_t index,
                           struct corpus_case *one) {
    struct corpus_draw draw;
    start(&draw, generator, index, CORPUS_ELEMENTS, one);
    corpus_fill_elements(&draw);
    corpus_case_complete(one, generator->completion);
}
