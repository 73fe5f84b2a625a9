/// Floating-point operations of a call, as the reference library's companion NAME_flop states them.
///
/// `double NAME_flop(…)` has exactly the kernel's parameters and returns how many additions,
/// subtractions, multiplications, divisions and square roots a call with these arguments performs;
/// a fused multiply-add counts as two. It writes no array. It states the work, not what an
/// optimized kernel makes of it, so that both sides' rates are comparable.
#ifndef LOCKSTEP_BENCH_FLOP_H
#define LOCKSTEP_BENCH_FLOP_H

#include "diff/call.h"
#include "diff/load.h"

struct bench_flop {
    const char *name;       ///< NAME_flop
    diff_function function; ///< NULL where the reference library has none
    struct diff_call *call;
    uint8_t *result;
};

/// Looks NAME_flop up in the reference library; none is no error. Memory comes from the pool.
bool bench_flop_prepare(struct bench_flop *flop, const struct spec_kernel *kernel,
                        const struct diff_library *reference, struct base_pool *pool,
                        struct base_diag *diag);

/// What it states for a case whose arrays lie at `arrays`; 0 where there is no companion. False
/// with a diag if the statement is no finite number of operations.
bool bench_flop_count(const struct bench_flop *flop, const struct corpus_case *one,
                      uint8_t *const *arrays, double *count, struct base_diag *diag);

#endif
