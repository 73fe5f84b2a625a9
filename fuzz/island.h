/// One island of a search: a climb of its own that shares nothing with the others.
///
/// An island's whole state lies in memory that a worker process shares with its parent. So a kernel
/// that ends the worker costs one execution: the successor goes on from the same state, and what
/// an island does is a function of seed, kernel and island number alone, whatever the number of
/// workers and however often they ended.
#ifndef LOCKSTEP_FUZZ_ISLAND_H
#define LOCKSTEP_FUZZ_ISLAND_H

#include "diff/run.h"
#include "fuzz/archive.h"

enum {
    FUZZ_FINDINGS_MAX = 24, ///< distinct signatures of one variant that an island keeps
    FUZZ_HANGS_MAX = 3,     ///< hangs after which a variant is no longer called: each costs time
    /// Executions after which an island's worker makes room for another island.
    FUZZ_TURN_EXECUTIONS = 32768,
    /// Cases that a process remembers, the candidate among them: a .case file holds those before.
    FUZZ_RECENT_CASES = CORPUS_EARLIER_MAX,
};

/// The first case that earned a signature.
struct fuzz_hit {
    uint64_t signature;
    uint64_t count;
    uint64_t execution; ///< of the island
    struct diff_outcome outcome;
    uint32_t size; ///< bytes of the encoded case
    uint8_t bytes[1 << 20];
    /// Cases that its process ran before, the latest first, each its size and its bytes. Not saved:
    /// a later run of the search has another process.
    uint32_t earlier_size;
    uint8_t earlier[1 << 20];
};

struct fuzz_variant_hits {
    uint32_t count;
    uint32_t hangs;
    uint32_t is_stopped; ///< no longer called: failures_max signatures, or hangs
    struct fuzz_hit hits[FUZZ_FINDINGS_MAX];
};

struct fuzz_island {
    struct base_words words;
    uint64_t executions;
    uint64_t climbs;      ///< starts from an elite or from a fresh case
    uint64_t improved_at; ///< execution that last raised a level of the archive
    uint64_t restarts;    ///< times the archive was emptied
    uint32_t best_level;  ///< ever reached by a case that the contract accepts
    uint32_t current_level;
    uint32_t patience; ///< executions left of this climb
    uint32_t has_current;
    uint32_t done_mask;     ///< variants whose outcome on the candidate is known
    uint32_t limit_reached; ///< nothing left to call
    struct fuzz_archive archive;
    uint32_t saved_size; ///< of the current case, when the island is saved
    uint8_t saved_current[FUZZ_SLOT_BYTES];
    struct fuzz_variant_hits *variants; ///< as many as the subject has
};

/// What a worker and its parent share.
struct fuzz_share {
    struct diff_progress progress;
    volatile uint64_t last_execution; ///< ends the worker when reached
    volatile int is_stopping;         ///< ends it after the execution at hand
    volatile int is_finished, has_diag;
    struct base_diag diag;
    uint64_t first_execution;            ///< of the present process
    struct corpus_case *current, *other; ///< with storage that is shared as well
    /// Candidates of the latest executions, by their number modulo FUZZ_RECENT_CASES.
    struct corpus_case *recent[FUZZ_RECENT_CASES];
    struct corpus_case *candidate; ///< the one at hand
    size_t bytes;
    struct fuzz_island island;
};

/// Maps an island of a subject, with its cases. False with a diag where memory is short.
bool fuzz_share_create(struct fuzz_share **share, const struct diff_subject *subject,
                       uint32_t number, struct base_diag *diag);
void fuzz_share_free(struct fuzz_share *share);

/// A worker's life: executions until last_execution or is_stopping. Never returns.
_Noreturn void fuzz_island_work(const struct diff_subject *subject, const struct fuzz_codec *codec,
                                struct fuzz_share *share);

/// Books an outcome of the candidate: by the worker itself, or by the parent where it ended.
void fuzz_island_book(const struct diff_subject *subject, const struct fuzz_codec *codec,
                      struct fuzz_share *share, uint32_t variant,
                      const struct diff_outcome *outcome);

/// The candidate is done, however it went.
void fuzz_island_advance(struct fuzz_share *share);

/// Bits of the variants that are still called.
uint32_t fuzz_island_mask(const struct diff_subject *subject, const struct fuzz_island *island);

#endif
