/// Each block comes from the C library; only `used` says what an arena would have left.
#include "arena_trace.h"

#include <stdbool.h>
#include <stdlib.h>

struct block {
    uint8_t *bytes;
    size_t size;
    uint32_t operation;
};

struct mark {
    size_t used, held;
};

struct arena {
    size_t capacity, used;
    struct block blocks[ARENA_OPERATIONS_MAX];
    size_t held;
    struct mark marks[ARENA_MARKS_MAX];
    uint32_t mark_count;
};

static uint8_t byte_at(const struct block *block, size_t j) {
    return (uint8_t)(31 * (block->operation + 1) + 7 * j);
}

static bool is_disjoint(const struct arena *arena, const struct block *block) {
    uintptr_t begin = (uintptr_t)block->bytes, end = begin + block->size;
    for (size_t i = 0; i < arena->held; i++) {
        uintptr_t other = (uintptr_t)arena->blocks[i].bytes,
                  other_end = other + arena->blocks[i].size;
        if (begin < other_end && other < end)
            return false;
    }
    return true;
}

static uint32_t take(struct arena *arena, size_t size, size_t alignment, uint32_t operation,
                     uint32_t *sum) {
    size_t begin = (arena->used + alignment - 1) / alignment * alignment;
    if (begin + size > arena->capacity)
        return 0;
    arena->used = begin + size;
    struct block block = {.size = size, .operation = operation};
    // Every alignment divides 64, and the library wants a size that is a multiple of it.
    block.bytes = aligned_alloc(64, (size + 64) / 64 * 64);
    if (block.bytes == NULL)
        abort();
    for (size_t j = 0; j < size; j++)
        block.bytes[j] = byte_at(&block, j);
    uint32_t outcome = ARENA_DONE;
    if ((uintptr_t)block.bytes % alignment == 0)
        outcome |= ARENA_ALIGNED;
    if (is_disjoint(arena, &block))
        outcome |= ARENA_DISJOINT;
    arena->blocks[arena->held++] = block;
    *sum = (uint32_t)arena->used;
    return outcome;
}

static bool check(const struct block *block, uint32_t *sum) {
    bool is_kept = true;
    for (size_t j = 0; j < block->size; j++) {
        *sum += block->bytes[j];
        is_kept = is_kept && block->bytes[j] == byte_at(block, j);
    }
    return is_kept;
}

static uint32_t give_back(struct arena *arena, struct mark mark, uint32_t *sum) {
    uint32_t outcome = ARENA_DONE | ARENA_KEPT;
    while (arena->held > mark.held) {
        struct block *block = &arena->blocks[--arena->held];
        if (!check(block, sum))
            outcome = ARENA_DONE;
        free(block->bytes);
    }
    arena->used = mark.used;
    return outcome;
}

size_t arena_trace(uint32_t capacity, size_t operations,
                   const enum arena_action actions[operations], const uint32_t sizes[operations],
                   const uint32_t alignments[operations], uint32_t outcomes[operations],
                   uint32_t sums[operations]) {
    struct arena arena;
    arena.capacity = capacity;
    arena.used = arena.held = arena.mark_count = 0;
    for (size_t i = 0; i < operations; i++) {
        outcomes[i] = sums[i] = 0;
        if (actions[i] == ARENA_TAKE)
            outcomes[i] = take(&arena, sizes[i], alignments[i], (uint32_t)i, &sums[i]);
        if (actions[i] == ARENA_MARK && arena.mark_count < ARENA_MARKS_MAX) {
            arena.marks[arena.mark_count++] = (struct mark){arena.used, arena.held};
            outcomes[i] = ARENA_DONE;
            sums[i] = arena.mark_count;
        }
        if (actions[i] == ARENA_REWIND && arena.mark_count > 0)
            outcomes[i] = give_back(&arena, arena.marks[--arena.mark_count], &sums[i]);
        if (actions[i] == ARENA_RESET) {
            outcomes[i] = give_back(&arena, (struct mark){0, 0}, &sums[i]);
            arena.mark_count = 0;
        }
    }
    size_t kept = 0;
    while (arena.held > 0) {
        struct block *block = &arena.blocks[--arena.held];
        uint32_t sum = 0;
        kept += check(block, &sum);
        free(block->bytes);
    }
    return kept;
}
