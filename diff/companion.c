#include "diff/companion.h"

#include "base/bits.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

static size_t widened_size(const struct spec_param *param) {
    if (param->base == SPEC_F32)
        return sizeof(double);
    return param->base == SPEC_F64 ? sizeof(long double) : param->element_size;
}

static bool has_struct_of_floats(const struct spec_param *param) {
    for (uint32_t i = 0; param->base == SPEC_STRUCT && i < param->leaf_count; i++)
        if (spec_base_is_float(param->leaves[i].base))
            return true;
    return false;
}

bool diff_companion_prepare(struct diff_companion *companion, const struct spec_kernel *kernel,
                            const struct diff_library *library, const char *suffix,
                            struct base_pool *pool, struct base_diag *diag) {
    *companion = (struct diff_companion){.kernel = kernel};
    const char *name = base_pool_format(pool, "%s_%s", kernel->name, suffix);
    companion->function = diff_library_find(library, name);
    if (companion->function == NULL)
        return true;
    bool is_impossible = has_struct_of_floats(&kernel->result);
    for (uint32_t i = 0; i < kernel->param_count; i++)
        if (spec_is_result(&kernel->params[i]))
            is_impossible |= has_struct_of_floats(&kernel->params[i]);
    if (is_impossible)
        return base_fail(diag,
                         "%s: %s cannot be a companion: %s has results that are structs of "
                         "floats, which do not widen; rename it",
                         library->path, name, kernel->name);
    if (!diff_call_prepare(&companion->call, kernel, DIFF_CALL_COMPANION, pool, diag))
        return false;
    companion->result = base_pool_take(pool, diff_call_result_bytes(companion->call));
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        const struct spec_param *param = &kernel->params[i];
        if (!spec_is_result(param))
            continue;
        size_t bytes = (size_t)param->extent_max * widened_size(param);
        companion->arrays[i] = mmap(NULL, bytes + 1, PROT_READ | PROT_WRITE,
                                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (companion->arrays[i] == MAP_FAILED)
            return base_fail(diag, "no memory for %zu bytes; narrow the contract's domains", bytes);
    }
    return true;
}

static void widen(uint8_t *wide, const uint8_t *narrow, uint64_t count, enum spec_base base) {
    for (uint64_t i = 0; i < count; i++) {
        if (base == SPEC_F32) {
            float value;
            memcpy(&value, narrow + i * sizeof value, sizeof value);
            double widened = value;
            memcpy(wide + i * sizeof widened, &widened, sizeof widened);
        } else {
            double value;
            memcpy(&value, narrow + i * sizeof value, sizeof value);
            long double widened = value;
            memcpy(wide + i * sizeof widened, &widened, sizeof widened);
        }
    }
}

void diff_companion_call(struct diff_companion *companion, const struct corpus_case *one,
                         uint8_t *const *arrays) {
    uint8_t *given[SPEC_PARAMS_MAX];
    for (uint32_t i = 0; i < companion->kernel->param_count; i++) {
        const struct spec_param *param = &companion->kernel->params[i];
        const struct corpus_argument *argument = &one->arguments[i];
        given[i] = companion->arrays[i] != NULL ? companion->arrays[i] : arrays[i];
        if (companion->arrays[i] == NULL || param->role != SPEC_IN_OUT)
            continue;
        if (spec_base_is_float(param->base))
            widen(given[i], argument->data, argument->count, param->base);
        else
            memcpy(given[i], argument->data, argument->count * param->element_size);
    }
    diff_call_bare(companion->call, companion->function, one, given, companion->result);
}

long double diff_companion_value(const struct diff_companion *companion, uint32_t param,
                                 uint64_t element) {
    const struct spec_param *described =
        param == DIFF_RETURN ? &companion->kernel->result : &companion->kernel->params[param];
    const uint8_t *bytes = param == DIFF_RETURN
                               ? companion->result
                               : companion->arrays[param] + element * widened_size(described);
    double narrow;
    long double wide;
    if (described->base == SPEC_F32) {
        memcpy(&narrow, bytes, sizeof narrow);
        return narrow;
    }
    base_check(described->base == SPEC_F64);
    memcpy(&wide, bytes, sizeof wide);
    return wide;
}
