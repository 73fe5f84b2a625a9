// Decoded cases that are met again. A mutated case is run right after it was encoded, the engine
// mutates it further a few times, and takes the same input of its corpus up again and again: each
// of these would decode bytes whose case is known. Comparing bytes costs a twentieth of decoding
// them.

#include "fuzz/targets/target.h"

#include <stdlib.h>
#include <string.h>

const struct fuzz_codec *target_codec(void) {
    static struct fuzz_codec codec;
    static struct base_pool pool;
    if (codec.kernel == NULL)
        fuzz_codec_prepare(&codec, target_subject()->kernel, target_subject()->generator,
                           FUZZ_TARGET_ELEMENTS_MAX, &pool);
    return &codec;
}

struct decoded {
    struct corpus_case *one;
    uint8_t *bytes;
    size_t size, capacity;
    bool is_known; ///< the bytes decode to the case
};

/// The case that was decoded or encoded last, and those that were taken to be changed, each at a
/// place that its bytes choose: an engine takes the same few inputs up again and again.
enum { ORIGINS = 32 };
static struct decoded latest, origins[ORIGINS];

static struct decoded *origin_of(const uint8_t *data, size_t size) {
    uint32_t word = (uint32_t)size;
    for (size_t i = 0; i < 8 && size > 0; i++)
        word = (word ^ data[i * (size - 1) / 7]) * 0x9e3779b1u;
    return &origins[word >> 16 & (ORIGINS - 1)];
}

static void prepare(struct decoded *decoded, size_t capacity) {
    if (decoded->one == NULL)
        decoded->one = corpus_case_create(target_codec()->kernel);
    if (decoded->capacity >= capacity)
        return;
    decoded->bytes = realloc(decoded->bytes, capacity);
    base_check(decoded->bytes != NULL);
    decoded->capacity = capacity;
}

/// memcmp, which libFuzzer intercepts, would cost more, and under a value profile each mismatch
/// would pass for a feature of the kernel.
static bool same_bytes(const uint8_t *one, const uint8_t *other, size_t size) {
    uint64_t left, right, differs = 0;
    size_t at = 0;
    for (; size - at >= sizeof left; at += sizeof left) {
        memcpy(&left, one + at, sizeof left);
        memcpy(&right, other + at, sizeof right);
        differs |= left ^ right;
    }
    for (; at < size; at++)
        differs |= one[at] ^ other[at];
    return differs == 0;
}

static bool matches(const struct decoded *decoded, const uint8_t *data, size_t size) {
    return decoded->is_known && decoded->size == size && same_bytes(decoded->bytes, data, size);
}

static void decode(struct decoded *decoded, const uint8_t *data, size_t size) {
    prepare(decoded, size + 1);
    fuzz_decode(target_codec(), data, size, decoded->one);
    if (size > 0)
        memcpy(decoded->bytes, data, size);
    decoded->size = size;
    decoded->is_known = true;
}

const struct corpus_case *target_case(const uint8_t *data, size_t size) {
    if (!matches(&latest, data, size))
        decode(&latest, data, size);
    return latest.one;
}

struct corpus_case *target_case_to_change(const uint8_t *data, size_t size) {
    prepare(&latest, size + 1);
    if (!matches(&latest, data, size)) {
        struct decoded *origin = origin_of(data, size);
        if (!matches(origin, data, size))
            decode(origin, data, size);
        corpus_case_copy(latest.one, origin->one);
    }
    latest.is_known = false;
    return latest.one;
}

size_t target_case_encode(uint8_t *data, size_t capacity) {
    prepare(&latest, capacity + 1);
    latest.size = fuzz_encode(target_codec(), latest.one, latest.bytes, capacity);
    latest.is_known = latest.size > 0;
    if (latest.is_known)
        memcpy(data, latest.bytes, latest.size);
    return latest.size;
}
