// Imitates: a reset that forgets blocks and marks, while the used bytes stay used.
// expect: differs
// elements: 9..12
// cases: 20000

#include "byte_arena.h"

static bool arena_place(struct arena *arena, uint32_t size, uint32_t alignment, uint32_t *begin) {
    return place_rightly(arena, size, alignment, begin);
}

static bool arena_mark(struct arena *arena) {
    return mark_rightly(arena);
}

static void arena_reset(struct arena *arena) {
    arena->mark_count = 0;
}
