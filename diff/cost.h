/// What the checking costs: a whole run against its calls alone.
#ifndef LOCKSTEP_DIFF_COST_H
#define LOCKSTEP_DIFF_COST_H

#include "diff/subject.h"

struct diff_cost {
    uint64_t cases;
    double calls_s; ///< processor seconds inside the calls, cases replayed from memory unchecked
    double whole_s; ///< processor seconds of the whole run: drawing, guarding, calling, comparing
};

/// Measures both on the first options->inputs cases with one worker. The calls (reference and every
/// variant, through libffi) are replayed in blocks of cases laid out in ordinary memory beforehand.
/// False with a diag for trouble, or where a kernel fails: then there is nothing to time.
bool diff_cost_measure(const struct diff_subject *subject, struct diff_cost *cost,
                       struct base_diag *diag);

#endif
