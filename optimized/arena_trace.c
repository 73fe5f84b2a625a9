/// The arena is that of bump_arena.h. What lies behind the used bytes is free, so blocks are
/// written in whole vectors past their ends; behind the arena there is room for it.
#include "../reference/arena_trace.h"

#include "bump_arena.h"

#include <string.h>

// As wide as the registers, since gcc keeps wider vectors in memory.
#ifdef __AVX2__
enum { LANES = 32 };
#else
enum { LANES = 16 };
#endif

enum { STEP = 7 };

// Pairs of bytes, each up to 255, are added to 16 bits as often as these cannot overflow.
enum { VECTORS_PER_SUM = 128 };

typedef uint8_t bytes __attribute__((vector_size(LANES)));
typedef uint16_t pairs __attribute__((vector_size(LANES)));

struct block {
    uint32_t begin, size;
    uint8_t first; ///< the byte written at the beginning
};

struct mark {
    uint32_t used, held;
};

struct arena {
    struct bump_arena bytes;
    uint32_t held, mark_count;
    struct mark marks[ARENA_MARKS_MAX];
    struct block blocks[ARENA_OPERATIONS_MAX];
};

static inline bytes ramp_from(uint8_t first, uint8_t step) {
    bytes ramp;
    for (size_t lane = 0; lane < LANES; lane++)
        ramp[lane] = (uint8_t)(first + lane * step);
    return ramp;
}

static inline void write_bytes(unsigned char *to, size_t size, uint8_t first) {
    bytes value = ramp_from(0, STEP) + first;
    for (size_t j = 0; j < size; j += LANES) {
        memcpy(to + j, &value, sizeof value);
        value += (uint8_t)(LANES * STEP);
    }
}

static inline pairs sum_pairs(bytes found) {
    pairs both = (pairs)found;
    return (both & 0xff) + (both >> 8);
}

static bool check_bytes(const unsigned char *from, size_t size, uint8_t first, uint32_t *sum) {
    bytes expected = ramp_from(0, STEP) + first, differing = {0};
    size_t whole = size / LANES, rest = size % LANES;
    while (whole > 0 || rest > 0) {
        pairs sums = {0};
        size_t count = whole < VECTORS_PER_SUM - 1 ? whole : VECTORS_PER_SUM - 1;
        for (size_t i = 0; i < count; i++) {
            bytes found;
            memcpy(&found, from, sizeof found);
            sums += sum_pairs(found);
            differing |= found ^ expected;
            expected += (uint8_t)(LANES * STEP);
            from += LANES;
        }
        whole -= count;
        if (whole == 0 && rest > 0) {
            bytes found, inside = (bytes)(ramp_from(0, 1) < (uint8_t)rest);
            memcpy(&found, from, sizeof found);
            sums += sum_pairs(found & inside);
            differing |= (found ^ expected) & inside;
            rest = 0;
        }
        for (size_t lane = 0; lane < LANES / 2; lane++)
            *sum += sums[lane];
    }
    uint64_t parts[LANES / 8], any = 0;
    memcpy(parts, &differing, sizeof parts);
    for (size_t i = 0; i < LANES / 8; i++)
        any |= parts[i];
    return any == 0;
}

static bool check(const struct arena *arena, const struct block *block, uint32_t *sum) {
    return check_bytes(arena->bytes.memory + block->begin, block->size, block->first, sum);
}

// Blocks lie one behind the other, so a block that begins where the last one ended or later and
// ends inside the arena shares nothing with any.
static bool is_disjoint(const struct arena *arena, const struct block *block) {
    uint32_t last_end = 0;
    if (arena->held > 0)
        last_end = arena->blocks[arena->held - 1].begin + arena->blocks[arena->held - 1].size;
    return block->begin >= last_end && block->begin + block->size <= arena->bytes.capacity;
}

static uint32_t take(struct arena *arena, uint32_t size, uint32_t alignment, uint32_t operation,
                     uint32_t *sum) {
    unsigned char *taken = bump_arena_take(&arena->bytes, size, alignment);
    if (taken == NULL)
        return 0;
    struct block *block = &arena->blocks[arena->held];
    uint32_t begin = (uint32_t)(taken - arena->bytes.memory);
    *block = (struct block){begin, size, (uint8_t)(31 * (operation + 1))};
    uint32_t outcome = ARENA_DONE;
    if ((uintptr_t)taken % alignment == 0)
        outcome |= ARENA_ALIGNED;
    if (is_disjoint(arena, block))
        outcome |= ARENA_DISJOINT;
    arena->held++;
    write_bytes(taken, size, block->first);
    *sum = (uint32_t)arena->bytes.used;
    return outcome;
}

static uint32_t give_back(struct arena *arena, struct mark mark, uint32_t *sum) {
    bool is_kept = true;
    for (uint32_t i = mark.held; i < arena->held; i++)
        is_kept &= check(arena, &arena->blocks[i], sum);
    arena->held = mark.held;
    bump_arena_rewind(&arena->bytes, mark.used);
    return is_kept ? ARENA_DONE | ARENA_KEPT : ARENA_DONE;
}

static uint32_t run_operation(struct arena *arena, enum arena_action action, uint32_t size,
                              uint32_t alignment, uint32_t operation, uint32_t *sum) {
    switch (action) {
    case ARENA_TAKE:
        return take(arena, size, alignment, operation, sum);
    case ARENA_MARK:
        if (arena->mark_count == ARENA_MARKS_MAX)
            return 0;
        arena->marks[arena->mark_count++] = (struct mark){(uint32_t)arena->bytes.used, arena->held};
        *sum = arena->mark_count;
        return ARENA_DONE;
    case ARENA_REWIND:
        if (arena->mark_count == 0)
            return 0;
        return give_back(arena, arena->marks[--arena->mark_count], sum);
    default:
        arena->mark_count = 0;
        return give_back(arena, (struct mark){0, 0}, sum);
    }
}

size_t arena_trace(uint32_t capacity, size_t operations,
                   const enum arena_action actions[operations], const uint32_t sizes[operations],
                   const uint32_t alignments[operations], uint32_t outcomes[operations],
                   uint32_t sums[operations]) {
    struct arena arena;
    if (!bump_arena_make(&arena.bytes, capacity, LANES))
        abort();
    arena.held = arena.mark_count = 0;
    for (size_t i = 0; i < operations; i++) {
        uint32_t sum = 0;
        outcomes[i] = run_operation(&arena, actions[i], sizes[i], alignments[i], (uint32_t)i, &sum);
        sums[i] = sum;
    }
    size_t kept = 0;
    for (uint32_t i = 0; i < arena.held; i++) {
        uint32_t sum = 0;
        kept += check(&arena, &arena.blocks[i], &sum);
    }
    bump_arena_free(&arena.bytes);
    return kept;
}
