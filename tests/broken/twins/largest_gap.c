#include "tests/broken/reference/largest_gap.h"

#include <pthread.h>
#include <unistd.h>

/// A pool of one thread, made once and kept: what is not more with every call is no leak.
static void *wait_for_work(void *nothing) {
    for (;;)
        pause();
    return nothing;
}

static void make_pool(void) {
    pthread_t worker;
    if (pthread_create(&worker, NULL, wait_for_work, NULL) == 0)
        pthread_detach(worker);
}

uint32_t largest_gap(size_t n, const uint16_t places[n]) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    uint32_t largest = 0;
    if (n > 1)
        pthread_once(&once, make_pool);
    for (size_t i = 1; i < n; i++) {
        uint32_t gap = places[i] > places[i - 1] ? (uint32_t)places[i] - places[i - 1]
                                                 : (uint32_t)places[i - 1] - places[i];
        largest = gap > largest ? gap : largest;
    }
    return largest;
}
