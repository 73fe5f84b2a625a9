/// Sixteen states at a time become a mask, and a table turns every four bits of it into the indices
/// of their ones, which are stored all four at once; only the count says how many of them are
/// meant. So nothing branches on single states. Stretches that are free or occupied throughout are
/// told apart beforehand.
#include "../reference/collect_nodes.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum { GROUP = 16, STRETCH = 64 };

typedef uint32_t words __attribute__((vector_size(16)));

// The indices of a four-bit mask's ones, ascending; the rest is never meant.
static const words ones_of_mask[16] = {
    {0}, {0},    {1},    {0, 1},    {2},    {0, 2},    {1, 2},    {0, 1, 2},
    {3}, {0, 3}, {1, 3}, {0, 1, 3}, {2, 3}, {0, 2, 3}, {1, 2, 3}, {0, 1, 2, 3},
};
static const uint8_t count_of_mask[16] = {0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4};

#if !defined(__x86_64__)
// Bit i of the result says whether byte i is not zero.
static inline uint32_t mask_occupied_half(const uint8_t *states) {
    const uint64_t ones = UINT64_C(0x0101010101010101), sevens = ones * 0x7f;
    uint64_t half;
    memcpy(&half, states, sizeof half);
    // A byte's highest bit becomes one where the byte is not zero, without a carry out of it.
    uint64_t occupied = (((half & sevens) + sevens) | half) >> 7 & ones;
    // Byte i is 2^8i; times 2^(56-7i) it becomes bit i of the highest byte.
    return (uint32_t)(occupied * UINT64_C(0x0102040810204080) >> 56);
}
#endif

static inline uint32_t mask_occupied(const uint8_t *states) {
#if defined(__x86_64__)
    __m128i group = _mm_loadu_si128((const __m128i *)(const void *)states);
    return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(group, _mm_setzero_si128())) ^ 0xffff;
#else
    return mask_occupied_half(states) | mask_occupied_half(states + 8) << 8;
#endif
}

// Appends the ids of a group and returns the new count. Since no more ids than slots come before
// any four slots, all four stores stay inside ids.
static inline size_t collect_group(uint32_t mask, size_t slot, uint32_t *ids, size_t count) {
    for (size_t i = 0; i < GROUP; i += 4) {
        uint32_t four = mask >> i & 15;
        words found = ones_of_mask[four] + (uint32_t)(slot + i);
        memcpy(ids + count, &found, sizeof found);
        count += count_of_mask[four];
    }
    return count;
}

static inline void collect_all(size_t slot, uint32_t *ids) {
    words found = ones_of_mask[15] + (uint32_t)slot;
    for (size_t i = 0; i < STRETCH; i += 4) {
        memcpy(ids + i, &found, sizeof found);
        found += 4;
    }
}

size_t collect_nodes(size_t slots, const uint8_t states[slots], uint32_t ids[slots]) {
    size_t count = 0, slot = 0;
    for (; slot + STRETCH <= slots; slot += STRETCH) {
        uint32_t masks[STRETCH / GROUP];
        for (size_t i = 0; i < STRETCH / GROUP; i++)
            masks[i] = mask_occupied(states + slot + i * GROUP);
        if ((masks[0] | masks[1] | masks[2] | masks[3]) == 0)
            continue;
        if ((masks[0] & masks[1] & masks[2] & masks[3]) == 0xffff) {
            collect_all(slot, ids + count);
            count += STRETCH;
            continue;
        }
        for (size_t i = 0; i < STRETCH / GROUP; i++)
            count = collect_group(masks[i], slot + i * GROUP, ids, count);
    }
    for (; slot + GROUP <= slots; slot += GROUP)
        count = collect_group(mask_occupied(states + slot), slot, ids, count);
    for (; slot < slots; slot++) {
        ids[count] = (uint32_t)slot;
        count += states[slot] != 0;
    }
    return count;
}
