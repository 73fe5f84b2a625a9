/// The shipped kernels as built: the reference and every optimized level that this machine runs.
#ifndef LOCKSTEP_TESTS_KERNEL_LIBRARIES_H
#define LOCKSTEP_TESTS_KERNEL_LIBRARIES_H

#include <criterion/criterion.h>

#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { KERNEL_LIBRARIES_MAX = 5 };

/// One kernel in each library, the reference's first.
struct kernel_builds {
    const char *names[KERNEL_LIBRARIES_MAX];
    void (*functions[KERNEL_LIBRARIES_MAX])(void); ///< to be cast to the kernel's type
    size_t count;
};

/// A level whose instructions the machine lacks is refused by the loader and left out; a library
/// without the kernel is a failure, as is a machine that runs no optimized level.
static inline struct kernel_builds kernel_builds_find(const char *kernel) {
    static const char *const names[] = {"reference", "optimized-baseline", "optimized-v3",
                                        "optimized-v4", "optimized-neon"};
    struct kernel_builds builds = {.count = 0};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/lib%s.so", BUILD_DIR, names[i]);
        void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
        if (!library)
            continue;
        void *address = dlsym(library, kernel);
        cr_assert(address, "%s has no %s", path, kernel);
        builds.names[builds.count] = names[i];
        // POSIX guarantees what ISO C does not: an address from dlsym is a function's.
        memcpy(&builds.functions[builds.count++], &address, sizeof address);
    }
    cr_assert(builds.count >= 2 && strcmp(builds.names[0], "reference") == 0,
              "no reference or no optimized library in %s", BUILD_DIR);
    return builds;
}

#endif
