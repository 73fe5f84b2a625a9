/// A tree of calls with how many samples each was seen in: what a profile is made of.
#ifndef LOCKSTEP_BENCH_CALLTREE_H
#define LOCKSTEP_BENCH_CALLTREE_H

#include "base/pool.h"

#include <jansson.h>
#include <stdint.h>

struct bench_frame {
    const char *function; ///< in brackets where nothing names it: "[unknown]", "[libm.so.6]"
    const char *object;   ///< the library or program, without folders; "" where unknown
};

/// A function as called by its parents in the tree. Siblings stand in alphabetical order.
struct bench_call {
    struct bench_frame frame;
    uint64_t total, self; ///< samples within the call, and within none that it makes
    struct bench_call *parent, *first_child, *next;
};

struct bench_calltree {
    struct base_pool *pool;
    struct bench_call root; ///< "all"; its total counts the samples
    uint64_t named;         ///< samples of which every frame has a name
    uint64_t rooted;        ///< samples that reach back to main or to a thread's start
};

void bench_calltree_start(struct bench_calltree *tree, struct base_pool *pool);

/// Adds one sample, its innermost frame first. What called main is left out, and so are compilers'
/// intrinsics (_mm256_add_ps): these are instructions of their callers. Frames are copied.
void bench_calltree_add(struct bench_calltree *tree, const struct bench_frame *frames,
                        size_t count);

/// The next call in depth-first order behind `call`, NULL behind the last; the root is the first.
const struct bench_call *bench_calltree_next(const struct bench_call *call);

/// {"name", "value", "children"}, as d3-flame-graph reads it.
json_t *bench_calltree_json(const struct bench_calltree *tree);

#endif
