#include "corpus/case.h"

#include "base/bits.h"
#include "base/random.h"
#include "corpus/domain.h"

#include <inttypes.h>
#include <stdlib.h>
#include <sys/mman.h>

/// Every array starts at a multiple of this within a case's own storage.
enum { STORAGE_ALIGN = 64 };

/// A case and the storage behind it; corpus_case_free finds the one from the other.
struct owned_case {
    struct corpus_case one;
    size_t mapped_bytes;
};

static bool holds_data(const struct spec_param *param) {
    return param->is_array || param->base == SPEC_STRUCT;
}

static size_t round_up(size_t size, size_t multiple) {
    return (size + multiple - 1) / multiple * multiple;
}

static _Noreturn void out_of_memory(const struct spec_kernel *kernel, size_t bytes) {
    fprintf(stderr, "error: out of memory: a case of %s wants %zu bytes\n", kernel->name, bytes);
    exit(2);
}

struct corpus_case *corpus_case_create(const struct spec_kernel *kernel) {
    size_t header = round_up(sizeof(struct owned_case), STORAGE_ALIGN), size = header, bytes;
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        const struct spec_param *param = &kernel->params[i];
        if (!holds_data(param))
            continue;
        bool overflows = __builtin_mul_overflow(param->extent_max, param->element_size, &bytes) ||
                         bytes > SIZE_MAX / 4 || __builtin_add_overflow(size, bytes, &size) ||
                         size > SIZE_MAX / 4;
        if (overflows)
            out_of_memory(kernel, SIZE_MAX);
        size = round_up(size, STORAGE_ALIGN);
    }
    // Mapped without reserve: the largest case may be far larger than any that is ever drawn.
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        out_of_memory(kernel, size);
    struct owned_case *owned = memory;
    owned->mapped_bytes = size;
    owned->one.kernel = kernel;
    uint8_t *next = (uint8_t *)memory + header;
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        const struct spec_param *param = &kernel->params[i];
        struct corpus_argument *argument = &owned->one.arguments[i];
        argument->count = param->is_array ? 0 : 1;
        if (!holds_data(param))
            continue;
        argument->data = next;
        argument->capacity = param->extent_max * param->element_size;
        next += round_up(argument->capacity, STORAGE_ALIGN);
    }
    return &owned->one;
}

void corpus_case_free(struct corpus_case *one) {
    if (one == NULL)
        return;
    struct owned_case *owned = (struct owned_case *)one;
    munmap(owned, owned->mapped_bytes);
}

/// Whether the elements carry meaning: outputs have none before the call.
static bool carries_data(const struct spec_param *param) {
    return holds_data(param) && param->role != SPEC_OUT;
}

void corpus_case_copy(struct corpus_case *target, const struct corpus_case *source) {
    base_check(target->kernel == source->kernel);
    for (uint32_t i = 0; i < source->kernel->param_count; i++) {
        const struct spec_param *param = &source->kernel->params[i];
        const struct corpus_argument *from = &source->arguments[i];
        struct corpus_argument *to = &target->arguments[i];
        size_t bytes = from->count * param->element_size;
        to->bits = from->bits;
        to->count = from->count;
        to->placement = from->placement;
        to->offset = from->offset;
        if (!carries_data(param))
            continue;
        base_check(bytes <= to->capacity);
        if (bytes > 0)
            memcpy(to->data, from->data, bytes);
    }
}

const struct corpus_case *corpus_case_keep(const struct corpus_case *one, struct base_pool *pool) {
    struct corpus_case *kept = base_pool_take(pool, sizeof *kept);
    kept->kernel = one->kernel;
    for (uint32_t i = 0; i < one->kernel->param_count; i++) {
        const struct spec_param *param = &one->kernel->params[i];
        size_t bytes = carries_data(param) ? one->arguments[i].count * param->element_size : 0;
        kept->arguments[i].capacity = bytes;
        kept->arguments[i].data = base_pool_take(pool, bytes + 1);
    }
    corpus_case_copy(kept, one);
    return kept;
}

void corpus_case_values(const struct corpus_case *one, spec_wide values[SPEC_PARAMS_MAX]) {
    for (uint32_t i = 0; i < one->kernel->param_count; i++) {
        const struct spec_param *param = &one->kernel->params[i];
        bool is_integer = !param->is_array && spec_base_is_integer(param->base);
        values[i] = is_integer ? corpus_place_of_bits(param->base, one->arguments[i].bits) : 0;
    }
}

bool corpus_case_measure(struct corpus_case *one) {
    spec_wide values[SPEC_PARAMS_MAX];
    corpus_case_values(one, values);
    for (uint32_t i = 0; i < one->kernel->param_count; i++) {
        const struct spec_param *param = &one->kernel->params[i];
        struct corpus_argument *argument = &one->arguments[i];
        uint64_t bytes;
        argument->count = 1;
        if (!param->is_array)
            continue;
        if (!corpus_extent_evaluate(param, values, &argument->count) ||
            __builtin_mul_overflow(argument->count, param->element_size, &bytes) ||
            bytes > argument->capacity)
            return false;
    }
    return true;
}

uint64_t corpus_case_elements(const struct corpus_case *one) {
    uint64_t elements = 0;
    for (uint32_t i = 0; i < one->kernel->param_count; i++) {
        const struct spec_param *param = &one->kernel->params[i];
        if (param->is_array && param->role != SPEC_OUT)
            elements += one->arguments[i].count;
    }
    return elements;
}

uint64_t corpus_case_hash(const struct corpus_case *one) {
    // One hash of each argument's words and of its bytes, chained: no buffer of the whole case.
    uint64_t hash = 0;
    for (uint32_t i = 0; i < one->kernel->param_count; i++) {
        const struct spec_param *param = &one->kernel->params[i];
        const struct corpus_argument *argument = &one->arguments[i];
        bool has_bytes = carries_data(param) && argument->count > 0;
        uint64_t words[6] = {
            hash,
            param->is_array || param->base == SPEC_STRUCT ? 0 : argument->bits,
            argument->count,
            argument->placement,
            argument->offset,
            has_bytes ? base_random_hash(argument->data, argument->count * param->element_size) : 0,
        };
        hash = base_random_hash(words, sizeof words);
    }
    return hash;
}

void corpus_case_complete(struct corpus_case *one, const struct corpus_completion *completion) {
    if (completion != NULL)
        completion->complete(one, completion->context);
}
