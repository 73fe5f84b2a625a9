// Imitates: codes bound the true cosine, and the rounding of scores is forgotten. Where rows are
// almost parallel, the score in float is above.
// expect: differs
// elements: any
// cases: 1000000

#include "coded_search.h"

static float search_upper(struct bound bound) {
    float candidate = bound.candidate_error - 0x1p-22f, query = bound.query_error - 0x1p-22f;
    candidate = candidate > 0 ? candidate : 0;
    return bound.about + candidate * (1 + query) + query;
}
