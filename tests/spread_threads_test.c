// The threads of spread on graphs that are too small for them to pay, so that they are seen to give
// the reference's bits whatever their number.

#define spread spread_reference
#include "../reference/spread.c"
#undef spread

#define THREAD_TEAM_FORCED 16
#define spread             spread_optimized
#define exp_negative       exp_negative_optimized
#include "../optimized/spread.c"

#include <criterion/criterion.h>

enum { NODES_MAX = 300, ARCS_MAX = 2000 };

static uint64_t next_word(void *state) {
    uint64_t *word = state;
    *word ^= *word << 13;
    *word ^= *word >> 7;
    *word ^= *word << 17;
    return *word;
}

struct sample {
    size_t nodes, arcs;
    uint32_t offsets[NODES_MAX + 1], targets[ARCS_MAX];
    float weights[ARCS_MAX], seeds[NODES_MAX];
    uint32_t depth;
    float rate;
};

static void draw_sample(uint64_t *state, struct sample *sample) {
    sample->nodes = 1 + next_word(state) % NODES_MAX;
    size_t row_max = 1 + next_word(state) % (2 * ARCS_MAX / sample->nodes);
    sample->arcs = 0;
    for (size_t row = 0; row < sample->nodes; row++) {
        sample->offsets[row] = (uint32_t)sample->arcs;
        size_t length = next_word(state) % row_max;
        for (size_t i = 0; i < length && sample->arcs < ARCS_MAX; i++) {
            sample->targets[sample->arcs] = (uint32_t)(next_word(state) % sample->nodes);
            sample->weights[sample->arcs++] = (float)(int)(next_word(state) % 2001) / 1000 - 1;
        }
    }
    sample->offsets[sample->nodes] = (uint32_t)sample->arcs;
    sample->depth = (uint32_t)(next_word(state) % 9);
    sample->rate = (float)(next_word(state) % 1000) / 500;
    spread_seeds(sample->seeds, sample->nodes, next_word, state);
}

Test(spread_threads, give_the_bits_of_the_reference_whatever_their_number) {
    static struct sample sample;
    uint64_t state = 20, reached = 0;
    for (int round = 0; round < 300; round++) {
        draw_sample(&state, &sample);
        float expected[NODES_MAX], found[NODES_MAX];
        size_t bytes = sample.nodes * sizeof *expected;
        memcpy(expected, sample.seeds, bytes);
        spread_reference(sample.nodes, sample.arcs, sample.offsets, sample.targets, sample.weights,
                         sample.depth, sample.rate, 1, expected);
        for (size_t i = 0; i < sample.nodes; i++)
            reached += expected[i] != sample.seeds[i];
        for (uint32_t threads = 0; threads <= 9; threads++) {
            memcpy(found, sample.seeds, bytes);
            spread_optimized(sample.nodes, sample.arcs, sample.offsets, sample.targets,
                             sample.weights, sample.depth, sample.rate, threads, found);
            cr_assert(memcmp(found, expected, bytes) == 0, "round %d, %u threads", round, threads);
        }
    }
    cr_assert(reached > 1000, "the graphs carry hardly anything: %lu", (unsigned long)reached);
}
