/// Samples the stacks of this process's threads from within, where perf is missing or forbidden.
///
/// A timer interrupts each thread; where the thread has run meanwhile, the handler walks its stack
/// by the unwind tables (backtrace(3)) and keeps the addresses. Time that a thread sleeps is not
/// seen, and time in the system counts for the instruction that called it.
#ifndef LOCKSTEP_BENCH_SAMPLER_H
#define LOCKSTEP_BENCH_SAMPLER_H

#include "base/diag.h"

/// Begins with the calling thread; those that it or its threads start join by themselves.
bool sampler_start(uint32_t frequency_hz, struct base_diag *diag);

/// Ends it and writes what was seen: the process's maps and one line of addresses for each sample,
/// as bench/samples.h reads them.
bool sampler_stop(const char *path, struct base_diag *diag);

#endif
