/// Arenas: one piece of memory from which blocks of any size are taken one behind the other, and
/// given back together, by a reset or down to a mark.
///
/// `bump_arena` belongs to one thread. From `shared_arena` many may take at once, without a lock;
/// rewinding and resetting want it for themselves.
#ifndef LOCKSTEP_OPTIMIZED_BUMP_ARENA_H
#define LOCKSTEP_OPTIMIZED_BUMP_ARENA_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/// The greatest alignment of a block.
enum { BUMP_ARENA_ALIGNMENT = 64 };

struct bump_arena {
    unsigned char *memory;
    size_t capacity, used;
};

/// `capacity` bytes, behind which `slack` more may be written to; false where there are not so
/// many.
static inline bool bump_arena_make(struct bump_arena *arena, size_t capacity, size_t slack) {
    size_t bytes = (capacity + slack + BUMP_ARENA_ALIGNMENT) & ~(size_t)(BUMP_ARENA_ALIGNMENT - 1);
    *arena = (struct bump_arena){aligned_alloc(BUMP_ARENA_ALIGNMENT, bytes), capacity, 0};
    return arena->memory != NULL;
}

static inline void bump_arena_free(struct bump_arena *arena) {
    free(arena->memory);
}

/// Where a block would begin, and false where it would not end inside the arena. The alignment is a
/// power of two, up to BUMP_ARENA_ALIGNMENT.
static inline bool bump_arena_place(size_t capacity, size_t used, size_t size, size_t alignment,
                                    size_t *begin) {
    *begin = (used + alignment - 1) & ~(alignment - 1);
    return *begin <= capacity && size <= capacity - *begin;
}

/// A block; NULL, and nothing is taken, where the rest is too small.
static inline void *bump_arena_take(struct bump_arena *arena, size_t size, size_t alignment) {
    size_t begin;
    if (!bump_arena_place(arena->capacity, arena->used, size, alignment, &begin))
        return NULL;
    arena->used = begin + size;
    return arena->memory + begin;
}

/// Gives back what was taken since `used` was `mark`; 0 gives back everything.
static inline void bump_arena_rewind(struct bump_arena *arena, size_t mark) {
    arena->used = mark;
}

struct shared_arena {
    unsigned char *memory;
    size_t capacity;
    _Alignas(64) _Atomic size_t used;
};

/// As bump_arena_make.
static inline bool shared_arena_make(struct shared_arena *arena, size_t capacity) {
    struct bump_arena single;
    bool is_made = bump_arena_make(&single, capacity, 0);
    arena->memory = single.memory;
    arena->capacity = capacity;
    atomic_init(&arena->used, 0);
    return is_made;
}

static inline void shared_arena_free(struct shared_arena *arena) {
    free(arena->memory);
}

/// As bump_arena_take, but from any thread.
static inline void *shared_arena_take(struct shared_arena *arena, size_t size, size_t alignment) {
    size_t begin, used = atomic_load_explicit(&arena->used, memory_order_relaxed);
    // Memory is handed over by whoever resets, so the number alone must be consistent.
    do {
        if (!bump_arena_place(arena->capacity, used, size, alignment, &begin))
            return NULL;
    } while (!atomic_compare_exchange_weak_explicit(&arena->used, &used, begin + size,
                                                    memory_order_relaxed, memory_order_relaxed));
    return arena->memory + begin;
}

/// As bump_arena_rewind. Nobody else uses the arena meanwhile.
static inline void shared_arena_rewind(struct shared_arena *arena, size_t mark) {
    atomic_store_explicit(&arena->used, mark, memory_order_relaxed);
}

#endif
