#include "base/pool.h"

#include "base/diag.h"
#include "base/poison.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { POOL_BLOCK_BYTES = 64 * 1024 };

struct base_pool_block {
    struct base_pool_block *next;
    size_t used;
    size_t size;
    _Alignas(max_align_t) unsigned char bytes[];
};

static _Noreturn void out_of_memory(size_t bytes) {
    fprintf(stderr, "error: out of memory: %zu bytes more were wanted\n", bytes);
    exit(2);
}

void *base_pool_take(struct base_pool *pool, size_t bytes) {
    size_t rounded = (bytes + _Alignof(max_align_t) - 1) & ~(_Alignof(max_align_t) - 1);
    rounded += BASE_POISON_GAP_BYTES;
    if (rounded < bytes)
        out_of_memory(bytes);
    struct base_pool_block *block = pool->blocks;
    if (block == NULL || block->size - block->used < rounded) {
        size_t size = rounded > POOL_BLOCK_BYTES ? rounded : POOL_BLOCK_BYTES;
        block = size < SIZE_MAX - sizeof *block ? calloc(1, sizeof *block + size) : NULL;
        if (block == NULL)
            out_of_memory(bytes);
        block->size = size;
        block->next = pool->blocks;
        pool->blocks = block;
        BASE_POISON(block->bytes, size);
    }
    // The gap lies before it: behind the block's last bytes stands the sanitizer's own.
    void *memory = block->bytes + block->used + BASE_POISON_GAP_BYTES;
    BASE_UNPOISON(memory, bytes);
    block->used += rounded;
    return memory;
}

void *base_pool_take_array(struct base_pool *pool, size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        out_of_memory(SIZE_MAX);
    return base_pool_take(pool, bytes);
}

char *base_pool_copy(struct base_pool *pool, const char *text, size_t length) {
    char *copy = base_pool_take(pool, length + 1);
    memcpy(copy, text, length);
    return copy;
}

char *base_pool_format(struct base_pool *pool, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    base_check(length >= 0);
    char *text = base_pool_take(pool, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

void base_pool_free(struct base_pool *pool) {
    struct base_pool_block *block = pool->blocks;
    while (block != NULL) {
        struct base_pool_block *next = block->next;
        free(block);
        block = next;
    }
    pool->blocks = NULL;
}

bool base_read_file(struct base_pool *pool, const char *path, char **text, size_t *length,
                    struct base_diag *diag) {
    struct base_place whole = {.file = path};
    struct stat status;
    FILE *file = fopen(path, "rb");
    bool ok = false;
    if (file == NULL || fstat(fileno(file), &status) != 0) {
        base_fail_at(diag, whole, "cannot read: %s", strerror(errno));
        goto done;
    }
    if (S_ISDIR(status.st_mode)) {
        base_fail_at(diag, whole, "is a directory, not a file");
        goto done;
    }
    // Pipes have no size, so the file is read until its end rather than to its size.
    size_t used = 0, size = status.st_size > 0 ? (size_t)status.st_size + 1 : 4096;
    char *bytes = base_pool_take(pool, size);
    for (size_t got; (got = fread(bytes + used, 1, size - used, file)) > 0;) {
        used += got;
        if (used == size) {
            char *larger = base_pool_take(pool, size * 2);
            memcpy(larger, bytes, used);
            bytes = larger;
            size *= 2;
        }
    }
    if (ferror(file)) {
        base_fail_at(diag, whole, "cannot read: %s", strerror(errno));
        goto done;
    }
    bytes[used] = '\0';
    *text = bytes;
    *length = used;
    ok = true;
done:
    if (file != NULL)
        fclose(file);
    return ok;
}
