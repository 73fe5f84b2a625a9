/// What can be written by hand where no order of addition is promised, and what the machine can do.
#ifndef LOCKSTEP_BENCH_PEERS_WIDE_H
#define LOCKSTEP_BENCH_PEERS_WIDE_H

#include <stddef.h>
#include <stdint.h>

/// Dot product and norm in eight vectors of the machine's width, in whatever order they end up.
float peers_dot_free(size_t n, const float *a, const float *b);
float peers_norm_free(size_t n, const float *a);

/// Reads floats and does next to nothing with them.
float peers_read(size_t n, const float *a);

/// What this machine can do; measured once, each the best of several passes.
struct peers_machine {
    double clock_ghz;                            ///< by a chain of additions, each a cycle
    double read_l1, read_l2, read_l3, read_dram; ///< bytes per ns
    double fma;                                  ///< fused float operations per ns, times two
    double fma_latency_ns;                       ///< of one in a chain
    double load_latency_ns[3];                   ///< of a pointer chase within L1, L2 and L3
    double gather_ns;                            ///< per float gathered from 40 kB
    double update_ns; ///< per addition to a random float of 40 kB, in program order
};

/// Measures it: about a second.
struct peers_machine peers_probe(void);

#endif
