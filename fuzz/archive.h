/// The archive of a search: the best case for each class of output and of length.
///
/// Cases lie encoded in slots of one size, so that an archive can be shared memory, and is saved
/// and read back as it is.
#ifndef LOCKSTEP_FUZZ_ARCHIVE_H
#define LOCKSTEP_FUZZ_ARCHIVE_H

#include "base/random.h"
#include "fuzz/codec.h"
#include "fuzz/score.h"

enum {
    FUZZ_LENGTH_CLASSES = 16,
    FUZZ_CELLS = FUZZ_BUCKETS * FUZZ_LENGTH_CLASSES,
    FUZZ_SLOT_BYTES = 1 << 16, ///< a case that takes more is not kept
};

struct fuzz_elite {
    uint32_t level;
    uint32_t size;     ///< bytes of the encoded case; 0: the cell is empty
    uint64_t elements; ///< as corpus_case_elements counts
};

struct fuzz_archive {
    struct fuzz_elite elites[FUZZ_CELLS];
    uint32_t used[FUZZ_CELLS]; ///< the cells that are not empty, in the order they were filled
    uint32_t used_count;
    uint8_t slots[FUZZ_CELLS][FUZZ_SLOT_BYTES];
};

/// Keeps a case where its cell is empty, has a lower level, or the same with more elements.
/// True where it was kept.
bool fuzz_archive_offer(struct fuzz_archive *archive, const struct fuzz_codec *codec,
                        const struct corpus_case *one, struct fuzz_score score);

/// Draws one of the elites, high levels more often; decodes it and tells its level. False where the
/// archive is empty.
bool fuzz_archive_draw(const struct fuzz_archive *archive, const struct fuzz_codec *codec,
                       struct base_words *words, struct corpus_case *one, uint32_t *level);

/// Empties all cells.
void fuzz_archive_clear(struct fuzz_archive *archive);

#endif
