// A target whose contract and kernels are linked in; contract_text.S holds header and name. The
// reference has its own name, each level's function that of the level before it, so that both sides
// live in one program.

#include "fuzz/targets/target.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

extern const char fuzz_contract_text[], fuzz_contract_end[], fuzz_kernel_name[];

static _Noreturn void fail(const struct base_diag *diag) {
    fprintf(stderr, "%s\n", diag->text);
    exit(2);
}

/// This program, or this shared object where an engine loaded it.
static void *own_handle(void) {
    Dl_info info;
    void *handle = NULL;
    if (dladdr(fuzz_contract_text, &info) != 0 && info.dli_fname != NULL)
        handle = dlopen(info.dli_fname, RTLD_NOW | RTLD_NOLOAD);
    return handle != NULL ? handle : dlopen(NULL, RTLD_NOW);
}

#if defined(__x86_64__)
static bool has_v3(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
           __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}

static bool has_v4(void) {
    return has_v3() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl");
}

static const struct {
    const char *name, *pattern;
    bool (*is_there)(void);
} levels[] = {{"baseline", "optimized_baseline_%", NULL},
              {"v3", "optimized_v3_%", has_v3},
              {"v4", "optimized_v4_%", has_v4}};
#else
static const struct {
    const char *name, *pattern;
    bool (*is_there)(void);
} levels[] = {{"neon", "optimized_neon_%", NULL}, {"baseline", "optimized_baseline_%", NULL}};
#endif

enum { LEVELS = sizeof levels / sizeof *levels };

static void prepare(struct diff_subject *subject) {
    static struct base_pool pool;
    static struct diff_library libraries[1 + LEVELS];
    static struct diff_options options;
    const struct spec_header *header;
    struct base_diag diag;
    void *handle = own_handle();
    uint32_t count = 0;
    size_t length = (size_t)(fuzz_contract_end - fuzz_contract_text);
    options = diff_options_default();
    options.regressions = "/dev/null"; // a target replays what its engine gives it
    const char *path = base_pool_format(&pool, "reference/%s.h", fuzz_kernel_name);
    if (!spec_parse(&pool, path, fuzz_contract_text, length, &header, &diag))
        fail(&diag);
    libraries[0] = (struct diff_library){
        .specification = "reference", .path = "reference", .pattern = "%", .name = "reference"};
    libraries[0].handle = handle;
    for (size_t i = 0; i < LEVELS; i++) {
        struct diff_library *library = &libraries[1 + count];
        *library = (struct diff_library){.specification = levels[i].name,
                                         .path = levels[i].name,
                                         .pattern = levels[i].pattern,
                                         .name = levels[i].name,
                                         .handle = handle};
        bool is_linked = diff_library_find(library, fuzz_kernel_name) != NULL;
        // A level that the machine lacks is left out after decoding: inputs mean the same anywhere.
        if (is_linked && (levels[i].is_there == NULL || levels[i].is_there()))
            count++;
    }
    if (!diff_subject_prepare(subject, &header->kernels[0], &options, &libraries[0], &libraries[1],
                              count, &pool, &diag))
        fail(&diag);
}

const struct diff_subject *target_subject(void) {
    static struct diff_subject subject;
    if (subject.kernel == NULL)
        prepare(&subject);
    return &subject;
}
