// Imitates: a stack of marks that takes one more than it should.
// expect: differs
// elements: 51
// cases: 200000

#include "byte_arena.h"

static bool arena_place(struct arena *arena, uint32_t size, uint32_t alignment, uint32_t *begin) {
    return place_rightly(arena, size, alignment, begin);
}

static bool arena_mark(struct arena *arena) {
    if (arena->mark_count > ARENA_MARKS_MAX)
        return false;
    arena->marks[arena->mark_count++] = (struct mark){arena->used, arena->held};
    return true;
}

static void arena_reset(struct arena *arena) {
    reset_rightly(arena);
}
