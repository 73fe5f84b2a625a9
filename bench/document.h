/// Results as JSON documents, and the history that every run adds to.
#ifndef LOCKSTEP_BENCH_DOCUMENT_H
#define LOCKSTEP_BENCH_DOCUMENT_H

#include "bench/gate.h"

/// A gate's document: machine, builds, controls, cells with all processes' log-ratios.
json_t *bench_gate_document(const struct bench_gate *gate, const struct bench_gate_request *request,
                            struct base_pool *pool);

/// Appends one line for each cell to OUT/history.jsonl: every attempt leaves its trace. Each line
/// has the time (UTC), what was asked, the figures, the verdict, the machine's id, the base's name,
/// the hashes of the code of base and variant, the seed, and the revision where one is told.
bool bench_gate_history(const struct bench_gate *gate, const struct bench_gate_request *request,
                        const char *out, struct base_pool *pool, struct base_diag *diag);

/// Writes a document as a file that appears only when complete.
bool bench_document_write(const json_t *document, const char *path, struct base_diag *diag);

/// A real number, or null for NaN and infinities, which JSON cannot say.
json_t *bench_json_number(double value);

/// An array of them.
json_t *bench_json_numbers(const double *values, uint32_t count);

/// "2026-11-25T19:04:40Z".
const char *bench_time_text(struct base_pool *pool);

#endif
