#include "bench/peers/contest.h"

#include "base/diag.h"
#include "bench/clock.h"
#include "bench/stats.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SLOT_NS = 1000000,
    SETTLE_NS = 300000,
    ROUNDS = 21,
    ROUNDS_MAX = 101,
    SLOT_ATTEMPTS = 4,
    /// A call longer than this settles the processor by itself.
    SETTLED_CALL_NS = 2000000,
};

static double times[PEERS_SIDES_MAX][ROUNDS_MAX];

bool peers_wants(const struct peers_options *options, const char *kernel) {
    return options->only == NULL || strcmp(options->only, kernel) == 0;
}

void peers_add(struct peers_contest *contest, const char *name, peers_run *run,
               peers_function function, double target, double tolerance) {
    base_check(contest->side_count < PEERS_SIDES_MAX);
    if (function == NULL)
        return;
    contest->sides[contest->side_count++] =
        (struct peers_side){name, run, function, target, tolerance};
}

void peers_time(double ns, char text[16]) {
    static const char *const units[] = {"ns", "µs", "ms", "s"};
    int unit = 0;
    for (; ns >= 1000 && unit < 3; unit++)
        ns /= 1000;
    snprintf(text, 16, "%.*f %s", ns < 10 ? 2 : ns < 100 ? 1 : 0, ns, units[unit]);
}

void peers_heading(void) {
    printf("| kernel | size | time | against | its time | ratio | interval | target | |\n"
           "|---|---|---|---|---|---|---|---|---|\n");
}

static uint64_t run_for(const struct peers_contest *contest, size_t side, uint64_t calls) {
    struct bench_time start = bench_clock_read();
    contest->sides[side].run(contest->work, contest->sides[side].function, calls);
    return bench_clock_since(start).cpu_ns;
}

/// How many calls fill a slot.
static uint64_t calibrate(const struct peers_contest *contest, size_t side, double *call_ns) {
    uint64_t calls = 1, elapsed = run_for(contest, side, 1);
    while (elapsed < SLOT_NS / 2 && calls < (UINT64_C(1) << 40)) {
        calls = elapsed < SLOT_NS / 64 ? calls * 8 : calls * 2;
        elapsed = run_for(contest, side, calls);
    }
    *call_ns = (double)elapsed / (double)calls;
    calls = (uint64_t)(SLOT_NS / (*call_ns > 0.1 ? *call_ns : 0.1));
    return calls > 0 ? calls : 1;
}

/// One slot; a context switch within it makes it run again.
static double run_slot(const struct peers_contest *contest, size_t side, uint64_t calls,
                       double call_ns) {
    uint64_t elapsed = 0;
    for (int attempt = 0; attempt < SLOT_ATTEMPTS; attempt++) {
        if (call_ns < SETTLED_CALL_NS)
            run_for(contest, side, (uint64_t)(SETTLE_NS / call_ns) + 1);
        uint64_t preemptions = bench_clock_switches().preemptions;
        elapsed = run_for(contest, side, calls);
        if (bench_clock_switches().preemptions == preemptions)
            break;
    }
    return (double)elapsed / (double)calls;
}

static void measure(const struct peers_contest *contest, uint32_t rounds) {
    uint64_t calls[PEERS_SIDES_MAX];
    double call_ns[PEERS_SIDES_MAX];
    size_t sides = contest->side_count;
    for (size_t side = 0; side < sides; side++)
        calls[side] = calibrate(contest, side, &call_ns[side]);
    for (uint32_t round = 0; round < rounds; round++) {
        for (size_t side = 0; side < sides; side++)
            times[side][round] = 0;
        for (size_t slot = 0; slot < 2 * sides; slot++) {
            size_t side = slot < sides ? slot : 2 * sides - 1 - slot;
            times[side][round] += run_slot(contest, side, calls[side], call_ns[side]) / 2;
        }
    }
}

