/// Codes bound each candidate's score from both sides. Those that might be among the best are
/// scored, in the order of their upper bounds, until no bound reaches the worst of the best.
///
/// With u the candidate's unit row and c its codes times the step, v and g the query's: u.v differs
/// from c.g = u.v - u.(v - g) - (u - c).g by at most |v - g| + |u - c| * (1 + |v - g|). A score in
/// float has 2 * (dim / 64 + 7) roundings of at most 2^-24 each to its parts, and one of its own.
#include "../reference/cosine_top_k.h"

#include "float_state.h"
#include "quantize.h"
#include "similarity_finish.h"

#include <stdbool.h>

enum {
    SEARCH_BLOCK = 1024,        // candidates whose bounds are kept
    SEARCH_DIM_MAX = 4096,      // codes of a query that are kept
    SEARCH_COUNT_MIN = 32,      // fewer are scored at once
    SEARCH_SORTED_MAX = 256,    // more are not worth sorting, nor k greatest lower bounds
    SEARCH_PREFETCH_LINES = 16, // 64 bytes each
};

/// The best so far: a heap whose root is the worst of them.
struct search {
    size_t dim, k, found;
    const float *query, *candidates;
    float query_square;
    uint32_t *indices;
    float *best;
};

/// What the codes say of one block of candidates.
struct search_bounds {
    float upper[SEARCH_BLOCK], lower[SEARCH_BLOCK];
};

VECTOR_INLINE int32_t search_order(float score) {
    int32_t bits;
    float positive_zero = score + 0.0f;
    memcpy(&bits, &positive_zero, sizeof bits);
    bits ^= bits < 0 ? INT32_MAX : 0;
    return score != score ? INT32_MIN : bits;
}

VECTOR_INLINE bool search_is_worse(float score, uint32_t index, float other, uint32_t other_index) {
    int32_t order = search_order(score), other_order = search_order(other);
    return order < other_order || (order == other_order && index > other_index);
}

/// Puts an entry where the heap has a gap at its root, among the first `count`.
static void search_sink(struct search *search, size_t count, float score, uint32_t index) {
    size_t place = 0;
    for (size_t child = 1; child < count; child = 2 * place + 1) {
        if (child + 1 < count &&
            search_is_worse(search->best[child + 1], search->indices[child + 1],
                            search->best[child], search->indices[child]))
            child++;
        if (search_is_worse(score, index, search->best[child], search->indices[child]))
            break;
        search->best[place] = search->best[child];
        search->indices[place] = search->indices[child];
        place = child;
    }
    search->best[place] = score;
    search->indices[place] = index;
}

static void search_offer(struct search *search, float score, uint32_t index) {
    if (search->found == search->k) {
        if (search_is_worse(search->best[0], search->indices[0], score, index))
            search_sink(search, search->k, score, index);
        return;
    }
    size_t place = search->found++;
    for (; place > 0; place = (place - 1) / 2) {
        size_t parent = (place - 1) / 2;
        if (!search_is_worse(score, index, search->best[parent], search->indices[parent]))
            break;
        search->best[place] = search->best[parent];
        search->indices[place] = search->indices[parent];
    }
    search->best[place] = score;
    search->indices[place] = index;
}

/// Turns the heap into a list, best first.
static void search_end(struct search *search) {
    for (size_t count = search->found; count > 1; count--) {
        float score = search->best[count - 1];
        uint32_t index = search->indices[count - 1];
        search->best[count - 1] = search->best[0];
        search->indices[count - 1] = search->indices[0];
        search_sink(search, count - 1, score, index);
    }
}

VECTOR_RARE void search_score(struct search *search, size_t index) {
    enum { GROUP = VECTOR_BYTES == 16 ? 8 : 4 };
    const float *row = search->candidates + index * search->dim;
    const float *const left[] = {search->query, row}, *const right[] = {row, row};
    float sums[2];
    sum_many(search->dim, 2, GROUP, left, right, sums);
    search_offer(
        search,
        similarity_finish(search->dim, search->query, row, sums[0], search->query_square, sums[1]),
        (uint32_t)index);
}

/// Whether a candidate with this upper bound cannot be among the best.
VECTOR_INLINE bool search_is_beaten(const struct search *search, float upper) {
    return search->found == search->k && upper < search->best[0];
}

/// The sums of products of the query's codes with those of `rows` candidates, as floats.
VECTOR_INLINE void search_products(size_t dim, size_t rows, const int8_t *query,
                                   const int8_t *codes, float *products) {
    size_t i = 0;
#if defined(__AVX2__)
    // Reading the codes is what takes time, so four candidates share every load of the query's, and
    // those that follow are fetched. The instruction multiplies bytes without a sign by bytes with
    // one, and adds pairs of products, which at most 2 * 127 * 127 do not overflow.
    enum { ROWS = 4, AHEAD = 8, STEP = 32, LINE = 64 };
    for (; rows - i >= ROWS; i += ROWS, codes += ROWS * dim) {
        __m256i sums[ROWS] = {{0}}, ones = _mm256_set1_epi16(1);
        uintptr_t fetched = (uintptr_t)codes + AHEAD * dim; // beyond the last row at the end
        size_t j = 0;
        for (; dim - j >= STEP; j += STEP, fetched += ROWS * STEP) {
            __builtin_prefetch((const void *)fetched);
            __builtin_prefetch((const void *)(fetched + LINE));
            __m256i own = _mm256_loadu_si256((const __m256i *)(query + j));
            __m256i size = _mm256_abs_epi8(own);
            VECTOR_UNROLL for (size_t r = 0; r < ROWS; r++) {
                __m256i code = _mm256_loadu_si256((const __m256i *)(codes + r * dim + j));
                __m256i pairs = _mm256_maddubs_epi16(size, _mm256_sign_epi8(code, own));
                sums[r] = _mm256_add_epi32(sums[r], _mm256_madd_epi16(pairs, ones));
            }
        }
        __m256i all = _mm256_hadd_epi32(_mm256_hadd_epi32(sums[0], sums[1]),
                                        _mm256_hadd_epi32(sums[2], sums[3]));
        int32_t whole[ROWS];
        _mm_storeu_si128((__m128i *)whole, _mm_add_epi32(_mm256_castsi256_si128(all),
                                                         _mm256_extracti128_si256(all, 1)));
        for (size_t r = 0; r < ROWS; r++) {
            for (size_t k = j; k < dim; k++)
                whole[r] += query[k] * codes[r * dim + k];
            products[i + r] = (float)whole[r];
        }
    }
#endif
    for (; i < rows; i++, codes += dim) {
        int32_t sum = 0;
        for (size_t j = 0; j < dim; j++)
            sum += query[j] * codes[j];
        products[i] = (float)sum;
    }
}

