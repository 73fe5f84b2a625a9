/// What the contests work on, and the contests themselves by subject.
#ifndef LOCKSTEP_BENCH_PEERS_PEERS_DATA_H
#define LOCKSTEP_BENCH_PEERS_PEERS_DATA_H

#include "bench/peers/contest.h"
#include "bench/peers/wide.h"

/// Memory at a 64-byte boundary, in huge pages where the system gives them; ends the program where
/// there is none. It stays until the process ends.
void *peers_memory(size_t bytes);

/// The next of a sequence that is the same in every run.
uint64_t peers_word(void);

/// Fills floats evenly between low and high.
void peers_fill(float *values, size_t count, float low, float high);

/// Keeps the compiler from moving work across, or from dropping it.
#define PEERS_KEEP() __asm__ volatile("" : : : "memory")

void peers_vectors(const struct peers_machine *machine, struct peers_options *options);
void peers_batches(const struct peers_machine *machine, struct peers_options *options);
void peers_elementwise(const struct peers_machine *machine, struct peers_options *options);
void peers_graphs(const struct peers_machine *machine, struct peers_options *options);
void peers_blocks(struct peers_options *options);

#endif
