/// What memory can deliver: the limit that no kernel beats.
#ifndef LOCKSTEP_BENCH_BANDWIDTH_H
#define LOCKSTEP_BENCH_BANDWIDTH_H

#include <stddef.h>

/// Bytes per second that one thread reads in sequence from an array of `bytes` bytes, over and
/// over, in CPU time: the best of several passes. 0 where there is no memory for it.
double bench_bandwidth_read(size_t bytes);

/// Reads `bytes` bytes in sequence, once, as fast as one thread can; what is left of the last 256
/// is not read.
void bench_bandwidth_scan(const void *memory, size_t bytes);

#endif
