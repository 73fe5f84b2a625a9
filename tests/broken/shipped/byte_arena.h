/// A trace on an arena, right but for what the file that includes it plants: it defines how a block
/// is placed, a mark set, and what a reset does.
#ifndef LOCKSTEP_TESTS_BROKEN_BYTE_ARENA_H
#define LOCKSTEP_TESTS_BROKEN_BYTE_ARENA_H

#include "reference/arena_trace.h"

#include <stdbool.h>
#include <stdlib.h>

struct block {
    uint32_t begin, size, operation;
};

struct mark {
    uint32_t used, held;
};

struct arena {
    unsigned char *memory;
    uint32_t capacity, used, held, mark_count;
    struct mark marks[ARENA_MARKS_MAX + 1];
    struct block blocks[ARENA_OPERATIONS_MAX];
};

/// Where the block begins; false where it does not fit. Counts it as used.
static bool arena_place(struct arena *arena, uint32_t size, uint32_t alignment, uint32_t *begin);
static bool arena_mark(struct arena *arena);
static void arena_reset(struct arena *arena);

static inline bool place_rightly(struct arena *arena, uint32_t size, uint32_t alignment,
                                 uint32_t *begin) {
    *begin = (arena->used + alignment - 1) / alignment * alignment;
    if (*begin > arena->capacity || size > arena->capacity - *begin)
        return false;
    arena->used = *begin + size;
    return true;
}

static inline bool mark_rightly(struct arena *arena) {
    if (arena->mark_count == ARENA_MARKS_MAX)
        return false;
    arena->marks[arena->mark_count++] = (struct mark){arena->used, arena->held};
    return true;
}

static inline void reset_rightly(struct arena *arena) {
    arena->used = arena->mark_count = 0;
}

static inline uint8_t byte_at(const struct block *block, uint32_t j) {
    return (uint8_t)(31 * (block->operation + 1) + 7 * j);
}

static inline bool check(const struct arena *arena, const struct block *block, uint32_t *sum) {
    bool is_kept = true;
    for (uint32_t j = 0; j < block->size; j++) {
        *sum += arena->memory[block->begin + j];
        is_kept &= arena->memory[block->begin + j] == byte_at(block, j);
    }
    return is_kept;
}

static inline uint32_t take(struct arena *arena, struct block block, uint32_t alignment,
                            uint32_t *sum) {
    if (!arena_place(arena, block.size, alignment, &block.begin))
        return 0;
    uint32_t outcome = ARENA_DONE;
    outcome |= (uintptr_t)(arena->memory + block.begin) % alignment == 0 ? ARENA_ALIGNED : 0;
    bool is_disjoint = true;
    for (uint32_t i = 0; i < arena->held; i++) {
        const struct block *other = &arena->blocks[i];
        is_disjoint &= block.size == 0 || other->size == 0 ||
                       block.begin >= other->begin + other->size ||
                       other->begin >= block.begin + block.size;
    }
    outcome |= is_disjoint ? ARENA_DISJOINT : 0;
    for (uint32_t j = 0; j < block.size; j++)
        arena->memory[block.begin + j] = byte_at(&block, j);
    arena->blocks[arena->held++] = block;
    *sum = arena->used;
    return outcome;
}

static inline uint32_t give_back(struct arena *arena, uint32_t held, uint32_t *sum) {
    bool is_kept = true;
    for (uint32_t i = held; i < arena->held; i++)
        is_kept &= check(arena, &arena->blocks[i], sum);
    arena->held = held < arena->held ? held : arena->held;
    return is_kept ? ARENA_DONE | ARENA_KEPT : ARENA_DONE;
}

static inline uint32_t operate(struct arena *arena, enum arena_action action, struct block block,
                               uint32_t alignment, uint32_t *sum) {
    if (action == ARENA_TAKE)
        return take(arena, block, alignment, sum);
    if (action == ARENA_MARK) {
        if (!arena_mark(arena))
            return 0;
        *sum = arena->mark_count;
        return ARENA_DONE;
    }
    if (action == ARENA_RESET) {
        arena_reset(arena);
        return give_back(arena, 0, sum);
    }
    if (arena->mark_count == 0)
        return 0;
    struct mark mark = arena->marks[--arena->mark_count];
    arena->used = mark.used;
    return give_back(arena, mark.held, sum);
}

size_t arena_trace(uint32_t capacity, size_t operations,
                   const enum arena_action actions[operations], const uint32_t sizes[operations],
                   const uint32_t alignments[operations], uint32_t outcomes[operations],
                   uint32_t sums[operations]) {
    static _Thread_local struct arena arena;
    // Room behind the arena, so that what is planted damages nothing else.
    unsigned char *memory = aligned_alloc(64, ((size_t)capacity + 8191) / 64 * 64);
    if (memory == NULL)
        abort();
    arena.memory = memory;
    arena.capacity = capacity;
    arena.used = arena.held = arena.mark_count = 0;
    for (size_t i = 0; i < operations; i++) {
        sums[i] = 0;
        outcomes[i] = operate(&arena, actions[i], (struct block){0, sizes[i], (uint32_t)i},
                              alignments[i], &sums[i]);
    }
    size_t kept = 0;
    for (uint32_t i = 0; i < arena.held; i++) {
        uint32_t sum = 0;
        kept += check(&arena, &arena.blocks[i], &sum);
    }
    free(memory);
    return kept;
}

#endif
