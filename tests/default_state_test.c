// What is computed in the default floating-point state has the same bits in every state of the
// caller, and leaves that state alone.

#include "kernel_libraries.h"

#include "../base/bits.h"
#include "../base/random.h"
#include "../diff/call.h"

#include <string.h>

// More than 128 of the best take the other of two ways.
enum { COUNT = 203, BEST = 131, RESULTS = 2 * COUNT, TRIALS = 40 };

typedef void exp_kernel(size_t n, const float *x, float *result);
typedef void pow_kernel(size_t n, const float *base, const float *exponent, float *result);
typedef void decay_kernel(size_t n, float *strengths, const uint64_t *ages, float tau);
typedef void power_decay_kernel(size_t n, float *strengths, const uint64_t *ages, float tau,
                                float alpha);
typedef void top_kernel(size_t n, size_t k, const float *scores, uint32_t *indices, float *best);

struct inputs {
    float first[COUNT], second[COUNT];
    uint64_t ages[COUNT];
};

typedef void runner(void (*function)(void), const struct inputs *inputs, uint32_t *results);

static void run_exp(void (*function)(void), const struct inputs *inputs, uint32_t *results) {
    ((exp_kernel *)function)(COUNT, inputs->first, (float *)results);
}

static void run_pow(void (*function)(void), const struct inputs *inputs, uint32_t *results) {
    ((pow_kernel *)function)(COUNT, inputs->second, inputs->first, (float *)results);
}

static void run_decay(void (*function)(void), const struct inputs *inputs, uint32_t *results) {
    memcpy(results, inputs->second, sizeof inputs->second);
    ((decay_kernel *)function)(COUNT, (float *)results, inputs->ages, 100);
}

static void run_power_decay(void (*function)(void), const struct inputs *inputs,
                            uint32_t *results) {
    memcpy(results, inputs->second, sizeof inputs->second);
    ((power_decay_kernel *)function)(COUNT, (float *)results, inputs->ages, 3, 0.7f);
}

static void run_top(void (*function)(void), const struct inputs *inputs, uint32_t *results) {
    size_t k = inputs->ages[0] % 2 == 0 ? BEST : BEST / 8;
    ((top_kernel *)function)(COUNT, k, inputs->second, results, (float *)results + COUNT);
}

/// Exponents that reach every kind of result; strengths and scores among which many are subnormal.
static void draw_inputs(struct base_words *words, struct inputs *inputs) {
    for (size_t i = 0; i < COUNT; i++) {
        uint64_t word = base_words_next(words);
        inputs->first[i] = (float)((double)(int64_t)base_words_next(words) * 0x1p-63 * 105);
        inputs->second[i] =
            base_f32_of((uint32_t)(word >> 32) & (word % 2 == 0 ? 0x807fffff : 0x3fffffff));
        inputs->ages[i] = base_words_next(words) >> (word >> 3) % 64;
    }
}

static void check_states(const char *kernel, runner *run) {
    struct kernel_builds builds = kernel_builds_find(kernel);
    struct base_words words = {11};
    for (size_t trial = 0; trial < TRIALS; trial++) {
        struct inputs inputs;
        draw_inputs(&words, &inputs);
        uint32_t expected[RESULTS] = {0}, results[RESULTS] = {0};
        run(builds.functions[0], &inputs, expected);
        for (size_t build = 0; build < builds.count; build++) {
            for (int state = 0; state < DIFF_ENTRY_STATES; state++) {
                uint64_t before = diff_state_enter((enum diff_entry_state)state);
                run(builds.functions[build], &inputs, results);
                uint64_t left = diff_state_enter((enum diff_entry_state)state);
                uint64_t entered = diff_state_enter((enum diff_entry_state)state);
                diff_state_restore(before);
                // The lowest six bits of MXCSR tell what has happened; FPCR has none there.
                cr_assert((left ^ entered) >> 6 == 0, "%s of %s leaves the state %s changed",
                          kernel, builds.names[build],
                          diff_entry_state_name((enum diff_entry_state)state));
                cr_assert(memcmp(results, expected, sizeof expected) == 0,
                          "%s of %s: other bits in the state %s", kernel, builds.names[build],
                          diff_entry_state_name((enum diff_entry_state)state));
            }
        }
    }
}

Test(default_state, exp_f32) {
    check_states("exp_f32", run_exp);
}

Test(default_state, pow_f32) {
    check_states("pow_f32", run_pow);
}

Test(default_state, decay_exponential) {
    check_states("decay_exponential", run_decay);
}

Test(default_state, decay_power_law) {
    check_states("decay_power_law", run_power_decay);
}

Test(default_state, top_k) {
    check_states("top_k", run_top);
}
