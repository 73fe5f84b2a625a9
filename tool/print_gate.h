/// A gate's results for people, CI systems and GitHub.
#ifndef LOCKSTEP_TOOL_PRINT_GATE_H
#define LOCKSTEP_TOOL_PRINT_GATE_H

#include "bench/gate.h"

/// A table of all cells, then what failed or stayed open, then one closing line.
void tool_print_gate(const struct bench_gate *gate, FILE *stream);

/// JUnit XML: one test case for each cell. What is undecided, void or incomparable is an error.
bool tool_write_gate_junit(const struct bench_gate *gate, const char *path, struct base_diag *diag);

/// Annotations (workflow commands on the stream; at most one for each kernel, which GitHub limits
/// to ten of a kind, and one that sums up) and, where `summary_path` is not NULL, a Markdown table
/// appended to the job's summary.
bool tool_print_gate_github(const struct bench_gate *gate, FILE *stream, const char *summary_path,
                            struct base_diag *diag);

/// "17.2 ns", "3.45 µs", …: three digits.
const char *tool_time_text(double ns, char text[24]);

#endif
