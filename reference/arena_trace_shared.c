/// One thread takes each block from the C library; only `used` says what an arena would have left.
#include "arena_trace_shared.h"

#include <stdbool.h>
#include <stdlib.h>

enum { BLOCKS_MAX = SHARED_ARENA_ROUNDS_MAX * SHARED_ARENA_COUNT_MAX };

struct block {
    uint8_t *bytes;
    size_t size;
    uint8_t first;
};

struct trace {
    size_t capacity, used, held;
    struct block blocks[BLOCKS_MAX];
};

static bool is_disjoint(const struct trace *trace, const struct block *block) {
    for (size_t i = 0; i < trace->held; i++) {
        const struct block *other = &trace->blocks[i];
        if (block->bytes < other->bytes + other->size && other->bytes < block->bytes + block->size)
            return false;
    }
    return true;
}

// Takes one block, unless the rest is too small.
static bool take(struct trace *trace, size_t size, size_t alignment, uint8_t first,
                 uint32_t *outcome) {
    size_t begin = (trace->used + alignment - 1) / alignment * alignment;
    if (begin + size > trace->capacity)
        return false;
    trace->used = begin + size;
    struct block block = {.size = size, .first = first};
    // Every alignment divides 64, and the library wants a size that is a multiple of it.
    block.bytes = aligned_alloc(64, (size + 64) / 64 * 64);
    if (block.bytes == NULL)
        abort();
    for (size_t j = 0; j < size; j++)
        block.bytes[j] = (uint8_t)(first + 7 * j);
    if ((uintptr_t)block.bytes % alignment != 0)
        *outcome &= ~(uint32_t)SHARED_ARENA_ALIGNED;
    if (!is_disjoint(trace, &block))
        *outcome &= ~(uint32_t)SHARED_ARENA_DISJOINT;
    trace->blocks[trace->held++] = block;
    return true;
}

static bool check(const struct block *block, uint32_t *sum) {
    bool is_kept = true;
    for (size_t j = 0; j < block->size; j++) {
        *sum += block->bytes[j];
        is_kept = is_kept && block->bytes[j] == (uint8_t)(block->first + 7 * j);
    }
    return is_kept;
}

static bool give_back(struct trace *trace, uint32_t *sum) {
    bool is_kept = true;
    while (trace->held > 0) {
        struct block *block = &trace->blocks[--trace->held];
        is_kept &= check(block, sum);
        free(block->bytes);
    }
    trace->used = 0;
    return is_kept;
}

size_t arena_trace_shared(uint32_t capacity, uint32_t threads, size_t rounds,
                          const enum shared_arena_action actions[rounds],
                          const uint32_t counts[rounds], const uint32_t sizes[rounds],
                          const uint32_t alignments[rounds], uint32_t amounts[rounds],
                          uint32_t outcomes[rounds], uint32_t sums[rounds]) {
    (void)threads;
    struct trace trace;
    trace.capacity = capacity;
    trace.used = trace.held = 0;
    for (size_t i = 0; i < rounds; i++) {
        uint32_t amount = 0, outcome, sum = 0;
        if (actions[i] == SHARED_ARENA_TAKE) {
            outcome = SHARED_ARENA_DONE | SHARED_ARENA_ALIGNED | SHARED_ARENA_DISJOINT;
            while (amount < counts[i] &&
                   take(&trace, sizes[i], alignments[i],
                        (uint8_t)(31 * ((uint32_t)i + 1) + 17 * amount), &outcome))
                amount++;
            sum = (uint32_t)trace.used;
        } else {
            amount = (uint32_t)trace.held;
            outcome = SHARED_ARENA_DONE;
            if (give_back(&trace, &sum))
                outcome |= SHARED_ARENA_KEPT;
        }
        amounts[i] = amount;
        outcomes[i] = amount > 0 ? outcome : 0;
        sums[i] = sum;
    }
    size_t kept = 0;
    while (trace.held > 0) {
        struct block *block = &trace.blocks[--trace.held];
        uint32_t sum = 0;
        kept += check(block, &sum);
        free(block->bytes);
    }
    return kept;
}
