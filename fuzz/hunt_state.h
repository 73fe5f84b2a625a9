/// What the parts of a hunt share.
#ifndef LOCKSTEP_FUZZ_HUNT_STATE_H
#define LOCKSTEP_FUZZ_HUNT_STATE_H

#include "diff/patience.h"
#include "fuzz/hunt.h"
#include "fuzz/island.h"

#include <sys/types.h>

/// One worker process at most for each island.
struct fuzz_place {
    struct fuzz_share *share;
    pid_t pid; ///< 0: nobody works on this island
    int pid_file;
    struct diff_patience patience;
};

struct fuzz_hunt {
    const struct diff_subject *subject;
    const struct fuzz_options *options;
    struct fuzz_codec codec;
    struct fuzz_place places[FUZZ_ISLANDS];
    uint64_t started_ms;
    uint64_t crashes;
    bool is_stopping;
};

uint64_t fuzz_hunt_executions(const struct fuzz_hunt *hunt);
uint32_t fuzz_hunt_best_level(const struct fuzz_hunt *hunt);
/// Distinct signatures of all variants.
uint32_t fuzz_hunt_signatures(const struct fuzz_hunt *hunt, uint32_t variant);

/// Writes all islands to FOLDER/KERNEL/search.state; reads them back. A state of another seed,
/// contract or version is the user's mistake.
bool fuzz_hunt_save(const struct fuzz_hunt *hunt, const char *folder, struct base_diag *diag);
bool fuzz_hunt_load(struct fuzz_hunt *hunt, const char *folder, struct base_diag *diag);

/// Confirms, minimizes and writes what the islands found.
bool fuzz_hunt_conclude(const struct fuzz_hunt *hunt, struct fuzz_kernel_result *result,
                        struct base_pool *pool, struct base_diag *diag);

#endif
