/// A pool: many small allocations of one lifetime, freed together.
///
/// Exhausted memory ends the program with one line, so callers need no error path. Under
/// AddressSanitizer an access outside of what was taken is an error, as with malloc.
#ifndef LOCKSTEP_BASE_POOL_H
#define LOCKSTEP_BASE_POOL_H

#include <stdbool.h>
#include <stddef.h>

struct base_pool {
    struct base_pool_block *blocks;
};

/// Zeroed bytes, aligned for every type; they live until base_pool_free. A pool starts zeroed.
void *base_pool_take(struct base_pool *pool, size_t bytes);

/// `count` zeroed elements of `size` bytes; an overflow of the product ends the program.
void *base_pool_take_array(struct base_pool *pool, size_t count, size_t size);

/// A terminated copy of the first `length` bytes of text.
char *base_pool_copy(struct base_pool *pool, const char *text, size_t length);

/// A formatted, terminated text.
char *base_pool_format(struct base_pool *pool, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

void base_pool_free(struct base_pool *pool);

/// Reads a whole file into the pool, a zero byte behind its end, or says why it cannot be read.
struct base_diag;
bool base_read_file(struct base_pool *pool, const char *path, char **text, size_t *length,
                    struct base_diag *diag);

#endif
