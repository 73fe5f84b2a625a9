/// The parts of the page, in their order. Each writes nothing but its own section, and nothing at
/// all where the sources have nothing for it.
#ifndef LOCKSTEP_REPORT_SECTIONS_H
#define LOCKSTEP_REPORT_SECTIONS_H

#include "report/member.h"
#include "report/sources.h"

/// What was found, in a few figures, and a table of kernels against variants.
void report_put_overview(const struct report_sources *sources, FILE *out);
/// Evidence of each verdict, then what each contract says.
void report_put_evidence(const struct report_sources *sources, FILE *out);
/// Every finding: both sides' results, the minimized case, the commands that show it again.
void report_put_failures(const struct report_sources *sources, struct base_pool *pool, FILE *out);
/// Decisions of gates and their controls.
void report_put_gates(const struct report_sources *sources, FILE *out);
/// Times, speed-ups, throughput; the engine's benchmarks; change since the baseline.
void report_put_timings(const struct report_sources *sources, FILE *out);
/// What earlier runs found, and where a speed-up has changed.
void report_put_history(const struct report_sources *sources, FILE *out);
/// Where the workload's time goes.
void report_put_profile(const struct report_sources *sources, FILE *out);
/// Where it was measured and how both sides were built.
void report_put_machine(const struct report_sources *sources, FILE *out);

/// Whether there is anything for a section of that kind.
bool report_has_failures(const struct report_sources *sources);
bool report_has_timings(const struct report_sources *sources);

#endif
