/// The dense hops of several queries at once: each query is a lane, and all signals of a place lie
/// side by side. So each arc is read once for all of them, and each lane sums in the one order.
#ifndef LOCKSTEP_OPTIMIZED_SPREAD_LANES_H
#define LOCKSTEP_OPTIMIZED_SPREAD_LANES_H

#include "spread_plan.h"

// Up to SPREAD_FEW queries are dense on their own: a hop of all lanes costs as much as three or
// four single ones. Sums of SPREAD_SUMS vectors stay in registers.
enum { SPREAD_QUERIES_MAX = 16, SPREAD_FEW = 3, SPREAD_SUMS = 8 };

/// Queries that have become dense, by lane.
struct spread_group {
    uint32_t count, lanes; ///< of lanes there are 8 or 16
    float *signals[2], *results;
    float *activations[SPREAD_QUERIES_MAX];
    uint32_t next[SPREAD_QUERIES_MAX]; ///< the hop that a lane waits for
};

struct spread_pull_lanes {
    const struct spread_plan *plan;
    const float *signals;
    float *next, *results;
    float decay;
    uint32_t lanes;
    bool are_waiting;
    spread_ints is_running[SPREAD_QUERIES_MAX / SPREAD_WIDTH]; ///< a mask of lanes
};

/// Settles one place: its lanes lie from `place` on. A lane that waits keeps its signal.
VECTOR_INLINE void spread_lanes_settle(const struct spread_pull_lanes *pull, size_t place,
                                       size_t vector, spread_floats sum) {
    size_t at = place + vector * SPREAD_WIDTH;
    if (pull->are_waiting) {
        spread_ints is_running = pull->is_running[vector];
        spread_ints kept = (spread_ints)spread_load(pull->signals + at);
        spread_store(pull->next + at,
                     (spread_floats)((is_running & (spread_ints)sum) | (~is_running & kept)));
        sum = (spread_floats)(is_running & (spread_ints)sum);
    } else {
        spread_store(pull->next + at, sum);
    }
    spread_floats before = spread_load(pull->results + at);
    spread_store(pull->results + at, spread_settled(before, sum, pull->decay));
}

/// Some rows of a slice, from `first` on.
VECTOR_INLINE void spread_lanes_rows(const struct spread_pull_lanes *pull, size_t slice,
                                     size_t first, size_t lanes) {
    const struct spread_plan *plan = pull->plan;
    const size_t vectors = lanes / SPREAD_WIDTH, rows = SPREAD_SUMS / vectors;
    spread_floats sums[SPREAD_SUMS] = {{0}};
    const struct spread_column *end = plan->columns + plan->begins[slice + 1];
    for (const struct spread_column *column = plan->columns + plan->begins[slice]; column < end;
         column++) {
        VECTOR_UNROLL for (size_t row = 0; row < rows; row++) {
            const float *signals = pull->signals + column->sources[first + row] * lanes;
            float weight = column->weights[first + row];
            VECTOR_UNROLL for (size_t i = 0; i < vectors; i++) sums[row * vectors + i] +=
                spread_load(signals + i * SPREAD_WIDTH) * weight;
        }
    }
    size_t place = (slice * SPREAD_LANES + first) * lanes;
    VECTOR_UNROLL for (size_t row = 0; row < rows; row++) {
        VECTOR_UNROLL for (size_t i = 0; i < vectors; i++)
            spread_lanes_settle(pull, place + row * lanes, i, sums[row * vectors + i]);
    }
}

VECTOR_INLINE void spread_lanes_slices(const struct spread_pull_lanes *pull, size_t first,
                                       size_t last, size_t lanes) {
    const size_t rows = SPREAD_SUMS * SPREAD_WIDTH / lanes;
    for (size_t slice = first; slice < last; slice++) {
        for (size_t row = 0; row < SPREAD_LANES; row += rows)
            spread_lanes_rows(pull, slice, row, lanes);
    }
}

static void spread_pull_lanes_part(void *context, uint32_t number, uint32_t threads) {
    const struct spread_pull_lanes *pull = context;
    size_t first = spread_plan_part(pull->plan, number, threads);
    size_t last = spread_plan_part(pull->plan, number + 1, threads);
    if (pull->lanes == 8)
        spread_lanes_slices(pull, first, last, 8);
    else
        spread_lanes_slices(pull, first, last, 16);
}

/// Room for signals and results of a group, whose signals are all zero.
static void spread_lanes_make(struct spread_plan *plan, struct spread_group *group,
                              uint32_t queries) {
    size_t places = spread_plan_places(plan);
    if (plan->lanes_memory == NULL) {
        size_t floats = (3 * places + 2) * SPREAD_QUERIES_MAX;
        plan->lanes_memory = aligned_alloc(64, floats * sizeof(float));
        if (plan->lanes_memory == NULL)
            abort();
    }
    group->count = 0;
    group->lanes = queries <= 8 ? 8 : 16;
    size_t floats = (places + 1) * group->lanes;
    group->signals[0] = plan->lanes_memory;
    group->signals[1] = group->signals[0] + floats;
    group->results = group->signals[1] + floats;
    memset(group->signals[0], 0, floats * sizeof(float));
    memset(group->signals[1] + places * group->lanes, 0, group->lanes * sizeof(float));
}

