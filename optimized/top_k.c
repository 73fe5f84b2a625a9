#include "../reference/top_k.h"

#include "float_state.h"
#include "vector.h"

#include <stdbool.h>

// Up to this many are found by ranking a buffer of candidates again and again; more, by a heap.
enum { TOP_FEW = 128, TOP_GROUPS_MIN = 64 };
// The buffer is ranked whenever it holds twice as many as are sought and some. What one step of the
// scan adds fits on top.
#define TOP_FULL(k) (2 * (k) + 12)
enum { TOP_BUFFER = TOP_FULL(TOP_FEW) + 9 * VECTOR_FLOATS, TOP_VECTORS = 4 };

/// An integer that grows with the score: equal for -0 and +0, the least for NaN.
VECTOR_INLINE int32_t top_order(float score) {
    int32_t bits;
    float positive_zero = score + 0.0f;
    memcpy(&bits, &positive_zero, sizeof bits);
    bits ^= bits < 0 ? INT32_MAX : 0;
    return score != score ? INT32_MIN : bits;
}

/// Candidates for the best, by ascending index.
struct top {
    int32_t order[TOP_BUFFER];
    uint32_t index[TOP_BUFFER];
    int32_t rank[TOP_BUFFER];
    size_t count;
};

/// The rank of each candidate is the number of those that come before it in the order: earlier ones
/// that are as good and later ones that are better. Counting them needs no branch.
static void top_rank(struct top *top) {
    for (size_t i = top->count; i < top->count + VECTOR_FLOATS; i++)
        top->order[i] = INT32_MIN; // behind the last candidate, in a vector with it
    for (size_t i = 0; i < top->count; i += VECTOR_FLOATS) {
        vector_i32 order, rank = {0}, index = {0}, not_earlier = {0};
        memcpy(&order, top->order + i, sizeof order);
        size_t j = 0;
        for (; j < i; j++)
            not_earlier += order > top->order[j];
        for (size_t lane = 0; lane < VECTOR_FLOATS; lane++)
            index[lane] = (int32_t)lane;
        rank += (int32_t)i + not_earlier;
        for (; j < i + VECTOR_FLOATS; j++)
            rank -=
                (order < top->order[j]) | ((order == top->order[j]) & (index > (int32_t)(j - i)));
        for (; j < top->count; j++)
            rank -= order < top->order[j];
        memcpy(top->rank + i, &rank, sizeof rank);
    }
}

/// Keeps the k best candidates and returns the score of the last of them.
static float top_keep(struct top *top, size_t k, const float *scores) {
    top_rank(top);
    uint32_t last = 0;
    size_t kept = 0;
    for (size_t i = 0; i < top->count; i++) {
        top->order[kept] = top->order[i];
        top->index[kept] = top->index[i];
        last = top->rank[i] == (int32_t)k - 1 ? top->index[i] : last;
        kept += top->rank[i] < (int32_t)k;
    }
    top->count = k;
    return scores[last];
}

VECTOR_INLINE void top_push(struct top *top, const float *scores, size_t i) {
    top->order[top->count] = top_order(scores[i]);
    top->index[top->count] = (uint32_t)i;
    top->count++;
}

VECTOR_INLINE vector_i32 top_orders(vector_f32 score) {
    vector_i32 order = (vector_i32)(score + 0.0f);
    order ^= (order < 0) & INT32_MAX;
    vector_i32 is_number = score == score;
    return (is_number & order) | (~is_number & INT32_MIN);
}

/// All of `count` scores as candidates.
static void top_fill(struct top *top, size_t count, const float *scores) {
    size_t i = 0;
    for (; count - i >= VECTOR_FLOATS; i += VECTOR_FLOATS) {
        vector_i32 order = top_orders(vector_load_f32(scores + i));
        memcpy(top->order + i, &order, sizeof order);
    }
    for (; i < count; i++)
        top->order[i] = top_order(scores[i]);
    for (i = 0; i < count; i++)
        top->index[i] = (uint32_t)i;
    top->count = count;
}

/// A number below at least k of the n >= `groups` scores, if possible not far below: the k-th
/// greatest of the maxima of `groups` >= k groups of scores, reduced by one step. NaN, which
/// nothing is known to be above, if fewer than k groups have a number above -infinity.
static float top_bound(struct top *top, size_t groups, size_t n, size_t k, const float *scores) {
    for (size_t g = 0; g < groups; g += VECTOR_FLOATS) {
        vector_f32 maximum = vector_splat_f32(-__builtin_inff());
        for (size_t i = g; i + VECTOR_FLOATS <= n; i += groups) {
            vector_f32 score = vector_load_f32(scores + i);
            maximum = vector_select_f32(score > maximum, score, maximum);
        }
        vector_i32 orders = top_orders(maximum);
        memcpy(top->order + g, &orders, sizeof orders);
    }
    top->count = groups;
    top_rank(top);
    int32_t order = 0;
    for (size_t g = 0; g < groups; g++)
        order = top->rank[g] == (int32_t)k - 1 ? top->order[g] : order;
    top->count = 0;
    order -= order == 0 ? 2 : 1; // -1 would be -0, which is not below +0
    order ^= order < 0 ? INT32_MAX : 0;
    float bound;
    memcpy(&bound, &order, sizeof bound);
    return bound; // one step below -infinity is a NaN
}

