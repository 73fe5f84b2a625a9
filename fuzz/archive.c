#include "fuzz/archive.h"

static uint32_t cell_of(struct fuzz_score score, uint64_t elements) {
    uint32_t length = elements > 0 ? 64 - (uint32_t)__builtin_clzll(elements) : 0;
    length = length < FUZZ_LENGTH_CLASSES ? length : FUZZ_LENGTH_CLASSES - 1;
    return score.bucket * FUZZ_LENGTH_CLASSES + length;
}

bool fuzz_archive_offer(struct fuzz_archive *archive, const struct fuzz_codec *codec,
                        const struct corpus_case *one, struct fuzz_score score) {
    uint64_t elements = corpus_case_elements(one);
    uint32_t cell = cell_of(score, elements);
    struct fuzz_elite *elite = &archive->elites[cell];
    bool is_better = elite->size == 0 || score.level > elite->level ||
                     (score.level == elite->level && elements < elite->elements);
    if (!is_better)
        return false;
    uint8_t bytes[FUZZ_SLOT_BYTES];
    size_t size = fuzz_encode(codec, one, bytes, sizeof bytes);
    if (size == 0)
        return false;
    if (elite->size == 0)
        archive->used[archive->used_count++] = cell;
    memcpy(archive->slots[cell], bytes, size);
    *elite =
        (struct fuzz_elite){.level = score.level, .size = (uint32_t)size, .elements = elements};
    return true;
}

bool fuzz_archive_draw(const struct fuzz_archive *archive, const struct fuzz_codec *codec,
                       struct base_words *words, struct corpus_case *one, uint32_t *level) {
    uint32_t chosen = 0;
    if (archive->used_count == 0)
        return false;
    // A tournament: of up to four drawn alike, the highest level wins.
    int rounds = 1 + (int)(base_words_next(words) % 4);
    for (int i = 0; i < rounds; i++) {
        uint32_t cell = archive->used[base_words_below(words, archive->used_count)];
        if (i == 0 || archive->elites[cell].level > archive->elites[chosen].level)
            chosen = cell;
    }
    *level = archive->elites[chosen].level;
    fuzz_decode(codec, archive->slots[chosen], archive->elites[chosen].size, one);
    return true;
}

void fuzz_archive_clear(struct fuzz_archive *archive) {
    for (uint32_t i = 0; i < archive->used_count; i++)
        archive->elites[archive->used[i]] = (struct fuzz_elite){0};
    archive->used_count = 0;
}
