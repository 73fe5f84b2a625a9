/// Shared libraries and their kernels.
#ifndef LOCKSTEP_DIFF_LOAD_H
#define LOCKSTEP_DIFF_LOAD_H

#include "base/diag.h"
#include "base/pool.h"

typedef void (*diff_function)(void);

/// A library as the user names it: `PATH` or `PATH@PATTERN`, where `%` in the pattern stands for
/// the kernel's name. A path without a slash is first looked for in the current folder, then by
/// the dynamic loader. It stays loaded until the process ends: kernels may have left threads.
struct diff_library {
    const char *specification; ///< as the user gave it
    const char *path;
    const char *pattern; ///< "%" where none was given
    const char *name;    ///< the last part of the path with its @PATTERN: what results call it
    void *handle;
    const char *skip_reason; ///< NULL, or why this machine cannot run it (then handle is NULL)
};

/// False with a diag where the library is unreadable. A library that demands a higher level of the
/// instruction set than the machine has (its ISA note, `ld -z x86-64-v4`) is skipped instead.
bool diff_library_open(struct diff_library *library, const char *specification,
                       struct base_pool *pool, struct base_diag *diag);

/// The function that the library has for a kernel, or NULL.
diff_function diff_library_find(const struct diff_library *library, const char *kernel);

/// The same, but a missing symbol is the user's mistake: a diag that names library and symbol, with
/// the nearest name that the library does export.
bool diff_library_require(const struct diff_library *library, const char *kernel,
                          diff_function *function, struct base_diag *diag);

#endif
