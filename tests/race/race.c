/// The kernels with threads under ThreadSanitizer, with 1, 2, 3, 4 and 7 of them: the results are
/// the reference's bits, and nothing is reported.
///
///     race LIBREFERENCE
///
/// The optimized kernels are built into this program, with threads on inputs of any size.
/// Exit status: 0; 1 where bits differ; 2 where the reference cannot be loaded; 66, which is
/// ThreadSanitizer's, where there is a race.
#include "reference/arena_trace_shared.h"
#include "reference/pool_trace_shared.h"
#include "reference/spread.h"
#include "reference/spread_many.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { NODES = 700, ARCS = 6000, QUERIES = 16, ROUNDS = 128, REPEATS = 4, DEPTH = 5 };

static const uint32_t team_sizes[] = {1, 2, 3, 4, 7};

static uint64_t state = 0x9e3779b97f4a7c15;

static uint32_t below(uint32_t bound) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)((state >> 32) * bound >> 32);
}

static struct {
    __typeof__(&spread) spread;
    __typeof__(&spread_many) spread_many;
    __typeof__(&pool_trace_shared) pool_trace_shared;
    __typeof__(&arena_trace_shared) arena_trace_shared;
} reference;

static bool load(const char *path) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL)
        return false;
    *(void **)&reference.spread = dlsym(library, "spread");
    *(void **)&reference.spread_many = dlsym(library, "spread_many");
    *(void **)&reference.pool_trace_shared = dlsym(library, "pool_trace_shared");
    *(void **)&reference.arena_trace_shared = dlsym(library, "arena_trace_shared");
    return reference.spread != NULL && reference.spread_many != NULL &&
           reference.pool_trace_shared != NULL && reference.arena_trace_shared != NULL;
}

static bool tell(const char *kernel, uint32_t threads, bool is_equal) {
    if (!is_equal)
        fprintf(stderr, "race: %s differs with %u threads\n", kernel, threads);
    return is_equal;
}

static uint32_t offsets[NODES + 1], targets[ARCS];
static float weights[ARCS];

static void draw_graph(void) {
    for (size_t u = 0; u <= NODES; u++)
        offsets[u] = (uint32_t)(u * ARCS / NODES);
    for (size_t j = 0; j < ARCS; j++) {
        targets[j] = below(below(NODES) + 1);
        weights[j] = (float)below(1000) / 1000;
    }
}

static bool spread_is_equal(uint32_t threads) {
    static float seeds[QUERIES * NODES], wanted[QUERIES * NODES], found[QUERIES * NODES];
    draw_graph();
    memset(seeds, 0, sizeof seeds);
    for (size_t query = 0; query < QUERIES; query++)
        seeds[query * NODES + below(NODES)] = 1;
    memcpy(wanted, seeds, sizeof seeds);
    reference.spread_many(NODES, ARCS, offsets, targets, weights, DEPTH, 0.5f, QUERIES, 1, wanted);
    memcpy(found, seeds, sizeof seeds);
    spread_many(NODES, ARCS, offsets, targets, weights, DEPTH, 0.5f, QUERIES, threads, found);
    if (!tell("spread_many", threads, memcmp(found, wanted, sizeof found) == 0))
        return false;
    memcpy(found, seeds, sizeof seeds);
    spread(NODES, ARCS, offsets, targets, weights, DEPTH, 0.5f, threads, found);
    return tell("spread", threads, memcmp(found, wanted, NODES * sizeof *found) == 0);
}

/// One hop from every node, which takes results from where it returns them.
static bool only_hop_is_equal(uint32_t threads) {
    static float wanted[NODES], found[NODES];
    draw_graph();
    for (size_t t = 0; t < NODES; t++)
        wanted[t] = found[t] = (float)(below(1000) + 1) / 1000;
    reference.spread(NODES, ARCS, offsets, targets, weights, 1, 0.5f, 1, wanted);
    spread(NODES, ARCS, offsets, targets, weights, 1, 0.5f, threads, found);
    return tell("spread", threads, memcmp(found, wanted, NODES * sizeof *found) == 0);
}

struct facts {
    uint32_t amounts[ROUNDS], outcomes[ROUNDS], sums[ROUNDS];
    size_t kept;
};

static bool pool_is_equal(uint32_t threads) {
    static struct facts wanted, found;
    enum shared_pool_action actions[ROUNDS];
    uint32_t counts[ROUNDS], capacity = below(SHARED_POOL_BLOCKS_MAX + 1);
    for (size_t i = 0; i < ROUNDS; i++) {
        actions[i] = (enum shared_pool_action)below(SHARED_POOL_RESET + 1);
        counts[i] = below(SHARED_POOL_BLOCKS_MAX + 1);
    }
    wanted.kept = reference.pool_trace_shared(capacity, 1, ROUNDS, actions, counts, wanted.amounts,
                                              wanted.outcomes, wanted.sums);
    found.kept = pool_trace_shared(capacity, threads, ROUNDS, actions, counts, found.amounts,
                                   found.outcomes, found.sums);
    return tell("pool_trace_shared", threads, memcmp(&wanted, &found, sizeof wanted) == 0);
}

static bool arena_is_equal(uint32_t threads) {
    static struct facts wanted, found;
    enum shared_arena_action actions[ROUNDS];
    uint32_t counts[ROUNDS], sizes[ROUNDS], alignments[ROUNDS], capacity = below(65536);
    for (size_t i = 0; i < ROUNDS; i++) {
        actions[i] = below(8) == 0 ? SHARED_ARENA_RESET : SHARED_ARENA_TAKE;
        counts[i] = below(SHARED_ARENA_COUNT_MAX + 1);
        sizes[i] = below(600);
        alignments[i] = 1u << below(7);
    }
    wanted.kept =
        reference.arena_trace_shared(capacity, 1, ROUNDS, actions, counts, sizes, alignments,
                                     wanted.amounts, wanted.outcomes, wanted.sums);
    found.kept = arena_trace_shared(capacity, threads, ROUNDS, actions, counts, sizes, alignments,
                                    found.amounts, found.outcomes, found.sums);
    return tell("arena_trace_shared", threads, memcmp(&wanted, &found, sizeof wanted) == 0);
}

int main(int count, char **arguments) {
    if (count != 2 || !load(arguments[1])) {
        fprintf(stderr, "usage: race LIBREFERENCE (a library of the reference kernels)\n");
        return 2;
    }
    bool are_equal = true;
    for (size_t i = 0; i < sizeof team_sizes / sizeof *team_sizes; i++) {
        for (int repeat = 0; repeat < REPEATS; repeat++) {
            are_equal &= spread_is_equal(team_sizes[i]);
            are_equal &= only_hop_is_equal(team_sizes[i]);
            are_equal &= pool_is_equal(team_sizes[i]);
            are_equal &= arena_is_equal(team_sizes[i]);
        }
    }
    return are_equal ? 0 : 1;
}
