/// Timing loops: typed C, emitted from a kernel's prototype and compiled by `cc` into a cache.
///
/// A call through libffi costs about 50 ns, more than some kernels; a compiled loop costs what a
/// caller's own loop would. One file serves every library that has the kernel, ours or foreign.
#ifndef LOCKSTEP_BENCH_LOOP_H
#define LOCKSTEP_BENCH_LOOP_H

#include "diff/load.h"
#include "spec/kernel.h"

#include <stdio.h>

/// Calls the function `calls` times. Input set k is the `stride` words from words[k * stride] on:
/// for each parameter the address of its array or of its scalar's value; then for each in,out
/// array two words: the address of its input and its size in bytes, copied in before every call.
/// Call i uses set (first + i) % set_count.
typedef void bench_loop(diff_function function, void *const *words, size_t stride, size_t set_count,
                        size_t first, uint64_t calls);

/// Words of a kernel's input set.
size_t bench_loop_stride(const struct spec_kernel *kernel);

/// Whether the loop copies this parameter's input in before every call.
bool bench_loop_restores(const struct spec_param *param);

/// The translation unit: `lockstep_loop`; `lockstep_restore`, which only copies; `lockstep_call`,
/// which only calls.
void bench_loop_emit(const struct spec_kernel *kernel, FILE *out);

/// Compiles the kernel's loop with $CC (else cc), unless the cache has it:
/// $XDG_CACHE_HOME/lockstep, or ~/.cache/lockstep, or `out`/loops where neither can be written.
/// `*path` is the shared object.
bool bench_loop_build(const struct spec_kernel *kernel, const char *out, const char **path,
                      struct base_pool *pool, struct base_diag *diag);

/// The compiler that builds loops, as it names itself; "" where there is none.
const char *bench_loop_compiler(struct base_pool *pool);

struct bench_loops {
    bench_loop *call;
    bench_loop *restore;
    bench_loop *call_alone;
};

bool bench_loop_open(struct bench_loops *loops, const char *path, struct base_diag *diag);

#endif
