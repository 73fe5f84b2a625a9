/// Saved results of `lockstep bench`, to compare later ones with.
#ifndef LOCKSTEP_BENCH_BASELINE_H
#define LOCKSTEP_BENCH_BASELINE_H

#include "base/diag.h"
#include "base/pool.h"

#include <jansson.h>

/// Reads OUT/baselines/NAME.json, or NAME itself where it is a path with a slash. The caller frees
/// it with json_decref.
bool bench_baseline_read(json_t **baseline, const char *out, const char *name,
                         struct base_pool *pool, struct base_diag *diag);

/// Where a baseline is to be written; makes its folder.
bool bench_baseline_place(const char *out, const char *name, const char **path,
                          struct base_pool *pool, struct base_diag *diag);

/// Writes a document of `lockstep bench --json` as OUT/baselines/NAME.json.
bool bench_baseline_write(const json_t *document, const char *out, const char *name,
                          struct base_pool *pool, struct base_diag *diag);

/// The saved benchmark of a kernel, variant, point and class, or NULL. `name` is that of the suite:
/// its benchmarks may share all the others; "" for a point of @bench.
const json_t *bench_baseline_find(const json_t *baseline, const char *name, const char *kernel,
                                  const char *variant, const char *point, const char *class);

/// The speed-up stored for a cell. False with the reason where the baseline is another machine's,
/// another reference's, or knows no such cell: then the two cannot be compared.
bool bench_baseline_ratio(const json_t *baseline, const json_t *machine, const char *reference_code,
                          const char *kernel, const char *variant, const char *point, double *ratio,
                          const char **why, struct base_pool *pool);

#endif
