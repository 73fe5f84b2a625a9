/// The companion NAME_complete of the reference library: makes input arrays what others demand.
///
/// A domain says which values one array may hold, and cannot say that an array belongs to another
/// one, as codes belong to the numbers they were made of. Where a kernel relies on that, its
/// companion writes such arrays into every case: drawn, mended, minimized or read from a file.
#ifndef LOCKSTEP_DIFF_COMPLETION_H
#define LOCKSTEP_DIFF_COMPLETION_H

#include "diff/call.h"
#include "diff/load.h"

/// Looks up NAME_complete; *completion is NULL where the library has none. It has the kernel's
/// parameters, but may write const arrays. Memory comes from the pool.
bool diff_completion_prepare(const struct corpus_completion **completion,
                             const struct spec_kernel *kernel, const struct diff_library *library,
                             struct base_pool *pool, struct base_diag *diag);

#endif
