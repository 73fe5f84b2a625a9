// The state of a search on disk, so that a later run goes on where this one ended.

#include "diff/files.h"
#include "fuzz/hunt_state.h"

#include <errno.h>
#include <stdlib.h>

/// Raised whenever what follows it changes: an old state is refused, never misread.
#define STATE_MARK "lockstep search 1\n"

struct header {
    char mark[sizeof STATE_MARK];
    uint64_t seed;
    uint64_t contract; ///< a hash of the header's text and the kernel's name
    uint32_t variant_count;
};

static struct header header_of(const struct fuzz_hunt *hunt) {
    const struct spec_kernel *kernel = hunt->subject->kernel;
    struct header header;
    memset(&header, 0, sizeof header); // padding goes to the file as well
    memcpy(header.mark, STATE_MARK, sizeof STATE_MARK);
    header.seed = hunt->subject->options->seed;
    header.contract = base_random_hash(kernel->header->text, strlen(kernel->header->text)) ^
                      base_random_hash(kernel->name, strlen(kernel->name));
    header.variant_count = hunt->subject->variant_count;
    return header;
}

/// Reads or writes bytes, as the direction says; everything goes through here once.
struct transfer {
    FILE *stream;
    bool is_reading, has_failed;
};

static void move_bytes(struct transfer *transfer, void *bytes, size_t size) {
    size_t moved = transfer->is_reading ? fread(bytes, 1, size, transfer->stream)
                                        : fwrite(bytes, 1, size, transfer->stream);
    transfer->has_failed |= moved != size;
}

static void move_hits(struct transfer *transfer, struct fuzz_variant_hits *hits) {
    move_bytes(transfer, &hits->count, sizeof hits->count);
    move_bytes(transfer, &hits->hangs, sizeof hits->hangs);
    move_bytes(transfer, &hits->is_stopped, sizeof hits->is_stopped);
    transfer->has_failed |= hits->count > FUZZ_FINDINGS_MAX;
    for (uint32_t i = 0; !transfer->has_failed && i < hits->count; i++) {
        struct fuzz_hit *hit = &hits->hits[i];
        move_bytes(transfer, hit, offsetof(struct fuzz_hit, bytes));
        transfer->has_failed |= hit->size > sizeof hit->bytes;
        if (!transfer->has_failed)
            move_bytes(transfer, hit->bytes, hit->size);
    }
}

static void move_archive(struct transfer *transfer, struct fuzz_archive *archive) {
    move_bytes(transfer, archive->elites, sizeof archive->elites);
    move_bytes(transfer, archive->used, sizeof archive->used);
    move_bytes(transfer, &archive->used_count, sizeof archive->used_count);
    transfer->has_failed |= archive->used_count > FUZZ_CELLS;
    for (uint32_t i = 0; !transfer->has_failed && i < archive->used_count; i++) {
        uint32_t cell = archive->used[i];
        transfer->has_failed |= cell >= FUZZ_CELLS || archive->elites[cell].size > FUZZ_SLOT_BYTES;
        if (!transfer->has_failed)
            move_bytes(transfer, archive->slots[cell], archive->elites[cell].size);
    }
}

static void move_island(struct transfer *transfer, const struct fuzz_hunt *hunt,
                        struct fuzz_share *share) {
    struct fuzz_island *island = &share->island;
    if (!transfer->is_reading)
        island->saved_size = (uint32_t)fuzz_encode(&hunt->codec, share->current,
                                                   island->saved_current, FUZZ_SLOT_BYTES);
    move_bytes(transfer, island, offsetof(struct fuzz_island, archive));
    move_archive(transfer, &island->archive);
    move_bytes(transfer, &island->saved_size, sizeof island->saved_size);
    transfer->has_failed |= island->saved_size > FUZZ_SLOT_BYTES;
    if (!transfer->has_failed)
        move_bytes(transfer, island->saved_current, island->saved_size);
    for (uint32_t i = 0; !transfer->has_failed && i < hunt->subject->variant_count; i++)
        move_hits(transfer, &island->variants[i]);
    if (!transfer->is_reading || transfer->has_failed)
        return;
    // A case too large for its slot is climbed from no further.
    if (island->saved_size > 0)
        fuzz_decode(&hunt->codec, island->saved_current, island->saved_size, share->current);
    else
        island->patience = island->has_current = 0;
}

static const char *state_path(const struct fuzz_hunt *hunt, const char *folder,
                              struct base_pool *pool) {
    return base_pool_format(pool, "%s/%s/search.state", folder, hunt->subject->kernel->name);
}

bool fuzz_hunt_save(const struct fuzz_hunt *hunt, const char *folder, struct base_diag *diag) {
    struct base_pool pool = {0};
    struct header header = header_of(hunt);
    struct diff_file file;
    const char *kernel_folder =
        base_pool_format(&pool, "%s/%s", folder, hunt->subject->kernel->name);
    bool ok = diff_folder_make(kernel_folder, diag) &&
              diff_file_open(&file, state_path(hunt, folder, &pool), diag);
    if (ok) {
        struct transfer transfer = {.stream = file.stream};
        move_bytes(&transfer, &header, sizeof header);
        for (uint32_t i = 0; i < FUZZ_ISLANDS; i++)
            move_island(&transfer, hunt, hunt->places[i].share);
        ok = diff_file_close(&file, diag);
    }
    base_pool_free(&pool);
    return ok;
}

bool fuzz_hunt_load(struct fuzz_hunt *hunt, const char *folder, struct base_diag *diag) {
    struct base_pool pool = {0};
    struct header wanted = header_of(hunt), found = {0};
    const char *path = state_path(hunt, folder, &pool);
    struct transfer transfer = {.stream = fopen(path, "r"), .is_reading = true};
    bool ok = false;
    if (transfer.stream == NULL) {
        base_fail(diag, "%s: cannot read the search to go on from: %s", path, strerror(errno));
        goto done;
    }
    move_bytes(&transfer, &found, sizeof found);
    if (transfer.has_failed || memcmp(found.mark, wanted.mark, sizeof found.mark) != 0) {
        base_fail(diag, "%s: is no saved search of this version", path);
        goto done;
    }
    if (found.seed != wanted.seed) {
        base_fail(diag, "%s: was searched with --seed %llx; give that one", path,
                  (unsigned long long)found.seed);
        goto done;
    }
    if (found.contract != wanted.contract || found.variant_count != wanted.variant_count) {
        base_fail(diag, "%s: the contract, or the number of variants, was another one", path);
        goto done;
    }
    for (uint32_t i = 0; !transfer.has_failed && i < FUZZ_ISLANDS; i++)
        move_island(&transfer, hunt, hunt->places[i].share);
    ok = !transfer.has_failed || base_fail(diag, "%s: is cut short or damaged", path);
done:
    if (transfer.stream != NULL)
        fclose(transfer.stream);
    base_pool_free(&pool);
    return ok;
}