/// Adds a query that is dense before hop `next`; without a front every node is in it.
static void spread_lanes_add(struct spread_plan *plan, struct spread_group *group,
                             const struct spread_front *front, uint32_t next, float *activation) {
    float *signals = group->signals[0] + group->count;
    if (front != NULL) {
        for (size_t i = 0; i < front->count; i++)
            signals[plan->places[front->ids[i]] * (size_t)group->lanes] = front->signals[i];
    } else {
        for (size_t t = 0; t < plan->graph.nodes; t++)
            signals[plan->places[t] * (size_t)group->lanes] = activation[t];
    }
    group->activations[group->count] = activation;
    group->next[group->count++] = next;
}

static void spread_lanes_enter(const struct spread_plan *plan, const struct spread_group *group) {
    for (size_t place = 0; place < plan->graph.nodes; place++) {
        float *results = group->results + place * group->lanes;
        uint32_t node = plan->nodes[place];
        for (uint32_t lane = 0; lane < group->count; lane++)
            results[lane] = group->activations[lane][node];
        for (uint32_t lane = group->count; lane < group->lanes; lane++)
            results[lane] = 0;
    }
    size_t used = plan->graph.nodes * group->lanes;
    size_t all = spread_plan_places(plan) * group->lanes;
    memset(group->results + used, 0, (all - used) * sizeof(float));
}

static void spread_lanes_leave(const struct spread_plan *plan, const struct spread_group *group) {
    for (size_t place = 0; place < plan->graph.nodes; place++) {
        const float *results = group->results + place * group->lanes;
        uint32_t node = plan->nodes[place];
        for (uint32_t lane = 0; lane < group->count; lane++)
            group->activations[lane][node] = results[lane];
    }
}

/// The first hop that a lane waits for; `last` + 1 where there is no lane.
static uint32_t spread_lanes_first(const struct spread_group *group, uint32_t last) {
    uint32_t first = last + 1;
    for (uint32_t lane = 0; lane < group->count; lane++)
        first = group->next[lane] < first ? group->next[lane] : first;
    return first;
}

/// All lanes together.
static void spread_lanes_hops(struct spread_plan *plan, struct spread_group *group, uint32_t depth,
                              float rate) {
    spread_lanes_enter(plan, group);
    struct spread_hops hops = {spread_lanes_first(group, depth), depth, rate};
    for (; hops.next <= hops.last; hops.next++) {
        struct spread_pull_lanes pull = {.plan = plan,
                                         .signals = group->signals[0],
                                         .next = group->signals[1],
                                         .results = group->results,
                                         .decay = spread_decay(&hops),
                                         .lanes = group->lanes};
        int32_t is_running[SPREAD_QUERIES_MAX] = {0};
        for (uint32_t lane = 0; lane < group->count; lane++) {
            is_running[lane] = group->next[lane] <= hops.next ? -1 : 0;
            pull.are_waiting |= is_running[lane] == 0;
        }
        memcpy(pull.is_running, is_running, sizeof is_running);
        thread_team_run(&plan->team, spread_pull_lanes_part, &pull);
        float *swapped = group->signals[0];
        group->signals[0] = group->signals[1];
        group->signals[1] = swapped;
    }
    spread_lanes_leave(plan, group);
}

/// One lane after the other.
static void spread_lanes_singly(struct spread_plan *plan, const struct spread_group *group,
                                uint32_t depth, float rate) {
    for (uint32_t lane = 0; lane < group->count; lane++) {
        for (size_t place = 0; place < spread_plan_places(plan); place++)
            plan->signals[0][place] = group->signals[0][place * group->lanes + lane];
        struct spread_hops hops = {group->next[lane], depth, rate};
        spread_plan_hops(plan, &hops, group->activations[lane]);
    }
}

static void spread_plan_run_group(struct spread_plan *plan, uint32_t depth, float rate,
                                  uint32_t queries, float *activations) {
    size_t nodes = plan->graph.nodes, limit = spread_push_limit(&plan->graph);
    struct spread_group group;
    spread_lanes_make(plan, &group, queries);
    for (uint32_t query = 0; query < queries; query++) {
        float *activation = activations + query * nodes;
        struct spread_hops hops = {1, depth, rate};
        bool is_sparse = spread_front_find(&plan->graph, activation, limit, &plan->front);
        if (!is_sparse || !spread_front_run(&plan->graph, &hops, limit, &plan->front, activation))
            spread_lanes_add(plan, &group, is_sparse ? &plan->front : NULL, hops.next, activation);
    }
    if (group.count > SPREAD_FEW)
        spread_lanes_hops(plan, &group, depth, rate);
    else
        spread_lanes_singly(plan, &group, depth, rate);
    spread_settle_nan(queries * nodes, activations);
}

/// What spread_many computes, whose parameters these are.
static inline void spread_plan_run_many(struct spread_plan *plan, uint32_t depth, float rate,
                                        size_t queries, float *activations) {
    size_t nodes = plan->graph.nodes;
    for (size_t first = 0; first < queries; first += SPREAD_QUERIES_MAX) {
        size_t left = queries - first;
        if (left <= SPREAD_FEW) {
            for (size_t query = first; query < queries; query++)
                spread_plan_run(plan, depth, rate, activations + query * nodes);
        } else {
            spread_plan_run_group(plan, depth, rate,
                                  left < SPREAD_QUERIES_MAX ? (uint32_t)left : SPREAD_QUERIES_MAX,
                                  activations + first * nodes);
        }
    }
}

#endif