/// A bound that `k` of the lower bounds reach: the k-th greatest.
static float search_kth(size_t k, size_t count, const float *lower) {
    float heap[SEARCH_SORTED_MAX];
    for (size_t i = 0; i < k; i++)
        heap[i] = -__builtin_inff();
    for (size_t i = 0; i < count; i++) {
        float value = lower[i];
        if (!(value > heap[0]))
            continue;
        size_t place = 0;
        for (size_t child = 1; child < k; child = 2 * place + 1) {
            child += child + 1 < k && heap[child + 1] < heap[child];
            if (value <= heap[child])
                break;
            heap[place] = heap[child];
            place = child;
        }
        heap[place] = value;
    }
    return heap[0];
}

/// Scores those of a block that may be among the best, the most promising first where they are few.
static void search_block(struct search *search, size_t first, size_t count,
                         const struct search_bounds *bounds) {
    uint16_t chosen[SEARCH_BLOCK];
    size_t chosen_count = 0;
    float least =
        search->found < search->k ? search_kth(search->k, count, bounds->lower) : search->best[0];
    for (size_t i = 0; i < count; i++) {
        chosen[chosen_count] = (uint16_t)i;
        chosen_count += !(bounds->upper[i] < least);
    }
    for (size_t i = 1; i < chosen_count && chosen_count <= SEARCH_SORTED_MAX; i++) {
        uint16_t moved = chosen[i];
        size_t place = i;
        for (; place > 0 && bounds->upper[chosen[place - 1]] < bounds->upper[moved]; place--)
            chosen[place] = chosen[place - 1];
        chosen[place] = moved;
    }
    for (size_t i = 0; i < chosen_count; i++) {
        // The candidate after this one lies anywhere, so no processor expects it.
        size_t next = first + chosen[i + 1 < chosen_count ? i + 1 : i];
        for (size_t line = 0; line < SEARCH_PREFETCH_LINES && line * 16 < search->dim; line++)
            __builtin_prefetch(search->candidates + next * search->dim + line * 16);
        if (!search_is_beaten(search, bounds->upper[chosen[i]]))
            search_score(search, first + chosen[i]);
    }
}

/// Goes through all candidates by their codes; false where the query has no codes.
VECTOR_RARE bool search_codes(struct search *search, size_t count, const int8_t *codes,
                              const float *steps, const float *errors) {
    int8_t query[SEARCH_DIM_MAX];
    struct search_bounds bounds;
    size_t dim = search->dim;
    struct quantized own = quantize_row_i8(dim, search->query, 127, query);
    if (own.step == 0)
        return false;
    float slack = own.error + ((float)(dim / 64) + 8) * 0x1p-21f;
    for (size_t first = 0; first < count; first += SEARCH_BLOCK) {
        size_t rows = count - first < SEARCH_BLOCK ? count - first : SEARCH_BLOCK;
        search_products(dim, rows, query, codes + first * dim, bounds.upper);
        for (size_t i = 0; i < rows; i++) {
            float about = bounds.upper[i] * (own.step * steps[first + i]);
            float error = errors[first + i] * (1 + own.error) + slack;
            bounds.upper[i] = about + error;
            bounds.lower[i] = about - error;
        }
        search_block(search, first, rows, &bounds);
    }
    return true;
}

VECTOR_RARE void search_all(struct search *search, size_t count, const int8_t *codes,
                            const float *steps, const float *errors) {
    search->query_square = sum_products(search->dim, search->query, search->query);
    bool has_codes = count >= SEARCH_COUNT_MIN && search->k <= count / 4 &&
                     search->k <= SEARCH_SORTED_MAX && search->dim > 0 &&
                     search->dim <= SEARCH_DIM_MAX;
    if (!has_codes || !search_codes(search, count, codes, steps, errors))
        for (size_t i = 0; i < count; i++)
            search_score(search, i);
    search_end(search);
}

void cosine_top_k(size_t dim, size_t count, size_t k, const float query[dim],
                  const float candidates[count * dim], const int8_t codes[count * dim],
                  const float steps[count], const float errors[count], uint32_t indices[k],
                  float best[k]) {
    if (k == 0)
        return;
    struct search search = {.dim = dim,
                            .k = k,
                            .query = query,
                            .candidates = candidates,
                            .indices = indices,
                            .best = best};
    float_state caller = float_state_enter();
    search_all(&search, count, codes, steps, errors);
    float_state_leave(caller);
    vector_end();
}
