// Imitates: candidates without codes passed over, among them those with a score of 0.
// expect: differs
// elements: any
// cases: 20000

#include "coded_search.h"

static float search_upper(struct bound bound) {
    if (bound.candidate_error == 0)
        return -2;
    return bound.about + bound.candidate_error * (1 + bound.query_error) + bound.query_error +
           bound.roundings;
}
