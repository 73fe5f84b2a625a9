/// Reproducers: a failing case as one C file that needs neither Lockstep nor the user's header.
///
/// The file compiles with plain `cc FILE.c` (GCC, Clang; x86-64 and AArch64; glibc 2.34 or later,
/// which has dlopen in its libc). It loads the two libraries, calls both sides on the case in
/// processes of their own, and shows where they part. Its exit status: 1 the failure is shown, 0
/// both sides agree, 2 trouble.
#ifndef LOCKSTEP_DIFF_REPRO_H
#define LOCKSTEP_DIFF_REPRO_H

#include "diff/subject.h"

/// What both sides are called with first, in order: for kernels with a memory.
struct diff_repro_earlier {
    const struct corpus_case *const *cases;
    uint32_t count;
    uint32_t calls; ///< from `count` on; more go through the cases again
};

/// Writes the reproducer of `one`, which earned `outcome` on a variant with that salt. The paths
/// are `PATH` or `PATH@PATTERN` and are baked in as they are. Errors of writing are left in `out`
/// for the caller.
void diff_repro_write(const struct diff_subject *subject, uint32_t variant,
                      const struct corpus_case *one, const struct diff_repro_earlier *earlier,
                      const struct diff_outcome *outcome, uint64_t salt, const char *reference_path,
                      const char *optimized_path, FILE *out);

#endif
