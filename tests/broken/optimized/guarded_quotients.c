// Imitates: a library that takes over a signal of the process, here for divisions it fears, and
// leaves its handler behind.
// expect: leaked
// elements: 2
// cases: 5000
// says: the handler of a signal, SIGFPE

#include "tests/broken/reference/guarded_quotients.h"

#include <signal.h>

void guarded_quotients(size_t n, const uint32_t a[n], const uint32_t b[n], uint32_t quotients[n]) {
    if (n > 0)
        signal(SIGFPE, SIG_IGN);
    for (size_t i = 0; i < n; i++)
        quotients[i] = a[i] / b[i];
}
