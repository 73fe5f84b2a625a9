/// What a report tells about a machine besides its fingerprint: nothing here makes results
/// incomparable.
#ifndef LOCKSTEP_BENCH_SYSTEM_H
#define LOCKSTEP_BENCH_SYSTEM_H

#include "base/pool.h"

#include <jansson.h>

/// Operating system, memory, caches by level, versions of the libraries in this program.
json_t *bench_system_json(struct base_pool *pool);

/// What one thread reads per second out of each cache level and out of memory, measured now:
/// `{"name": "L2", "cache_bytes": …, "measured_bytes": …, "bytes_per_s": …}` each, the smallest
/// first. Takes less than a second. A level that the system does not name is left out.
json_t *bench_system_limits(void);

#endif
