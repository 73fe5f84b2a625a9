// The typed mutator as a shared object for AFL_CUSTOM_MUTATOR_LIBRARY; afl-fuzz does not call
// LLVMFuzzerCustomMutator itself.

#include "fuzz/targets/target.h"

#include "base/random.h"

#include <stdlib.h>
#include <string.h>

struct afl_state {
    struct base_words words;
    size_t capacity;
    uint8_t *bytes;
};

void *afl_custom_init(void *afl, unsigned seed);
size_t afl_custom_fuzz(void *data, uint8_t *buffer, size_t size, uint8_t **out, uint8_t *other,
                       size_t other_size, size_t size_max);
void afl_custom_deinit(void *data);

void *afl_custom_init(void *afl, unsigned seed) {
    struct afl_state *state = calloc(1, sizeof *state);
    (void)afl;
    base_check(state != NULL);
    state->words.state = seed;
    return state;
}

size_t afl_custom_fuzz(void *data, uint8_t *buffer, size_t size, uint8_t **out, uint8_t *other,
                       size_t other_size, size_t size_max) {
    struct afl_state *state = data;
    if (state->capacity < size_max) {
        state->bytes = realloc(state->bytes, size_max);
        base_check(state->bytes != NULL);
        state->capacity = size_max;
    }
    unsigned seed = (unsigned)base_words_next(&state->words);
    bool crosses = other_size > 0 && base_words_next(&state->words) % 2 == 0;
    *out = state->bytes;
    if (crosses)
        return LLVMFuzzerCustomCrossOver(buffer, size, other, other_size, state->bytes, size_max,
                                         seed);
    if (size > size_max)
        size = size_max;
    memcpy(state->bytes, buffer, size);
    return LLVMFuzzerCustomMutator(state->bytes, size, size_max, seed);
}

void afl_custom_deinit(void *data) {
    struct afl_state *state = data;
    free(state->bytes);
    free(state);
}
