// Imitates: a comparison with >= that never lets a block fill the arena to its end.
// expect: differs
// elements: 3..6
// cases: 20000

#include "byte_arena.h"

static bool arena_place(struct arena *arena, uint32_t size, uint32_t alignment, uint32_t *begin) {
    *begin = (arena->used + alignment - 1) / alignment * alignment;
    if (*begin + size >= arena->capacity)
        return false;
    arena->used = *begin + size;
    return true;
}

static bool arena_mark(struct arena *arena) {
    return mark_rightly(arena);
}

static void arena_reset(struct arena *arena) {
    reset_rightly(arena);
}
