// Imitates: the query's codes taken for exact: a bound too small by some 2^-15.
// expect: differs
// elements: any
// cases: 1000000

#include "coded_search.h"

static float search_upper(struct bound bound) {
    return bound.about + bound.candidate_error + bound.roundings;
}
