/// libFuzzer and AFL++ as engines of `lockstep fuzz`: their processes, and findings from their
/// artifacts.
///
/// Nothing depends on an engine's exit status, which differs between versions: what counts is what
/// it left behind. Each artifact is decoded, run in isolation against every variant, confirmed,
/// minimized and put into the same buckets as the findings of a search.
#ifndef LOCKSTEP_FUZZ_ENGINE_H
#define LOCKSTEP_FUZZ_ENGINE_H

#include "fuzz/hunt.h"

enum fuzz_engine {
    FUZZ_LIBFUZZER,
    FUZZ_AFL,
};

struct fuzz_engine_options {
    enum fuzz_engine engine;
    const char *targets; ///< folder with the programs that `cmake --preset fuzz` builds
    bool is_hosted;      ///< libraries of the user's, hosted; else the in-tree targets
    uint64_t budget_ms;  ///< of this kernel
};

/// Runs an engine on a subject's kernel. Corpora, logs and artifacts stay below
/// OUT/KERNEL/ENGINE; findings are written as a search's. False with a diag for the user's mistake
/// or the machine's trouble, such as a target that is not there.
bool fuzz_engine_run(const struct diff_subject *subject, const struct fuzz_engine_options *options,
                     struct fuzz_kernel_result *result, struct base_pool *pool,
                     struct base_diag *diag);

/// The folder of targets: LOCKSTEP_FUZZ_TARGETS, or build-fuzz/fuzz beside this program's folder.
const char *fuzz_engine_targets(struct base_pool *pool);

/// What a folder of artifacts is.
struct fuzz_artifacts {
    const char *folder, *prefix; ///< files whose names begin so
    bool must_fail;              ///< the engine saw each fail
    const char *recent;          ///< folder with the inputs before them (fuzz/recent_inputs.h)
    bool is_collected;           ///< by targets, under the names of signatures
};

/// Turns files into findings of the result: each is the bytes of a case. Files that fail on no
/// variant alone, though they must, become `unstable` findings, which carry the earlier cases that
/// they need where these are known. Other files that do not fail are left as they are.
bool fuzz_artifacts_conclude(const struct diff_subject *subject,
                             const struct fuzz_artifacts *artifacts,
                             struct fuzz_kernel_result *result, struct base_pool *pool,
                             struct base_diag *diag);

#endif
