/// What a timing depends on besides the code: a figure from elsewhere is not comparable.
#ifndef LOCKSTEP_BENCH_FINGERPRINT_H
#define LOCKSTEP_BENCH_FINGERPRINT_H

#include "base/pool.h"

#include <jansson.h>

/// The machine: processor, its features, caches and frequency control, hypervisor, kernel, clock
/// source, C library, compiler of the loops, floating-point control. "id" is a hash of all of it.
json_t *bench_fingerprint_machine(struct base_pool *pool);

/// Whether two machines are one by their "id"; else `*what` names the first fact that differs.
bool bench_fingerprint_agrees(const json_t *here, const json_t *there, const char **what,
                              struct base_pool *pool);

/// A hash of the executable code of a shared library (its section .text), as 16 hexadecimal digits;
/// "unreadable" where the file is none.
const char *bench_fingerprint_code(const char *library_path, struct base_pool *pool);

/// How the library's files were compiled, where it says so (DW_AT_producer or -frecord-gcc-switches
/// of GCC and Clang): the first line found; "unknown" where it does not.
const char *bench_fingerprint_build(const char *library_path, struct base_pool *pool);

#endif
