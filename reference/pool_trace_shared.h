#include <stddef.h>
#include <stdint.h>

enum shared_pool_action {
    SHARED_POOL_TAKE,
    SHARED_POOL_GIVE,
    SHARED_POOL_CHURN,
    SHARED_POOL_RESET
};

// Bits of an outcome.
enum {
    SHARED_POOL_DONE = 1,
    SHARED_POOL_ALIGNED = 2,
    SHARED_POOL_DISJOINT = 4,
    SHARED_POOL_KEPT = 8
};

enum { SHARED_POOL_WORDS = 768, SHARED_POOL_STEP = 59, SHARED_POOL_BLOCKS_MAX = 64 };

/// Runs rounds of operations on a pool that several threads use at once; returns how many of the
/// blocks that are held at the end are as they were written.
///
/// The pool has `capacity` blocks of 768 words of 32 bits, each aligned to 64 bytes; at first none
/// is held. Up to `threads` threads share out the blocks of a round among themselves and meet after
/// it, so that no result depends on their number. Round i concerns counts[i] blocks.
///
/// TAKE takes so many, or all that are left, and numbers them 0, 1, … in any order. GIVE gives back
/// so many of those that are held, or all: first those of the latest round, and of a round those
/// with the highest numbers. CHURN takes a block and gives it back at once, so many times, numbered
/// 0, 1, …; who finds none waits for another thread's, and where no block is left before the round
/// it does nothing. RESET gives back all, whatever counts[i] says.
///
/// A block with number k that is taken in round i has word j, for j = 0, 59, 118, … 767, written as
/// (i + 1) * 0x9e3779b1 + k * 0xc2b2ae35 + j * 0x85ebca6b, modulo 2^32, and these words are read
/// before it is given back. amounts[i] is the number of blocks that round i took, gave back or
/// both, sums[i] the sum of the words that it read, modulo 2^32. Where the amount is 0, outcome i
/// is 0. Otherwise it is DONE, ALIGNED where all blocks taken were, DISJOINT where none of them
/// shared a byte with another block held, and KEPT where all words read were as written; ALIGNED
/// and DISJOINT are of TAKE and CHURN, KEPT is of GIVE, CHURN and RESET. Aborts where memory is
/// lacking.
/// @domain  capacity: 0..SHARED_POOL_BLOCKS_MAX
/// @domain  threads: 1..16
/// @domain  rounds: 0..256
/// @domain  actions: 0..SHARED_POOL_GIVE | 0..SHARED_POOL_CHURN | 0..SHARED_POOL_RESET
/// @domain  counts: 0..2 | 0..8 | 0..SHARED_POOL_BLOCKS_MAX
/// @param[out] amounts
/// @param[out] outcomes
/// @param[out] sums
/// @compare bits
/// @bench   rounds: 16 256, capacity: 48, threads: 1
/// @gate    2x
size_t pool_trace_shared(uint32_t capacity, uint32_t threads, size_t rounds,
                         const enum shared_pool_action actions[rounds],
                         const uint32_t counts[rounds], uint32_t amounts[rounds],
                         uint32_t outcomes[rounds], uint32_t sums[rounds]);