/// Pushes what is not known to be at most `bound`, from index i of a whole step of the scan. NaN on
/// either side passes: which of two is better, ranking decides.
VECTOR_INLINE void top_filter(struct top *top, const float *scores, size_t i, float bound) {
    vector_i32 passes[TOP_VECTORS], any = {0};
    VECTOR_UNROLL for (size_t v = 0; v < TOP_VECTORS; v++) {
        passes[v] = ~(vector_load_f32(scores + i + v * VECTOR_FLOATS) <= bound);
        any |= passes[v];
    }
    if (vector_bits_i32(any) == 0)
        return;
    VECTOR_UNROLL for (size_t v = 0; v < TOP_VECTORS; v++) {
        for (uint32_t bits = vector_bits_i32(passes[v]); bits; bits &= bits - 1)
            top_push(top, scores, i + v * VECTOR_FLOATS + (size_t)__builtin_ctz(bits));
    }
}

/// Gathers the candidates for the k best. Only scores that beat a bound become candidates: at first
/// the one of top_bound, then the k-th best so far.
static void top_scan(struct top *top, size_t groups, size_t n, size_t k, const float *scores) {
    float bound = top_bound(top, groups, n, k, scores);
    size_t i = 0;
    for (; n - i >= TOP_VECTORS * VECTOR_FLOATS; i += TOP_VECTORS * VECTOR_FLOATS) {
        top_filter(top, scores, i, bound);
        if (top->count >= TOP_FULL(k))
            bound = top_keep(top, k, scores);
    }
    for (; i < n; i++)
        if (!(scores[i] <= bound))
            top_push(top, scores, i);
}

/// The k best of n for 0 < k <= TOP_FEW.
static void top_few(size_t n, size_t k, const float *scores, uint32_t *indices) {
    struct top top;
    size_t groups = TOP_GROUPS_MIN;
    while (groups < 2 * k)
        groups *= 2;
    if (n <= groups)
        top_fill(&top, n, scores);
    else
        top_scan(&top, groups, n, k, scores);
    top_rank(&top);
    for (size_t c = 0; c < top.count; c++)
        if (top.rank[c] < (int32_t)k)
            indices[top.rank[c]] = top.index[c];
}

/// Whether the score at index i comes after that at index j.
VECTOR_INLINE bool top_is_worse(const float *scores, uint32_t i, uint32_t j) {
    int32_t order = top_order(scores[i]), other = top_order(scores[j]);
    return order < other || (order == other && i > j);
}

/// Lets the index at `place` sink in a heap whose root is the worst.
static void top_sink(const float *scores, uint32_t *heap, size_t count, size_t place) {
    uint32_t moved = heap[place];
    for (size_t child = 2 * place + 1; child < count; child = 2 * place + 1) {
        child += child + 1 < count && top_is_worse(scores, heap[child + 1], heap[child]);
        if (top_is_worse(scores, moved, heap[child]))
            break;
        heap[place] = heap[child];
        place = child;
    }
    heap[place] = moved;
}

VECTOR_INLINE void top_offer(const float *scores, uint32_t *heap, size_t k, size_t i) {
    if (!top_is_worse(scores, (uint32_t)i, heap[0])) {
        heap[0] = (uint32_t)i;
        top_sink(scores, heap, k, 0);
    }
}

/// The k best of n for any k > 0.
static void top_many(size_t n, size_t k, const float *scores, uint32_t *heap) {
    for (size_t i = 0; i < k; i++)
        heap[i] = (uint32_t)i;
    for (size_t place = k / 2; place > 0; place--)
        top_sink(scores, heap, k, place - 1);
    size_t i = k;
    for (; n - i >= VECTOR_FLOATS; i += VECTOR_FLOATS) {
        vector_i32 passes = ~(vector_load_f32(scores + i) <= scores[heap[0]]);
        for (uint32_t bits = vector_bits_i32(passes); bits; bits &= bits - 1)
            top_offer(scores, heap, k, i + (size_t)__builtin_ctz(bits));
    }
    for (; i < n; i++)
        top_offer(scores, heap, k, i);
    for (size_t count = k - 1; count > 0; count--) {
        uint32_t worst = heap[0];
        heap[0] = heap[count];
        heap[count] = worst;
        top_sink(scores, heap, count, 0);
    }
}

VECTOR_RARE void top_all(size_t n, size_t k, const float *scores, uint32_t *indices, float *best) {
    if (k <= TOP_FEW)
        top_few(n, k, scores, indices);
    else
        top_many(n, k, scores, indices);
    for (size_t r = 0; r < k; r++) {
        float score = scores[indices[r]];
        best[r] = score != score ? __builtin_nanf("") : score;
    }
}

void top_k(size_t n, size_t k, const float scores[n], uint32_t indices[k], float best[k]) {
    if (k == 0)
        return;
    // Where subnormals count as zeros, comparison and order of scores would contradict each other.
    float_state caller = float_state_enter();
    top_all(n, k, scores, indices, best);
    float_state_leave(caller);
    vector_end();
}
