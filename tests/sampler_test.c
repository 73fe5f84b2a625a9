// Which slots a round has: the sampler drives a loop that only notes what it is asked for and then
// lets time pass, so nothing here depends on how long a call takes, only on whether it fits a slot.

#include "bench/sample.h"

#include <criterion/criterion.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SLOT_NS = 200000 };

static struct bench_progress progress;
static uint64_t call_ns;

/// Slots as they came: "side:calls ".
static char noted[2048];

/// Whether the next call is preempted, and for how long the last such call was.
static bool is_preempted_next;
static uint64_t preempted_ns;

/// Lets whoever else wants the processor have it, until that took longer than a slot; or until this
/// process has used half a slot itself, since nobody came.
static void give_way(void) {
    struct bench_time start = bench_clock_read(), time;
    do {
        sched_yield();
        time = bench_clock_since(start);
        preempted_ns = time.wall_ns > time.cpu_ns ? time.wall_ns - time.cpu_ns : 0;
    } while (preempted_ns < 2 * SLOT_NS && time.cpu_ns < SLOT_NS / 2);
}

static void note_loop(diff_function function, void *const *words, size_t stride, size_t set_count,
                      size_t first, uint64_t calls) {
    struct bench_time start = bench_clock_read();
    size_t length = strlen(noted);
    (void)function, (void)words, (void)stride, (void)set_count, (void)first;
    snprintf(noted + length, sizeof noted - length, "%u:%llu ", progress.side,
             (unsigned long long)calls);
    // Like a kernel it computes no less where others have the processor meanwhile.
    while (bench_clock_since(start).cpu_ns < calls * call_ns)
        continue;
    if (is_preempted_next) {
        is_preempted_next = false;
        give_way();
    }
}

static void some_function(void) {
}
static void other_function(void) {
}

static const struct bench_loops loops = {note_loop, note_loop, note_loop};
static struct bench_inputs inputs = {.set_count = 1};

static struct bench_sampler sampler_of(const struct bench_side *sides, uint32_t count) {
    struct bench_sampler sampler = {.loops = &loops,
                                    .inputs = &inputs,
                                    .sides = sides,
                                    .side_count = count,
                                    .slot_ns = SLOT_NS,
                                    .settle_ns = 1000,
                                    .progress = &progress};
    bench_sampler_calibrate(&sampler);
    return sampler;
}

/// A first round, before which nothing has settled, and then others until none of a round's slots
/// is measured again, which would add slots.
static void note_round(struct bench_sampler *sampler) {
    struct bench_round round;
    bench_sampler_round(sampler, &round);
    round.repeated_slots = 1;
    for (int i = 0; i < 1000 && round.repeated_slots > 0; i++) {
        noted[0] = '\0';
        bench_sampler_round(sampler, &round);
    }
    cr_assert_eq(round.repeated_slots, 0, "the machine never leaves a round alone");
}

static const struct bench_side controls[] = {
    {some_function, 0}, {some_function, 0}, {some_function, 10}};

Test(sampler, sides_take_turns_there_and_back_and_settle_after_others) {
    const struct bench_side sides[] = {{some_function, 0}, {other_function, 0}};
    call_ns = SLOT_NS;
    struct bench_sampler sampler = sampler_of(sides, 2);
    note_round(&sampler);
    // Each change of sides is followed by a call that does not count; the first side of a round
    // follows itself.
    cr_expect_str_eq(noted, "0:1 1:1 1:1 1:1 0:1 0:1 ", "%s", noted);
}

Test(sampler, planted_work_is_a_tenth_more_calls) {
    call_ns = SLOT_NS / 45;
    struct bench_sampler sampler = sampler_of(controls, 3);
    cr_expect_not(sampler.has_long_calls);
    note_round(&sampler);
    unsigned calls[6], sides[6];
    cr_assert_eq(sscanf(noted, "%u:%u %u:%u %u:%u %u:%u %u:%u %u:%u ", &sides[0], &calls[0],
                        &sides[1], &calls[1], &sides[2], &calls[2], &sides[3], &calls[3], &sides[4],
                        &calls[4], &sides[5], &calls[5]),
                 12, "%s", noted);
    cr_expect_eq(calls[0] % 10, 0, "%s", noted);
    for (unsigned i = 0; i < 6; i++) {
        cr_expect_eq(sides[i], i < 3 ? i : 5 - i, "%s", noted);
        cr_expect_eq(10 * calls[i], calls[0] * (sides[i] == 2 ? 11 : 10), "%s", noted);
    }
}

Test(sampler, long_calls_are_planted_as_a_slot_of_one_and_a_slot_of_two) {
    call_ns = SLOT_NS / 4;
    struct bench_sampler sampler = sampler_of(controls, 3);
    cr_expect(sampler.has_long_calls);
    note_round(&sampler);
    cr_expect_str_eq(noted, "0:1 1:1 2:1 2:2 2:2 2:1 1:1 0:1 ", "%s", noted);
    // Two turns of one, one and three calls.
    cr_expect_float_eq(bench_sampler_round_ns(&sampler), 10 * sampler.call_ns[0],
                       2 * sampler.call_ns[0]);
}

/// A process that keeps this one's processor busy. The caller ends it.
static pid_t start_rival(void) {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(sched_getcpu(), &one);
    cr_assert_eq(sched_setaffinity(0, sizeof one, &one), 0);
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0)
        for (;;)
            continue;
    return child;
}

Test(sampler, who_is_preempted_in_a_first_try_is_not_slow) {
    pid_t rival = start_rival();
    call_ns = SLOT_NS / 100;
    struct bench_sampler sampler;
    // Where the rival got little of the processor in that call, nothing was tried.
    for (int i = 0; i < 1000 && preempted_ns < 2 * SLOT_NS; i++) {
        is_preempted_next = true;
        sampler = sampler_of(controls, 3);
    }
    kill(rival, SIGKILL);
    waitpid(rival, NULL, 0);
    cr_assert_geq(preempted_ns, 2 * SLOT_NS, "the rival never ran");
    cr_expect_not(sampler.has_long_calls);
}
