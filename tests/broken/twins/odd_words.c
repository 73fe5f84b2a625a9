#include "tests/broken/reference/odd_words.h"

#include <sys/wait.h>
#include <unistd.h>

uint32_t odd_words(size_t n, const uint32_t words[n]) {
    uint32_t count = 0;
    pid_t child = n == 5 ? fork() : -1;
    if (child == 0)
        _exit(0);
    if (child > 0)
        waitpid(child, NULL, 0);
    for (size_t i = 0; i < n; i++)
        count += words[i] % 2;
    return count;
}
