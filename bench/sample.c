#include "bench/sample.h"

#include "diff/call.h"

#include <string.h>

enum {
    CALLS_PLANTED_UNIT = 10, ///< of which ten per cent are one call
    TURNS = 2,               ///< of a round: there and back
    SLOT_ATTEMPTS = 4,
    /// Of a slot that is longer than the scheduler's slices: on a crowded machine none stays whole.
    LONG_SLOT_ATTEMPTS = 2,
    LINEAR_SAMPLES_MIN = 5,
    /// A call longer than this settles the processor by itself.
    SETTLED_CALL_NS = 2000000,
    RESTORE_TRIES = 16,
    RESTORE_CALLS_MAX = 2048,
};

static bool is_cold(const struct bench_sampler *sampler) {
    return sampler->inputs->class == BENCH_COLD;
}

static void call(const struct bench_sampler *sampler, uint32_t side, uint64_t first,
                 uint64_t calls) {
    const struct bench_inputs *inputs = sampler->inputs;
    sampler->loops->call(sampler->sides[side].function, inputs->words, inputs->stride,
                         inputs->set_count, first, calls);
}

/// One call at a time, its in,out arrays copied in and then all arrays flushed; only the call is
/// timed. Wall clock: reading CPU time is a system call, which would warm and cool other things.
static struct bench_time run_cold(const struct bench_sampler *sampler, uint32_t side,
                                  uint64_t first, uint64_t calls) {
    const struct bench_inputs *inputs = sampler->inputs;
    diff_function function = sampler->sides[side].function;
    uint64_t total = 0;
    for (uint64_t i = 0; i < calls; i++) {
        sampler->loops->restore(function, inputs->words, inputs->stride, inputs->set_count,
                                first + i, 1);
        bench_inputs_flush(inputs, (uint32_t)((first + i) % inputs->set_count));
        uint64_t start = bench_clock_wall_ns();
        sampler->loops->call_alone(function, inputs->words, inputs->stride, inputs->set_count,
                                   first + i, 1);
        total += bench_clock_wall_ns() - start;
    }
    return (struct bench_time){.cpu_ns = total, .wall_ns = total};
}

static struct bench_time run_warm(const struct bench_sampler *sampler, uint32_t side,
                                  uint64_t first, uint64_t calls) {
    struct bench_time start = bench_clock_read();
    call(sampler, side, first, calls);
    return bench_clock_since(start);
}

static void tell(const struct bench_sampler *sampler, uint32_t side) {
    sampler->progress->side = side;
    sampler->progress->beats++;
}

static struct bench_time run(struct bench_sampler *sampler, uint32_t side, uint64_t first,
                             uint64_t calls) {
    tell(sampler, side);
    struct bench_time time = is_cold(sampler) ? run_cold(sampler, side, first, calls)
                                              : run_warm(sampler, side, first, calls);
    // What one side leaves changed must not slow the others down, or be blamed on them.
    if (diff_state_reset())
        sampler->leaked_sides |= UINT64_C(1) << side;
    return time;
}

/// Runs a side unmeasured, for its own settled state.
static void settle(const struct bench_sampler *sampler, uint32_t side, uint64_t first) {
    double call_ns = sampler->call_ns[side];
    if (call_ns > SETTLED_CALL_NS || is_cold(sampler))
        return;
    tell(sampler, side);
    uint64_t calls = (uint64_t)((double)sampler->settle_ns / 8 / call_ns) + 1;
    uint64_t start = bench_clock_wall_ns();
    do
        call(sampler, side, first, calls);
    while (bench_clock_wall_ns() - start < sampler->settle_ns);
}

static uint64_t round_to_sets(const struct bench_sampler *sampler, uint64_t calls) {
    uint64_t sets = sampler->inputs->set_count;
    return calls > sets ? calls / sets * sets : calls;
}

/// Beside planted work all sides make the same number of calls, of which the planted share is
/// whole; or, where so many do not fit a slot, one.
static void share_planted(struct bench_sampler *sampler, uint64_t fewest) {
    uint64_t units = fewest / CALLS_PLANTED_UNIT;
    sampler->has_long_calls = units == 0;
    for (uint32_t side = 0; side < sampler->side_count; side++)
        sampler->calls[side] = units > 0 ? units * CALLS_PLANTED_UNIT : 1;
}

