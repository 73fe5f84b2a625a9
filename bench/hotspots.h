/// What a profile's samples are about: shares of the parts of the memory engine, beside those that
/// were once expected, and of single functions.
#ifndef LOCKSTEP_BENCH_HOTSPOTS_H
#define LOCKSTEP_BENCH_HOTSPOTS_H

#include "bench/calltree.h"

enum bench_hotspot {
    BENCH_HOTSPOT_SIMILARITY,
    BENCH_HOTSPOT_SPREADING,
    BENCH_HOTSPOT_DECAY,
    BENCH_HOTSPOT_GRAPH,
    BENCH_HOTSPOT_ALLOCATION,      ///< also the system's side of it: page faults, munmap
    BENCH_HOTSPOT_SYNCHRONISATION, ///< threads' starts and ends, and waiting
    BENCH_HOTSPOT_OTHER,
    BENCH_HOTSPOTS,
};

/// Shares in 0..1; both 0 where nothing was expected. They stood in a plan before anything was
/// measured, and are never checked.
struct bench_expectation {
    const char *name;
    double low, high;
};

extern const struct bench_expectation bench_expectations[BENCH_HOTSPOTS];

/// What a call's own samples are about. Allocation and synchronisation take what they do for the
/// other parts.
enum bench_hotspot bench_hotspot_of(const struct bench_call *call);

void bench_hotspots_count(const struct bench_calltree *tree, uint64_t samples[BENCH_HOTSPOTS]);

struct bench_function {
    struct bench_frame frame;
    uint64_t self, total;       ///< samples; recursion counts once
    enum bench_hotspot hotspot; ///< of most of its own samples
};

/// All functions, those with most samples of their own first; the array lies in the pool.
const struct bench_function *bench_functions_rank(const struct bench_calltree *tree,
                                                  struct base_pool *pool, size_t *count);

#endif
