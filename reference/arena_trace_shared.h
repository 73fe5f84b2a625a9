#include <stddef.h>
#include <stdint.h>

enum shared_arena_action { SHARED_ARENA_TAKE, SHARED_ARENA_RESET };

// Bits of an outcome.
enum {
    SHARED_ARENA_DONE = 1,
    SHARED_ARENA_ALIGNED = 2,
    SHARED_ARENA_DISJOINT = 4,
    SHARED_ARENA_KEPT = 8
};

enum { SHARED_ARENA_ROUNDS_MAX = 128, SHARED_ARENA_COUNT_MAX = 16 };

/// Runs rounds of operations on an arena from which several threads take at once; returns how many
/// of the blocks that are held at the end are as they were written.
///
/// The arena has `capacity` bytes, of which `used`, at first 0, are taken. Up to `threads` threads
/// share out the blocks of a round among themselves and meet after it, so that no result depends on
/// their number. TAKE takes counts[i] blocks of sizes[i] bytes, or as many as fit: each time `used`
/// is rounded up to a multiple of alignments[i], where the block begins, and grows by its size;
/// where that would exceed the capacity it stays as it was, and no more blocks are taken. The
/// blocks of a round are numbered 0, 1, … in ascending order of where they begin, and byte j of
/// block k of round i is written as 31 * (i + 1) + 17 * k + 7 * j, modulo 256. The amount is that
/// of blocks taken, and the sum is `used`. Where the amount is not 0, the outcome is DONE, ALIGNED
/// where every block's address is a multiple of alignments[i], and DISJOINT where no block shares a
/// byte with another one that is held.
///
/// RESET reads all blocks held and gives them back: `used` is 0, the amount is that of blocks, the
/// sum that of their bytes, modulo 2^32. Where the amount is not 0, the outcome is DONE, and KEPT
/// where all bytes are as written. An outcome not named here is 0. Aborts where memory is lacking.
/// No gate is set: most of the time goes into bytes that both sides have to write and to check, so
/// that little is left to gain.
/// @domain  capacity: 0..65536
/// @domain  threads: 1..16
/// @domain  rounds: 0..SHARED_ARENA_ROUNDS_MAX
/// @domain  actions: SHARED_ARENA_TAKE | 0..SHARED_ARENA_RESET
/// @domain  counts: 0..2 | 0..SHARED_ARENA_COUNT_MAX
/// @domain  sizes: 24 | 48 | 0..16 | 8..64 | 0..512 | 3072 -- small structs, texts, embeddings
/// @domain  alignments: 1 | 2 | 4 | 8 | 16 | 32 | 64
/// @param[out] amounts
/// @param[out] outcomes
/// @param[out] sums
/// @compare bits
/// @bench   rounds: 16 128, capacity: 65536, threads: 1
size_t arena_trace_shared(uint32_t capacity, uint32_t threads, size_t rounds,
                          const enum shared_arena_action actions[rounds],
                          const uint32_t counts[rounds], const uint32_t sizes[rounds],
                          const uint32_t alignments[rounds], uint32_t amounts[rounds],
                          uint32_t outcomes[rounds], uint32_t sums[rounds]);
