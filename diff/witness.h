/// Failing cases of the corpus that were kept by their number, drawn again and asked alone.
///
/// A kernel that goes wrong only after many calls may fail with the signature of an ordinary
/// failure, and would hide behind it if the first case spoke for all. So the first and the last
/// case that failed in each chunk are run alone, and those of the other kind are a finding of their
/// own.
#ifndef LOCKSTEP_DIFF_WITNESS_H
#define LOCKSTEP_DIFF_WITNESS_H

#include "diff/subject.h"
#include "diff/tally.h"

/// What varies a case's surroundings, see diff_case_salt.
uint64_t diff_witness_salt(const struct diff_witness *witness);

/// Runs each witness of a signature alone in a fresh process and notes how it ends. Regressions are
/// not asked, which may bring the cases they need, nor changes of the process, which are seen late,
/// hangs, and what is unstable already. False with a
/// diag for the machine's trouble.
bool diff_witnesses_ask(const struct diff_subject *subject, uint32_t variant, uint64_t signature,
                        struct diff_witness **witnesses, uint32_t count, struct base_diag *diag);

#endif