/// The greatest rank whose interval holds the median with 95 % confidence.
static size_t rank_of(uint32_t rounds) {
    size_t rank = 1;
    while (rank + 1 <= rounds / 2 && bench_order_confidence(rounds, rank + 1) >= 0.95)
        rank++;
    return rank;
}

static void print_side(const struct peers_contest *contest, size_t side, uint32_t rounds,
                       struct peers_options *options) {
    double ratios[ROUNDS_MAX];
    char own[16], other[16], target[32] = "";
    const struct peers_side *peer = &contest->sides[side];
    const char *mark = "";
    for (uint32_t round = 0; round < rounds; round++)
        ratios[round] = times[0][round] / times[side][round];
    bench_sort(ratios, rounds);
    double ratio = bench_quantile(ratios, rounds, 0.5);
    struct bench_interval interval = bench_order_interval(ratios, rounds, rank_of(rounds));
    peers_time(bench_median(times[0], rounds), own);
    peers_time(bench_median(times[side], rounds), other);
    if (peer->target > 0) {
        snprintf(target, sizeof target, "≤ %g", peer->target);
        mark = interval.high <= peer->target ? "met"
               : interval.low > peer->target ? "**missed**"
                                             : "undecided";
        options->missed += interval.low > peer->target;
    }
    printf("| `%s` | %s | %s | %s | %s | %.3f | %.3f–%.3f | %s | %s |\n", contest->kernel,
           contest->size, own, peer->name, other, ratio, interval.low, interval.high, target, mark);
}

/// Runs a side once and compares what it leaves with what the kernel left.
static bool agrees(const struct peers_contest *contest, size_t side, const float *expected) {
    const struct peers_side *peer = &contest->sides[side];
    if (peer->tolerance < 0)
        return true;
    memset(contest->outputs, 0xff, contest->output_count * sizeof *contest->outputs);
    peer->run(contest->work, peer->function, 1);
    for (size_t i = 0; i < contest->output_count; i++) {
        double found = (double)contest->outputs[i], wanted = (double)expected[i];
        if (fabs(found - wanted) <= peer->tolerance * fmax(1, fabs(wanted)))
            continue;
        fprintf(stderr, "peers: %s, %s: %s leaves %.9g at %zu, the kernel %.9g: not timed\n",
                contest->kernel, contest->size, peer->name, found, i, wanted);
        return false;
    }
    return true;
}

/// Takes the sides out that compute something else.
static void verify(struct peers_contest *contest, struct peers_options *options) {
    size_t bytes = contest->output_count * sizeof *contest->outputs, kept = 1;
    float *expected = malloc(bytes + 1);
    base_check(expected != NULL);
    contest->sides[0].run(contest->work, contest->sides[0].function, 1);
    if (bytes > 0)
        memcpy(expected, contest->outputs, bytes);
    for (size_t side = 1; side < contest->side_count; side++) {
        if (agrees(contest, side, expected))
            contest->sides[kept++] = contest->sides[side];
        else
            options->failed++;
    }
    contest->side_count = kept;
    free(expected);
}

void peers_hold(struct peers_contest *contest, struct peers_options *options) {
    uint32_t rounds = options->rounds > 0 ? options->rounds : ROUNDS;
    rounds = rounds < ROUNDS_MAX ? rounds : ROUNDS_MAX;
    verify(contest, options);
    measure(contest, rounds);
    for (size_t side = 1; side < contest->side_count; side++)
        print_side(contest, side, rounds, options);
    if (contest->limit_ns > 0) {
        char own[16], limit[16];
        // The probe is the best of several passes, so it is compared with the best round.
        bench_sort(times[0], rounds);
        double time = times[0][0];
        peers_time(time, own);
        peers_time(contest->limit_ns, limit);
        printf("| `%s` | %s | %s | *limit: %s* | %s | %.3f | | | |\n", contest->kernel,
               contest->size, own, contest->limit, limit, time / contest->limit_ns);
    }
    fflush(stdout);
}
