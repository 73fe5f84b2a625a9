/// Where the sides of the contests come from: shared libraries, opened one by one and kept apart,
/// since several of them export the same names.
#ifndef LOCKSTEP_BENCH_PEERS_LIBRARIES_H
#define LOCKSTEP_BENCH_PEERS_LIBRARIES_H

#include "bench/peers/contest.h"

enum peers_library {
    PEERS_KERNELS,   ///< the optimized kernels of the highest level that this machine runs
    PEERS_REFERENCE, ///< their references: the naive way
    PEERS_GCC,       ///< plain loops, -O3 -march=native -ffast-math
    PEERS_CLANG,     ///< the same by clang
    PEERS_OPENBLAS,
    PEERS_BLIS,
    PEERS_FAISS,
    PEERS_LIBMVEC,
    PEERS_SLEEF,
    PEERS_GRAPHBLAS,
    PEERS_JEMALLOC,
    PEERS_MIMALLOC,
    PEERS_LIBRARIES,
};

/// Opens what is there, in `folder` and among the system's libraries; says on stderr what is not.
/// False where the kernels themselves are missing.
bool peers_open(const char *folder);

/// The file that a library came from; NULL where it is missing.
const char *peers_library_path(enum peers_library library);

/// A function, or NULL where the library is missing or lacks it.
peers_function peers_find(enum peers_library library, const char *name);

/// The address of an object, likewise.
void *peers_object(enum peers_library library, const char *name);

#endif
