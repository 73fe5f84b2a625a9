/// The findings that an earlier run left in the same folder.
#ifndef LOCKSTEP_DIFF_EARLIER_H
#define LOCKSTEP_DIFF_EARLIER_H

#include "diff/results.h"

/// Moves what earlier runs of diff left in OUT/KERNEL, and what `result` has not found again, to
/// OUT/KERNEL/earlier: so OUT/KERNEL/*.case is what fails now, and nothing is lost. A name that is
/// taken there gets a number behind it. Only cases with an index in the corpus are moved: the
/// others are of a search or of a person. Counts them in result->earlier_count. False with a diag
/// where a file cannot be moved.
bool diff_earlier_set_aside(struct diff_kernel_result *result, const char *out,
                            struct base_diag *diag);

#endif
