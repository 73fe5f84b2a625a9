// Imitates: a candidate's distance from its codes halved, as errors likely are.
// expect: differs
// elements: any
// cases: 200000

#include "coded_search.h"

static float search_upper(struct bound bound) {
    return bound.about + bound.candidate_error / 2 + bound.query_error + bound.roundings;
}
