#include "bench/hotspots.h"

#include <stdlib.h>
#include <string.h>

const struct bench_expectation bench_expectations[] = {
    {"similarity", 0.15, 0.25},
    {"spreading", 0.20, 0.30},
    {"decay", 0.10, 0.15},
    {"graph", 0.05, 0.10},
    {"allocation", 0.03, 0.07},
    {"synchronisation", 0.01, 0.03},
    {"other", 0, 0},
};

/// Functions whose names begin so, in the C library, in Linux and in the kernels; the first rule
/// that fits holds.
static const struct rule {
    const char *prefix;
    enum bench_hotspot hotspot;
} rules[] = {
    {"malloc", BENCH_HOTSPOT_ALLOCATION},
    {"calloc", BENCH_HOTSPOT_ALLOCATION},
    {"realloc", BENCH_HOTSPOT_ALLOCATION},
    {"free", BENCH_HOTSPOT_ALLOCATION},
    {"cfree", BENCH_HOTSPOT_ALLOCATION},
    {"aligned_alloc", BENCH_HOTSPOT_ALLOCATION},
    {"posix_memalign", BENCH_HOTSPOT_ALLOCATION},
    {"_int_malloc", BENCH_HOTSPOT_ALLOCATION},
    {"_int_free", BENCH_HOTSPOT_ALLOCATION},
    {"_int_memalign", BENCH_HOTSPOT_ALLOCATION},
    {"_mid_memalign", BENCH_HOTSPOT_ALLOCATION},
    {"__libc_malloc", BENCH_HOTSPOT_ALLOCATION},
    {"__libc_free", BENCH_HOTSPOT_ALLOCATION},
    {"__libc_calloc", BENCH_HOTSPOT_ALLOCATION},
    {"__GI___libc_malloc", BENCH_HOTSPOT_ALLOCATION},
    {"__GI___libc_free", BENCH_HOTSPOT_ALLOCATION},
    {"sysmalloc", BENCH_HOTSPOT_ALLOCATION},
    {"systrim", BENCH_HOTSPOT_ALLOCATION},
    {"unlink_chunk", BENCH_HOTSPOT_ALLOCATION},
    {"__munmap", BENCH_HOTSPOT_ALLOCATION},
    {"__mmap", BENCH_HOTSPOT_ALLOCATION},
    {"brk", BENCH_HOTSPOT_ALLOCATION},
    {"__brk", BENCH_HOTSPOT_ALLOCATION},
    {"asm_exc_page_fault", BENCH_HOTSPOT_ALLOCATION},
    {"pthread_", BENCH_HOTSPOT_SYNCHRONISATION},
    {"__pthread_", BENCH_HOTSPOT_SYNCHRONISATION},
    {"___pthread_", BENCH_HOTSPOT_SYNCHRONISATION},
    {"__GI___pthread_", BENCH_HOTSPOT_SYNCHRONISATION},
    {"futex", BENCH_HOTSPOT_SYNCHRONISATION},
    {"__futex", BENCH_HOTSPOT_SYNCHRONISATION},
    {"__lll_lock", BENCH_HOTSPOT_SYNCHRONISATION},
    {"sched_yield", BENCH_HOTSPOT_SYNCHRONISATION},
    {"__sched_yield", BENCH_HOTSPOT_SYNCHRONISATION},
    {"create_thread", BENCH_HOTSPOT_SYNCHRONISATION},
    {"allocate_stack", BENCH_HOTSPOT_SYNCHRONISATION},
    {"__clone", BENCH_HOTSPOT_SYNCHRONISATION},
    {"spread_wait", BENCH_HOTSPOT_SYNCHRONISATION},
    {"workload_run_similarity", BENCH_HOTSPOT_SIMILARITY},
    {"workload_run_spreading", BENCH_HOTSPOT_SPREADING},
    {"spread", BENCH_HOTSPOT_SPREADING},
    {"workload_run_decay", BENCH_HOTSPOT_DECAY},
    {"workload_run_graph", BENCH_HOTSPOT_GRAPH},
};

static enum bench_hotspot frame_hotspot(const struct bench_frame *frame) {
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (strncmp(frame->function, rules[i].prefix, strlen(rules[i].prefix)) == 0)
            return rules[i].hotspot;
    return BENCH_HOTSPOT_OTHER;
}

enum bench_hotspot bench_hotspot_of(const struct bench_call *call) {
    for (; call != NULL; call = call->parent) {
        enum bench_hotspot hotspot = frame_hotspot(&call->frame);
        if (hotspot != BENCH_HOTSPOT_OTHER)
            return hotspot;
    }
    return BENCH_HOTSPOT_OTHER;
}

void bench_hotspots_count(const struct bench_calltree *tree, uint64_t samples[BENCH_HOTSPOTS]) {
    memset(samples, 0, BENCH_HOTSPOTS * sizeof *samples);
    for (const struct bench_call *call = &tree->root; call != NULL;
         call = bench_calltree_next(call))
        if (call->self > 0)
            samples[bench_hotspot_of(call)] += call->self;
}

static bool is_same(const struct bench_frame *a, const struct bench_frame *b) {
    return strcmp(a->function, b->function) == 0 && strcmp(a->object, b->object) == 0;
}

static bool is_recursive(const struct bench_call *call) {
    for (const struct bench_call *outer = call->parent; outer != NULL; outer = outer->parent)
        if (is_same(&outer->frame, &call->frame))
            return true;
    return false;
}

static int compare_functions(const void *a, const void *b) {
    const struct bench_function *left = a, *right = b;
    if (left->self != right->self)
        return left->self < right->self ? 1 : -1;
    int order = strcmp(left->frame.function, right->frame.function);
    return order != 0 ? order : strcmp(left->frame.object, right->frame.object);
}

const struct bench_function *bench_functions_rank(const struct bench_calltree *tree,
                                                  struct base_pool *pool, size_t *count) {
    size_t capacity = 0;
    for (const struct bench_call *call = &tree->root; call != NULL;
         call = bench_calltree_next(call))
        capacity++;
    struct bench_function *functions = base_pool_take_array(pool, capacity, sizeof *functions);
    uint64_t(*about)[BENCH_HOTSPOTS] = base_pool_take_array(pool, capacity, sizeof *about);
    *count = 0;
    for (const struct bench_call *call = tree->root.first_child; call != NULL;
         call = bench_calltree_next(call)) {
        size_t i = 0;
        while (i < *count && !is_same(&functions[i].frame, &call->frame))
            i++;
        if (i == *count)
            functions[(*count)++].frame = call->frame;
        functions[i].self += call->self;
        functions[i].total += is_recursive(call) ? 0 : call->total;
        about[i][bench_hotspot_of(call)] += call->self;
    }
    for (size_t i = 0; i < *count; i++) {
        functions[i].hotspot = BENCH_HOTSPOT_OTHER;
        for (uint32_t h = 0; h < BENCH_HOTSPOTS; h++)
            if (about[i][h] > about[i][functions[i].hotspot])
                functions[i].hotspot = h;
    }
    qsort(functions, *count, sizeof *functions, compare_functions);
    return functions;
}
