/// The benchmarks of the memory engine, by name, over the shipped kernels.
#ifndef LOCKSTEP_BENCH_SUITE_H
#define LOCKSTEP_BENCH_SUITE_H

#include "bench/inputs.h"

enum { BENCH_SUITE_SCALARS = 6 };

struct bench_suite_item {
    const char *name;   ///< "similarity_768"
    const char *kernel; ///< a shipped kernel
    struct {
        const char *param;
        int64_t value;
    } scalars[BENCH_SUITE_SCALARS];
    const char *use; ///< a bench_suite_use, or ""
    uint32_t calls;  ///< kernel calls that make one benchmark: its time is that of this many
    double share;    ///< of a call's time that is one benchmark: 1/operations of a trace, else 1
    double expected_low_ns, expected_high_ns; ///< once expected; 0 where nobody did
};

extern const struct bench_suite_item bench_suite[];
extern const uint32_t bench_suite_count;

/// How a use fills arrays ("" gives NULL). Aborts for a name that is none.
bench_fill *bench_suite_use(const char *name);

/// The item's scalars as a bench point of the kernel; false where the kernel has no such scalar.
bool bench_suite_point(const struct bench_suite_item *item, const struct spec_kernel *kernel,
                       struct spec_bench_point *point, struct base_pool *pool,
                       struct base_diag *diag);

#endif
