// Imitates: a pool of threads that is made with every call and never ended.
// expect: leaked
// elements: 7
// cases: 2000
// says: the number of threads

#include "tests/broken/reference/largest_gap.h"

#include <pthread.h>
#include <unistd.h>

static void *wait_for_work(void *nothing) {
    for (;;)
        pause();
    return nothing;
}

uint32_t largest_gap(size_t n, const uint16_t places[n]) {
    uint32_t largest = 0;
    pthread_t worker;
    if (n == 7 && pthread_create(&worker, NULL, wait_for_work, NULL) == 0)
        pthread_detach(worker);
    for (size_t i = 1; i < n; i++) {
        uint32_t gap = places[i] > places[i - 1] ? (uint32_t)places[i] - places[i - 1]
                                                 : (uint32_t)places[i - 1] - places[i];
        largest = gap > largest ? gap : largest;
    }
    return largest;
}
