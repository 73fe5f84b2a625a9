/// Guarded memory: arrays whose every stray access is seen.
///
/// A slot is a run of pages between two inaccessible guards. Its kernel's view may be read-only
/// while the harness writes the same pages through a second mapping (memfd_create(2)), so that
/// protecting a const array costs no system call per case. Slots are made once, before the case
/// loop; each process makes its own, since the pages are shared over fork(2).
#ifndef LOCKSTEP_BASE_ARENA_H
#define LOCKSTEP_BASE_ARENA_H

#include "base/diag.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    /// Bytes of inaccessible memory on each side: an access that strays less far is attributed to
    /// its array; one that strays farther is a crash.
    BASE_GUARD_BYTES = 1 << 20,
    /// Bytes around an array that are filled before a call and verified after it.
    BASE_SLACK_BYTES = 256,
};

struct base_slot {
    uint8_t *view;     ///< first byte between the guards, as the kernel sees it
    uint8_t *write;    ///< the same pages, writable; equal to view where the view is writable
    size_t body_bytes; ///< bytes between the guards, whole pages
};

/// Makes a slot for up to `capacity` bytes at any placement; without guards, zeros that anyone may
/// read and write lie in their place. False with a diag where the system
/// has no more memory or mappings to give.
bool base_slot_create(struct base_slot *slot, size_t capacity, bool is_read_only, bool is_guarded,
                      struct base_diag *diag);
void base_slot_free(struct base_slot *slot);

/// Bytes between the guards of a slot for that capacity.
size_t base_slot_body_bytes(size_t capacity);

/// Whether an address lies in the slot or its guards. Then `*offset` is its distance from the
/// first byte between the guards (negative before it).
bool base_slot_holds(const struct base_slot *slot, const void *address, ptrdiff_t *offset);

/// Where an array of `bytes` bytes starts, as an offset into the slot: flush with the guard behind
/// it, as far as `alignment` (a power of two) allows; flush with the guard before it; or `offset`
/// bytes behind a 64-byte boundary with slack on both sides.
size_t base_slot_at_end(const struct base_slot *slot, size_t bytes, size_t alignment);
size_t base_slot_at_offset(const struct base_slot *slot, size_t offset);

/// Fills the slack around [start, start + bytes) with bytes that vary with `salt` and from byte to
/// byte, and are NaN when read as float or double: a uniform filler would hide an over-read.
void base_slack_fill(const struct base_slot *slot, size_t start, size_t bytes, uint64_t salt);

/// Whether slack varies at all; it does unless told otherwise, for all slots of the process. Where
/// it does not, its bytes are all 0xff.
void base_slack_vary(bool varies);

/// Whether that slack still holds what base_slack_fill wrote; else `*offset` is the first changed
/// byte's distance from the array's start (negative before it).
bool base_slack_intact(const struct base_slot *slot, size_t start, size_t bytes, uint64_t salt,
                       ptrdiff_t *offset);

#endif
