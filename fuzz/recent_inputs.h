/// The inputs that a fuzz target's process ran last, in a file that outlives the process: a failure
/// of a kernel that remembers needs the calls before it.
///
/// A target keeps FOLDER/recent-PID mapped, and copies it to FOLDER/history-SIGNATURE when it
/// collects an input; `lockstep fuzz` finds a crash's history by the input that was the last.
#ifndef LOCKSTEP_FUZZ_RECENT_INPUTS_H
#define LOCKSTEP_FUZZ_RECENT_INPUTS_H

#include "base/pool.h"
#include "corpus/case.h"

#include <stdint.h>

enum {
    /// The last one among them: a .case file holds those before it.
    FUZZ_RECENT_INPUTS = CORPUS_EARLIER_MAX,
    /// A longer input is not kept, and neither is what was before it.
    FUZZ_RECENT_BYTES_MAX = 8192,
    /// Files of processes that ended badly: as many as artifacts are looked at. Beyond that the
    /// oldest make room.
    FUZZ_RECENT_FILES_MAX = 400,
};

struct fuzz_recent_inputs {
    uint64_t count; ///< inputs so far; input k is in slot k modulo FUZZ_RECENT_INPUTS
    uint32_t sizes[FUZZ_RECENT_INPUTS]; ///< UINT32_MAX: not kept
    uint8_t bytes[FUZZ_RECENT_INPUTS][FUZZ_RECENT_BYTES_MAX];
};

/// Maps a new FOLDER/recent-PID, which is removed when the process exits by itself; NULL where
/// as many processes live as may have files, or none can be made: then failures have no history.
struct fuzz_recent_inputs *fuzz_recent_open(const char *folder);

/// Notes the input that is run next.
static inline void fuzz_recent_note(struct fuzz_recent_inputs *recent, const uint8_t *data,
                                    uint32_t size) {
    uint32_t slot = (uint32_t)(recent->count % FUZZ_RECENT_INPUTS);
    bool is_kept = size <= FUZZ_RECENT_BYTES_MAX;
    if (is_kept && size > 0)
        __builtin_memcpy(recent->bytes[slot], data, size);
    recent->sizes[slot] = is_kept ? size : UINT32_MAX;
    recent->count++;
}

/// Writes FOLDER/history-SIGNATURE. Nothing where that fails: the finding then has no history.
void fuzz_recent_save(const struct fuzz_recent_inputs *recent, const char *folder,
                      uint64_t signature);

/// Reads the inputs that ran before `data`: of FOLDER/history-SIGNATURE, or where `signature` is 0,
/// of the FOLDER/recent-PID whose last input is `data`. NULL where there is none. Lives in the
/// pool.
const struct fuzz_recent_inputs *fuzz_recent_find(const char *folder, uint64_t signature,
                                                  const uint8_t *data, size_t size,
                                                  struct base_pool *pool);

/// How many inputs before the last are there without a gap.
uint32_t fuzz_recent_earlier(const struct fuzz_recent_inputs *recent);

/// Removes all such files of a folder.
void fuzz_recent_remove(const char *folder);

#endif
