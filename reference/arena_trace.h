#include <stddef.h>
#include <stdint.h>

enum arena_action { ARENA_TAKE, ARENA_MARK, ARENA_REWIND, ARENA_RESET };

// Bits of an outcome.
enum { ARENA_DONE = 1, ARENA_ALIGNED = 2, ARENA_DISJOINT = 4, ARENA_KEPT = 8 };

enum { ARENA_OPERATIONS_MAX = 1024, ARENA_MARKS_MAX = 16 };

/// Runs a trace of operations on an arena, from which blocks are taken one by one and given back
/// together; returns how many of the blocks that are held at the end are as they were written.
///
/// The arena has `capacity` bytes, of which `used`, at first 0, are taken. TAKE rounds `used` up to
/// a multiple of alignments[i]; where sizes[i] bytes more exceed the capacity, it does nothing.
/// Otherwise a block of sizes[i] bytes is held and `used` grows by them. The outcome is DONE,
/// ALIGNED where the block's address is a multiple of alignments[i], and DISJOINT where the block
/// shares no byte with another one that is held; the sum is `used`. Operation i writes byte j of
/// its block as 31 * (i + 1) + 7 * j, modulo 256.
///
/// MARK remembers `used` and which blocks are held, unless 16 marks are remembered: the outcome is
/// DONE, the sum the number of marks. REWIND, unless no mark is remembered, gives back the blocks
/// taken since the last mark, restores `used` and forgets the mark. RESET gives back all blocks,
/// forgets all marks and sets `used` to 0. Both read the blocks before: the outcome is DONE, and
/// KEPT where all bytes are as written; the sum is that of the bytes found, modulo 2^32. An
/// operation that does nothing has outcome and sum 0. Aborts where memory is lacking.
/// @domain  capacity: 0..262144
/// @domain  operations: 0..ARENA_OPERATIONS_MAX
/// @domain  actions: ARENA_TAKE | 0..ARENA_REWIND | 0..ARENA_RESET
/// @domain  sizes: 24 | 48 | 0..16 | 8..64 | 0..512 | 3072 -- small structs, texts, embeddings
/// @domain  alignments: 1 | 2 | 4 | 8 | 16 | 32 | 64
/// @param[out] outcomes
/// @param[out] sums
/// @compare bits
/// @bench   operations: 100 1000, capacity: 262144
/// @gate    2x
size_t arena_trace(uint32_t capacity, size_t operations,
                   const enum arena_action actions[operations], const uint32_t sizes[operations],
                   const uint32_t alignments[operations], uint32_t outcomes[operations],
                   uint32_t sums[operations]);