/// Sides whose slots hold fewer calls than there are sets must not see different sets.
static void share_calls(struct bench_sampler *sampler) {
    uint64_t fewest = UINT64_MAX;
    bool is_planted = false;
    for (uint32_t side = 0; side < sampler->side_count; side++) {
        fewest = sampler->calls[side] < fewest ? sampler->calls[side] : fewest;
        is_planted |= sampler->sides[side].extra_percent > 0;
    }
    if (is_planted) {
        share_planted(sampler, fewest);
        return;
    }
    for (uint32_t side = 0; side < sampler->side_count; side++) {
        uint64_t calls = sampler->calls[side];
        bool spreads =
            fewest < sampler->inputs->set_count && calls > fewest &&
            sampler->call_ns[side] * (double)sampler->inputs->set_count > (double)sampler->slot_ns;
        sampler->calls[side] = spreads ? fewest : calls;
    }
}

void bench_sampler_calibrate(struct bench_sampler *sampler) {
    sampler->has_long_calls = false;
    for (uint32_t side = 0; side < sampler->side_count; side++) {
        double best = 1e18;
        uint64_t calls = 1, spent = 0;
        // Doubling warms caches and branch predictors up as well; the best of the longer ones
        // counts, since a first call may load pages.
        while (spent < sampler->slot_ns) {
            uint64_t waits = bench_clock_switches().waits;
            struct bench_time time = run(sampler, side, 0, calls);
            // Whoever is preempted in a first try is not slow.
            bool has_waited = bench_clock_switches().waits != waits;
            uint64_t elapsed_ns = has_waited ? time.wall_ns : time.cpu_ns;
            double each = (double)elapsed_ns / (double)calls;
            best = each < best ? each : best;
            spent += elapsed_ns + 1000;
            calls *= elapsed_ns < sampler->slot_ns / 4 ? 2 : 1;
        }
        sampler->call_ns[side] = best > 0.3 ? best : 0.3;
        calls = (uint64_t)((double)sampler->slot_ns / sampler->call_ns[side]);
        if (is_cold(sampler) && calls > 64)
            calls = 64;
        sampler->calls[side] = calls > 0 ? round_to_sets(sampler, calls) : 1;
    }
    share_calls(sampler);
}

/// Measures a slot. One that a context switch hit is repeated: the thread has just been given a new
/// slice of time, so the next try is likely to stay whole even on a crowded machine.
static struct bench_time run_slot(struct bench_sampler *sampler, uint32_t side, uint64_t first,
                                  uint64_t calls, bool settles, struct bench_round *round) {
    struct bench_time time = {0};
    bool is_whole = false, has_waited = false;
    double slot_ns = sampler->call_ns[side] * (double)calls;
    int attempts = slot_ns > SETTLED_CALL_NS ? LONG_SLOT_ATTEMPTS : SLOT_ATTEMPTS;
    for (int attempt = 0; attempt < attempts && !is_whole; attempt++) {
        if (settles || attempt > 0)
            settle(sampler, side, first);
        struct bench_switches before = bench_clock_switches();
        time = run(sampler, side, first, calls);
        struct bench_switches after = bench_clock_switches();
        is_whole = after.preemptions == before.preemptions;
        has_waited = after.waits != before.waits;
        round->repeated_slots += !is_whole;
    }
    round->has_waited |= has_waited;
    round->is_dropped |= !is_whole;
    return time;
}

/// Adds a slot of so many calls to a round, where it counts as `counted` of them.
static void add_slot(struct bench_sampler *sampler, uint32_t side, uint32_t turn, uint64_t calls,
                     double counted, struct bench_round *round) {
    // What follows itself, or the same code as another side, is settled.
    bool settles = sampler->latest != sampler->sides[side].function;
    struct bench_time time =
        run_slot(sampler, side, sampler->next_set + turn, calls, settles, round);
    round->cpu_ns[side] += (double)time.cpu_ns / counted;
    round->wall_ns[side] += (double)time.wall_ns / counted;
    sampler->latest = sampler->sides[side].function;
}

/// Adds a turn of a side to a round of so many. Where ten calls do not fit a slot, a planted side
/// makes one, and then two: ten per cent more work are nine parts of the first and one of the
/// second.
static void add_turn(struct bench_sampler *sampler, uint32_t side, uint32_t turn, uint32_t turns,
                     struct bench_round *round) {
    uint64_t calls = sampler->calls[side], percent = sampler->sides[side].extra_percent;
    double counted = (double)(turns * calls);
    if (percent == 0 || !sampler->has_long_calls) {
        add_slot(sampler, side, turn, calls + calls * percent / 100, counted, round);
        return;
    }
    for (uint32_t i = 0; i < 2; i++) {
        bool is_double = i != turn % 2;
        double weight = (double)(is_double ? percent : 100 - percent) / 100;
        add_slot(sampler, side, turn, is_double ? 2 * calls : calls, counted / weight, round);
    }
}

