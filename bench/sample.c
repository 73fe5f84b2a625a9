#include "bench/sample.h"

#include "diff/call.h"

#include <string.h>

enum {
    CALLS_PLANTED_UNIT = 10, ///< of which ten per cent are one call
    SLOT_ATTEMPTS = 4,
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

/// The calls that really run where `calls` count.
static uint64_t with_extra(const struct bench_sampler *sampler, uint32_t side, uint64_t calls) {
    return calls + calls * sampler->sides[side].extra_percent / 100;
}

/// One call at a time, its arrays flushed before; only the call is timed. Wall clock: reading CPU
/// time is a system call, which would warm and cool other things.
static struct bench_time run_cold(const struct bench_sampler *sampler, uint32_t side,
                                  uint64_t first, uint64_t calls) {
    uint64_t total = 0, real = with_extra(sampler, side, calls);
    for (uint64_t i = 0; i < real; i++) {
        bench_inputs_flush(sampler->inputs, (uint32_t)((first + i) % sampler->inputs->set_count));
        uint64_t start = bench_clock_wall_ns();
        call(sampler, side, first + i, 1);
        total += bench_clock_wall_ns() - start;
    }
    return (struct bench_time){.cpu_ns = total, .wall_ns = total};
}

static struct bench_time run_warm(const struct bench_sampler *sampler, uint32_t side,
                                  uint64_t first, uint64_t calls) {
    uint64_t real = with_extra(sampler, side, calls);
    struct bench_time start = bench_clock_read();
    call(sampler, side, first, real);
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

/// Sides whose slots hold fewer calls than there are sets must not see different sets; and where
/// one has planted work, all make the same number of calls, of which the planted share is whole.
static void share_calls(struct bench_sampler *sampler) {
    uint64_t fewest = UINT64_MAX;
    bool is_planted = false;
    for (uint32_t side = 0; side < sampler->side_count; side++) {
        fewest = sampler->calls[side] < fewest ? sampler->calls[side] : fewest;
        is_planted |= sampler->sides[side].extra_percent > 0;
    }
    uint64_t planted = fewest > CALLS_PLANTED_UNIT ? fewest / CALLS_PLANTED_UNIT : 1;
    for (uint32_t side = 0; side < sampler->side_count; side++) {
        uint64_t calls = sampler->calls[side];
        bool spreads =
            fewest < sampler->inputs->set_count && calls > fewest &&
            sampler->call_ns[side] * (double)sampler->inputs->set_count > (double)sampler->slot_ns;
        sampler->calls[side] = is_planted ? planted * CALLS_PLANTED_UNIT : spreads ? fewest : calls;
    }
}

void bench_sampler_calibrate(struct bench_sampler *sampler) {
    for (uint32_t side = 0; side < sampler->side_count; side++) {
        double best = 1e18;
        uint64_t calls = 1, spent = 0;
        // Doubling warms caches and branch predictors up as well; the best of the longer ones
        // counts, since a first call may load pages.
        while (spent < sampler->slot_ns) {
            struct bench_time time = run(sampler, side, 0, calls);
            double each = (double)time.wall_ns / (double)calls;
            best = each < best ? each : best;
            spent += time.wall_ns + 1000;
            calls *= time.wall_ns < sampler->slot_ns / 4 ? 2 : 1;
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
    for (int attempt = 0; attempt < SLOT_ATTEMPTS && !is_whole; attempt++) {
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

void bench_sampler_round(struct bench_sampler *sampler, struct bench_round *round) {
    uint32_t sides = sampler->side_count;
    *round = (struct bench_round){0};
    for (uint32_t slot = 0; slot < 2 * sides; slot++) {
        uint32_t side = slot < sides ? slot : 2 * sides - 1 - slot;
        uint64_t first = sampler->next_set + (slot < sides ? 0 : 1);
        uint64_t calls = sampler->calls[side];
        // In the middle of a round a side follows itself.
        struct bench_time time = run_slot(sampler, side, first, calls, slot != sides, round);
        round->cpu_ns[side] += (double)time.cpu_ns / (double)(2 * calls);
        round->wall_ns[side] += (double)time.wall_ns / (double)(2 * calls);
    }
    if (round->has_waited)
        memcpy(round->cpu_ns, round->wall_ns, sizeof round->cpu_ns);
    sampler->next_set += 2;
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
    if (inputs->stride == inputs->kernel->param_count)
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
