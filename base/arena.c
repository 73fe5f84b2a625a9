#include "base/arena.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/// The filler: 64-bit words whose halves are both 0x7ffc…, a NaN as f32 and as f64, with payloads
/// from a multiplicative hash, so that no two places are alike. A copy from a table costs a tenth
/// of computing the words anew around every array.
enum { FILLER_BYTES = 8192, FILLER_SPARE_BYTES = 2 * BASE_SLACK_BYTES };

static _Alignas(64) uint8_t filler[FILLER_BYTES + FILLER_SPARE_BYTES];

void base_slack_vary(bool varies) {
    for (size_t place = 0; place < sizeof filler; place += 8) {
        uint64_t mixed = (place % FILLER_BYTES / 8 + 1) * 0x9e3779b97f4a7c15u;
        mixed ^= mixed >> 29;
        uint64_t word = 0x7ffc00007ffc0000u | (mixed & 0x0003ffff0003ffffu);
        word = varies ? word : UINT64_MAX;
        memcpy(filler + place, &word, 8);
    }
}

/// The filler for bytes from `place` of a slot on; different salts begin elsewhere in the table.
static const uint8_t *filler_at(size_t place, uint64_t salt) {
    return filler + (place + salt * 8) % FILLER_BYTES;
}

static size_t page_round(size_t bytes) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return (bytes + page - 1) & ~(page - 1);
}

/// Reserves [guard][body][guard] and maps the file over the body.
static uint8_t *map_guarded(int file, size_t body_bytes, int protection, bool is_guarded) {
    size_t whole = body_bytes + 2 * BASE_GUARD_BYTES;
    uint8_t *reserved = mmap(NULL, whole, is_guarded ? PROT_NONE : PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (reserved == MAP_FAILED)
        return NULL;
    void *body =
        mmap(reserved + BASE_GUARD_BYTES, body_bytes, protection, MAP_SHARED | MAP_FIXED, file, 0);
    if (body == MAP_FAILED) {
        munmap(reserved, whole);
        return NULL;
    }
    return body;
}

size_t base_slot_body_bytes(size_t capacity) {
    // Room for an offset of up to 63 behind a 64-byte boundary, and for slack on both sides.
    return page_round(capacity + 64 + 2 * BASE_SLACK_BYTES);
}

bool base_slot_create(struct base_slot *slot, size_t capacity, bool is_read_only, bool is_guarded,
                      struct base_diag *diag) {
    bool ok = false;
    *slot = (struct base_slot){0};
    if (filler[0] == 0 && filler[2] == 0)
        base_slack_vary(true);
    slot->body_bytes = base_slot_body_bytes(capacity);
    int file = memfd_create("lockstep-arena", MFD_CLOEXEC);
    if (file < 0 || ftruncate(file, (off_t)slot->body_bytes) != 0)
        goto done;
    slot->view = map_guarded(file, slot->body_bytes,
                             is_read_only ? PROT_READ : PROT_READ | PROT_WRITE, is_guarded);
    if (slot->view == NULL)
        goto done;
    slot->write = slot->view;
    if (is_read_only) {
        slot->write = mmap(NULL, slot->body_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        if (slot->write == MAP_FAILED) {
            slot->write = NULL;
            goto done;
        }
    }
    ok = true;
done:
    if (!ok) {
        base_fail(diag, "no guarded memory for %zu bytes: %s; narrow the contract's domains",
                  capacity, strerror(errno));
        base_slot_free(slot);
    }
    if (file >= 0)
        close(file);
    return ok;
}

void base_slot_free(struct base_slot *slot) {
    if (slot->write != NULL && slot->write != slot->view)
        munmap(slot->write, slot->body_bytes);
    if (slot->view != NULL)
        munmap(slot->view - BASE_GUARD_BYTES, slot->body_bytes + 2 * BASE_GUARD_BYTES);
    *slot = (struct base_slot){0};
}

bool base_slot_holds(const struct base_slot *slot, const void *address, ptrdiff_t *offset) {
    uintptr_t first = (uintptr_t)slot->view - BASE_GUARD_BYTES;
    uintptr_t end = (uintptr_t)slot->view + slot->body_bytes + BASE_GUARD_BYTES;
    if (slot->view == NULL || (uintptr_t)address < first || (uintptr_t)address >= end)
        return false;
    *offset = (const uint8_t *)address - slot->view;
    return true;
}

size_t base_slot_at_end(const struct base_slot *slot, size_t bytes, size_t alignment) {
    base_check(bytes <= slot->body_bytes);
    return (slot->body_bytes - bytes) & ~(alignment - 1);
}

size_t base_slot_at_offset(const struct base_slot *slot, size_t offset) {
    base_check(offset < 64 && slot->body_bytes >= BASE_SLACK_BYTES + 64);
    return BASE_SLACK_BYTES + offset;
}

struct window {
    size_t before, start, end, after; ///< slack is [before, start) and [end, after)
};

static struct window slack_window(const struct base_slot *slot, size_t start, size_t bytes) {
    struct window window = {.start = start, .end = start + bytes};
    window.before = start > BASE_SLACK_BYTES ? start - BASE_SLACK_BYTES : 0;
    size_t room = slot->body_bytes - window.end;
    window.after =
        room > BASE_SLACK_BYTES ? (window.end + BASE_SLACK_BYTES) & ~(size_t)7 : slot->body_bytes;
    return window;
}

/// The first byte in [from, to) that is not the filler's, or `to`.
static size_t changed_between(const uint8_t *bytes, size_t from, size_t to, uint64_t salt) {
    const uint8_t *expected = filler_at(from, salt);
    if (from == to || memcmp(bytes + from, expected, to - from) == 0)
        return to;
    size_t place = from;
    while (bytes[place] == expected[place - from])
        place++;
    return place;
}

void base_slack_fill(const struct base_slot *slot, size_t start, size_t bytes, uint64_t salt) {
    struct window window = slack_window(slot, start, bytes);
    memcpy(slot->write + window.before, filler_at(window.before, salt),
           window.start - window.before);
    memcpy(slot->write + window.end, filler_at(window.end, salt), window.after - window.end);
}

bool base_slack_intact(const struct base_slot *slot, size_t start, size_t bytes, uint64_t salt,
                       ptrdiff_t *offset) {
    struct window window = slack_window(slot, start, bytes);
    size_t place = changed_between(slot->write, window.before, window.start, salt);
    if (place == window.start)
        place = changed_between(slot->write, window.end, window.after, salt);
    if (place == window.after && window.after >= window.end)
        return true;
    *offset = (ptrdiff_t)place - (ptrdiff_t)start;
    return false;
}