static void end_round(struct bench_sampler *sampler, uint32_t turns, struct bench_round *round) {
    if (round->has_waited)
        memcpy(round->cpu_ns, round->wall_ns, sizeof round->cpu_ns);
    sampler->next_set += turns;
}

void bench_sampler_round(struct bench_sampler *sampler, struct bench_round *round) {
    uint32_t sides = sampler->side_count;
    *round = (struct bench_round){0};
    for (uint32_t slot = 0; slot < TURNS * sides; slot++) {
        uint32_t side = slot < sides ? slot : TURNS * sides - 1 - slot;
        add_turn(sampler, side, slot / sides, TURNS, round);
    }
    end_round(sampler, TURNS, round);
}

void bench_sampler_slot(struct bench_sampler *sampler, uint32_t side, struct bench_round *slot) {
    *slot = (struct bench_round){0};
    add_turn(sampler, side, 0, 1, slot);
    end_round(sampler, 1, slot);
}

double bench_sampler_read(struct bench_sampler *sampler, uint32_t side) {
    uint64_t calls = sampler->calls[side];
    struct bench_time time = {0};
    bool is_whole = false;
    for (int attempt = 0; attempt < SLOT_ATTEMPTS && !is_whole; attempt++) {
        struct bench_switches before = bench_clock_switches();
        struct bench_time start = bench_clock_read();
        tell(sampler, side);
        for (uint64_t i = 0; i < calls; i++)
            bench_inputs_scan(sampler->inputs,
                              (uint32_t)((sampler->next_set + i) % sampler->inputs->set_count));
        time = bench_clock_since(start);
        is_whole = bench_clock_switches().preemptions == before.preemptions;
    }
    sampler->next_set++;
    sampler->latest = NULL;
    return (double)time.cpu_ns / (double)calls;
}

double bench_sampler_round_ns(const struct bench_sampler *sampler) {
    double total = 0;
    for (uint32_t side = 0; side < sampler->side_count; side++) {
        bool is_double = sampler->has_long_calls && sampler->sides[side].extra_percent > 0;
        total +=
            sampler->call_ns[side] * (double)(TURNS * sampler->calls[side]) * (is_double ? 3 : 1);
    }
    return total;
}

uint32_t bench_sampler_linear(struct bench_sampler *sampler, uint32_t count, uint64_t total_ns,
                              struct bench_point_sample *samples) {
    uint64_t steps[BENCH_SIDES_MAX];
    double units = (double)count * (count + 1) / 2, longest = 0;
    for (uint32_t side = 0; side < sampler->side_count; side++)
        longest = sampler->call_ns[side] > longest ? sampler->call_ns[side] : longest;
    uint32_t stride = count;
    while (count > LINEAR_SAMPLES_MIN && longest * count > 4 * (double)total_ns)
        count--;
    for (uint32_t side = 0; side < sampler->side_count; side++) {
        uint64_t step = (uint64_t)((double)total_ns / units / sampler->call_ns[side]);
        // Like criterion: where a line would take far too long, every sample is one call.
        bool is_flat = sampler->call_ns[side] * units > 2 * (double)total_ns;
        steps[side] = is_flat ? 0 : step > 0 ? step : 1;
    }
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < sampler->side_count; k++) {
            uint32_t side = i % 2 == 0 ? k : sampler->side_count - 1 - k;
            struct bench_point_sample *sample = &samples[side * stride + i];
            sample->iterations = steps[side] > 0 ? steps[side] * (i + 1) : 1;
            struct bench_round slot = {0};
            struct bench_time time = run_slot(sampler, side, i, sample->iterations, true, &slot);
            sample->is_preempted = slot.is_dropped;
            sample->cpu_ns = (double)(slot.has_waited ? time.wall_ns : time.cpu_ns);
            sample->wall_ns = (double)time.wall_ns;
        }
    }
    return count;
}

double bench_sampler_restore_ns(struct bench_sampler *sampler) {
    const struct bench_inputs *inputs = sampler->inputs;
    if (inputs->stride == inputs->kernel->param_count || is_cold(sampler))
        return 0;
    double best = 1e18;
    uint64_t calls = 1;
    // Few copies of large arrays, many of small ones: 2048 where they are fast.
    for (int i = 0; i < RESTORE_TRIES; i++) {
        uint64_t start = bench_clock_wall_ns();
        sampler->loops->restore(sampler->sides[0].function, inputs->words, inputs->stride,
                                inputs->set_count, 0, calls);
        uint64_t elapsed_ns = bench_clock_wall_ns() - start;
        double each = (double)elapsed_ns / (double)calls;
        best = each < best ? each : best;
        calls *= elapsed_ns < sampler->slot_ns && calls < RESTORE_CALLS_MAX ? 2 : 1;
    }
    return best;
}
