/// Spreading activation by SuiteSparse:GraphBLAS (Davis, Algorithm 1000, ACM TOMS 2019), through
/// its C interface; opened at run time, so its header is not needed.
#ifndef LOCKSTEP_BENCH_PEERS_GRAPHBLAS_H
#define LOCKSTEP_BENCH_PEERS_GRAPHBLAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Loads the graph into the library, once in a process; false where it is missing or does not take
/// it.
bool peers_graphblas_load(size_t nodes, size_t arcs, const uint32_t *offsets,
                          const uint32_t *targets, const float *weights);

/// One query: activation holds the seeds and then the results.
void peers_graphblas_spread(size_t nodes, uint32_t depth, float rate, float *activation);

#endif
