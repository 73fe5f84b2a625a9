/// Names the functions at addresses of a program or library, by its debugging information.
#ifndef LOCKSTEP_BENCH_ADDRESSES_H
#define LOCKSTEP_BENCH_ADDRESSES_H

#include "base/pool.h"

#include <stdbool.h>
#include <stdint.h>

/// The functions at one address: the innermost first, each compiled into the next.
struct bench_names {
    const char *const *functions;
    uint32_t count; ///< 0 where nothing is known
};

/// Names of `count` offsets into the file at `path`, in one run of addr2line(1); a stub of its
/// linkage table is "NAME@plt". Where there is no such program or no such file, all else is
/// unknown.
void bench_addresses_name(const char *path, const uint64_t *file_offsets, size_t count,
                          struct bench_names *names, struct base_pool *pool);

#endif
