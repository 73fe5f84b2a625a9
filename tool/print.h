/// The results of a run for people, for programs, and for CI systems.
#ifndef LOCKSTEP_TOOL_PRINT_H
#define LOCKSTEP_TOOL_PRINT_H

#include "diff/results.h"

/// Prints one kernel's variants and their findings as text; `out` is the folder of findings.
void tool_print_kernel(const struct diff_results_file *file,
                       const struct diff_kernel_result *kernel, const char *out, FILE *stream);

/// Prints how many findings of earlier runs this one has moved aside; nothing where none.
void tool_print_earlier(const struct diff_kernel_result *kernel, const char *out, FILE *stream);

/// Prints the closing line: how many verdicts of each kind, which checks were off, what was
/// skipped.
void tool_print_total(const struct diff_results_file *file, FILE *stream);

/// Prints how close each kernel's comparison comes to accepting nonsense: the share of cases on
/// which kernels that do nothing, write zeros, or write NaN would pass. At 99 % a verdict is
/// mistrusted.
void tool_print_evidence(const struct diff_results_file *file, FILE *stream);

/// Prints the JSON document of docs/contract.md. The same results print the same bytes.
void tool_print_json(const struct diff_results_file *file, const char *out, FILE *stream);

/// Writes text as it may stand in XML, in an attribute as well.
void tool_put_escaped(const char *text, FILE *stream);

/// Writes JUnit XML: one test case for each kernel and variant.
bool tool_write_junit(const struct diff_results_file *file, const char *path,
                      struct base_diag *diag);

#endif
