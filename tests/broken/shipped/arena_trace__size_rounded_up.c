// Imitates: a size rounded up to its alignment, in place of the beginning.
// expect: differs
// elements: 3
// cases: 20000

#include "byte_arena.h"

static bool arena_place(struct arena *arena, uint32_t size, uint32_t alignment, uint32_t *begin) {
    uint32_t padded = (size + alignment - 1) / alignment * alignment;
    *begin = (arena->used + alignment - 1) / alignment * alignment;
    if (*begin > arena->capacity || padded > arena->capacity - *begin)
        return false;
    arena->used = *begin + padded;
    return true;
}

static bool arena_mark(struct arena *arena) {
    return mark_rightly(arena);
}

static void arena_reset(struct arena *arena) {
    reset_rightly(arena);
}
