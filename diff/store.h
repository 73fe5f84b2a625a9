/// The results of a run on disk, and the merging of shards.
///
/// OUT/diff.json holds what `lockstep report` needs: per kernel the chunks with their evidence and
/// failures, and the findings. It is rewritten after each kernel, so that trouble later on loses
/// nothing that was found.
#ifndef LOCKSTEP_DIFF_STORE_H
#define LOCKSTEP_DIFF_STORE_H

#include "diff/results.h"

#include <jansson.h>

#define DIFF_STORE_NAME "diff.json"

/// Writes FOLDER/diff.json; the folder must exist.
bool diff_store_save(const struct diff_results_file *file, const char *folder,
                     struct base_diag *diag);

/// Reads FOLDER/diff.json. False with a diag where it is no such file.
bool diff_store_load(struct diff_results_file *file, const char *folder, struct base_pool *pool,
                     struct base_diag *diag);

/// The names of the checks that were off, as every document tells them. The caller owns the array.
json_t *diff_store_pack_checks(uint32_t without);

/// Merges the shards of one run and concludes: the result is the unsharded run's. Every shard must
/// be there once, with the same seed, inputs, kernels, variants and checks; else a diag. The files
/// of findings are copied from the shards' folders into `out`.
bool diff_store_merge(struct diff_results_file *merged, const char *const *folders, uint32_t count,
                      const char *out, struct base_pool *pool, struct base_diag *diag);

#endif
