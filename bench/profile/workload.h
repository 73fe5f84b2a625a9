/// The work of a memory engine, to be profiled and timed: a graph is grown, activation spreads in
/// it, vectors are searched, memories decay. All of it through the kernels of one library, on
/// inputs that depend on nothing but the sizes and a fixed seed.
#ifndef LOCKSTEP_BENCH_WORKLOAD_H
#define LOCKSTEP_BENCH_WORKLOAD_H

#include "diff/load.h"

enum workload_group {
    WORKLOAD_GRAPH,      ///< grows the graph and sorts its arcs into rows
    WORKLOAD_SPREADING,  ///< queries, each from one seed
    WORKLOAD_SIMILARITY, ///< searches, each against all vectors
    WORKLOAD_DECAY,      ///< every memory once
    WORKLOAD_GROUPS,
};

extern const char *const workload_group_names[WORKLOAD_GROUPS];

struct workload_sizes {
    uint32_t nodes;    ///< at least workload_arcs_per_node + 1
    uint32_t arcs;     ///< at least workload_arcs_per_node * (nodes - workload_arcs_per_node)
    uint32_t queries;  ///< of activation
    uint32_t depth;    ///< in hops
    uint32_t threads;  ///< that one query may use
    float decay_rate;  ///< of activation, per hop
    uint32_t searches; ///< each for one vector
    uint32_t vectors;
    uint32_t dimensions;
    uint32_t decays; ///< memories
};

extern const struct workload_sizes workload_full, workload_small;
extern const uint64_t workload_seed;

/// Inputs and results of one library. Several may exist at once.
struct workload;

/// Everything that the groups read, and memory for what they write; the graph is there as well, so
/// that groups can run in any order. The library must live as long. False where a kernel is
/// missing.
bool workload_create(struct workload **workload, const struct workload_sizes *sizes,
                     const struct diff_library *library, struct base_pool *pool,
                     struct base_diag *diag);

/// Brings inputs that a group changes to their first state. Not part of what is timed.
void workload_prepare(struct workload *workload, enum workload_group group);

/// Queries and searches can be run in this many equal parts, since a strict reference takes long.
enum { WORKLOAD_PARTS = 50, WORKLOAD_WHOLE = WORKLOAD_PARTS };

/// How many parts make the group: WORKLOAD_PARTS, or 1 for what is not divided.
uint32_t workload_part_count(enum workload_group group);

/// Runs a part (0 … WORKLOAD_PARTS - 1) or WORKLOAD_WHOLE; a group of one part always runs whole.
void workload_run(struct workload *workload, enum workload_group group, uint32_t part);

/// Prepares, runs and hashes each of the results: equal hashes, equal bits.
uint64_t workload_digest(struct workload *workload, enum workload_group group, uint32_t part);

#endif
