/// Reads samples of stacks: what `perf script -F ip,sym,dso` prints, and what a program's own
/// sampler leaves (bench/profile/sampler.h):
///
///     lockstep samples 1
///     frequency_hz 999
///     map START END OFFSET PATH          executable mappings, hexadecimal
///     symbol ADDRESS NAME                the exported function at or before an address
///     sample ADDRESS ADDRESS …           the innermost first; all but it are return addresses
#ifndef LOCKSTEP_BENCH_SAMPLES_H
#define LOCKSTEP_BENCH_SAMPLES_H

#include "bench/calltree.h"

#include "base/diag.h"

enum { BENCH_SAMPLE_FRAMES = 256 };

/// Adds all samples of a file to the tree. False where the file cannot be read, is neither of the
/// two, or has no sample.
bool bench_samples_read(const char *path, struct bench_calltree *tree, struct base_diag *diag);

#endif
