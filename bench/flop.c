#include "bench/flop.h"

#include <math.h>
#include <string.h>

bool bench_flop_prepare(struct bench_flop *flop, const struct spec_kernel *kernel,
                        const struct diff_library *reference, struct base_pool *pool,
                        struct base_diag *diag) {
    *flop = (struct bench_flop){.name = base_pool_format(pool, "%s_flop", kernel->name)};
    flop->function = diff_library_find(reference, flop->name);
    if (flop->function == NULL)
        return true;
    struct spec_kernel *counting = base_pool_take(pool, sizeof *counting);
    *counting = *kernel;
    counting->result = (struct spec_param){.name = "return",
                                           .spelling = "double",
                                           .place = kernel->result.place,
                                           .base = SPEC_F64,
                                           .element_size = sizeof(double),
                                           .element_align = sizeof(double),
                                           .extent_max = 1};
    if (!diff_call_prepare(&flop->call, counting, DIFF_CALL_KERNEL, pool, diag))
        return false;
    flop->result = base_pool_take(pool, diff_call_result_bytes(flop->call));
    return true;
}

bool bench_flop_count(const struct bench_flop *flop, const struct corpus_case *one,
                      uint8_t *const *arrays, double *count, struct base_diag *diag) {
    *count = 0;
    if (flop->function == NULL)
        return true;
    // In,out arrays are counted as they go in, not as the reference left them.
    uint8_t *given[SPEC_PARAMS_MAX];
    for (uint32_t i = 0; i < one->kernel->param_count; i++)
        given[i] = one->kernel->params[i].role == SPEC_OUT ? arrays[i] : one->arguments[i].data;
    diff_call_bare(flop->call, flop->function, one, given, flop->result);
    memcpy(count, flop->result, sizeof *count);
    if (isfinite(*count) && *count >= 0)
        return true;
    return base_fail(diag, "%s says that a call needs %g operations; return a count, 0 or more",
                     flop->name, *count);
}
