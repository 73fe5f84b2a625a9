/// How far two results are apart, as a search sees it: a level to climb, and a bucket that keeps
/// different kinds of results apart.
///
/// The level is log2 of the divergence over what the contract still accepts, in eighths of an
/// octave: finer rungs were measured to be worse. Results that the contract rejects lie above
/// FUZZ_LEVEL_LIMIT; equal bits are level 0.
#ifndef LOCKSTEP_FUZZ_SCORE_H
#define LOCKSTEP_FUZZ_SCORE_H

#include "diff/compare.h"

enum {
    FUZZ_LEVELS = 512,
    FUZZ_LEVEL_LIMIT = 320, ///< a divergence of exactly what is accepted
    FUZZ_RUNGS = 8,         ///< levels in an octave
    FUZZ_BUCKETS = 32,
    /// Octaves of the feedback that engines see in each bucket: those right below the limit. What
    /// lies above is a finding; each counter costs an engine time in every execution.
    FUZZ_FEEDBACK_OCTAVES = 16,
    FUZZ_FEEDBACK_RUNGS = FUZZ_FEEDBACK_OCTAVES * FUZZ_RUNGS,
};

/// The rung of a level, 0 where nothing differs.
static inline uint32_t fuzz_rung_of(uint32_t level) {
    uint32_t lowest = FUZZ_LEVEL_LIMIT - FUZZ_FEEDBACK_RUNGS + 1;
    if (level <= lowest)
        return level > 0;
    return level < FUZZ_LEVEL_LIMIT ? level - lowest : FUZZ_FEEDBACK_RUNGS - 1;
}

/// What the counter of an octave shows of a rung. libFuzzer and AFL++ tell eight ranges of counts
/// apart (1, 2, 3, 4–7, 8–15, 16–31, 32–127, 128–255): one counter holds the rungs of its octave.
/// Octaves below the rung's show their highest.
static inline uint8_t fuzz_octave_count(uint32_t rung, uint32_t octave) {
    static const uint8_t counts[FUZZ_RUNGS] = {1, 2, 3, 4, 8, 16, 32, 128};
    uint32_t top = rung / FUZZ_RUNGS;
    return octave > top ? 0 : octave < top ? 128 : counts[rung % FUZZ_RUNGS];
}

struct fuzz_score {
    uint32_t level;
    uint32_t bucket; ///< sign and magnitude of the number that is furthest off
};

/// Scores two calls' results on a case. `inputs` are the kernel's const arrays, for the magnitude.
struct fuzz_score fuzz_score_results(const struct diff_comparison *comparison,
                                     const struct corpus_case *one, uint8_t *const *inputs,
                                     const struct diff_results *reference,
                                     const struct diff_results *optimized);

/// The level of a ratio of divergence to tolerance, and the ratio at which a level begins.
uint32_t fuzz_level_of(double ratio);
double fuzz_ratio_of(uint32_t level);

#endif
