#include <stddef.h>
#include <stdint.h>

enum pool_action { POOL_TAKE_EMBEDDING, POOL_TAKE_RECORD, POOL_CHECK, POOL_RELEASE, POOL_RESET };

// Bits of an outcome.
enum { POOL_DONE = 1, POOL_ALIGNED = 2, POOL_DISJOINT = 4, POOL_KEPT = 8 };

enum { POOL_EMBEDDING_WORDS = 768, POOL_RECORD_WORDS = 8, POOL_HANDLES = 64 };

/// Runs a trace of operations on two pools of blocks; returns how many of the blocks that are held
/// at the end are as they were written.
///
/// One pool holds up to `embeddings` blocks of 768 words, each aligned to 64 bytes, the other up to
/// `records` blocks of 8 words, each aligned to 32 bytes. A word has 32 bits. A handle holds at
/// most one block; at first none holds any.
///
/// TAKE_EMBEDDING and TAKE_RECORD take a block for the handle, unless it holds one already or all
/// blocks of that pool are held. The outcome is then DONE, ALIGNED where the block's address is the
/// multiple promised, and DISJOINT where the block shares no byte with another one that is held.
/// Operation i writes word j of its block as (i + 1) * 0x9e3779b1 + j * 0x85ebca6b, modulo 2^32.
/// CHECK reads the handle's block: the outcome is DONE, and KEPT where all words are as written;
/// the sum is that of the words found, modulo 2^32. RELEASE does the same, and the handle holds the
/// block no longer. RESET takes the blocks from all handles: the outcome is DONE, and the sum is
/// the number of blocks that were held. An operation that does nothing has outcome 0; sums not
/// named here are 0. Aborts where memory is lacking.
/// @domain  embeddings, records: 0..POOL_HANDLES
/// @domain  operations: 0..1024
/// @domain  actions: 0..POOL_TAKE_RECORD | 0..POOL_RELEASE | 0..POOL_RESET
/// @domain  handles: 0..<POOL_HANDLES
/// @param[out] outcomes
/// @param[out] sums
/// @compare bits
/// @bench   operations: 100 1000, embeddings: 48, records: 48
/// @gate    2x
size_t pool_trace(uint32_t embeddings, uint32_t records, size_t operations,
                  const enum pool_action actions[operations], const uint32_t handles[operations],
                  uint32_t outcomes[operations], uint32_t sums[operations]);
