/// A few threads that run one piece of work after the other, each its own part of it.
///
/// Work is a function of a context and of the member's number, 0 being the caller itself. Between
/// two pieces that follow closely members spin, since a hop or a slice of one takes microseconds;
/// where nothing comes for a while they sleep. A team belongs to one thread and does not survive a
/// fork.
#ifndef LOCKSTEP_OPTIMIZED_THREAD_TEAM_H
#define LOCKSTEP_OPTIMIZED_THREAD_TEAM_H

#include "float_state.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

// Turns of waiting before it yields, and before it sleeps: about fifty microseconds. Where there
// are more threads than processors, whoever spins keeps another one from its part.
enum { THREAD_TEAM_MAX = 16, THREAD_TEAM_SPINS = 4000, THREAD_TEAM_YIELDS = 20 };

// Tests define it, so that kernels run up to so many threads on inputs of any size.
#ifndef THREAD_TEAM_FORCED
#define THREAD_TEAM_FORCED 0
#endif

/// How many threads a test wants where a contract allows `threads`: each number from 1 on alike.
static inline uint32_t thread_team_forced(uint32_t threads) {
#if THREAD_TEAM_FORCED > 0
    return threads <= 1 ? 1 : 1 + (threads - 1) % THREAD_TEAM_FORCED;
#else
    return threads;
#endif
}

typedef void thread_team_work(void *context, uint32_t number, uint32_t threads);

struct thread_team;

struct thread_team_member {
    struct thread_team *team;
    uint32_t number;
    pthread_t thread;
};

struct thread_team {
    uint32_t threads; ///< the caller among them
    uint32_t spins;
    thread_team_work *work; ///< NULL: go home
    void *context;
    float_state state; ///< the caller's, in which all members compute
    _Atomic uint32_t round, done;
    pthread_mutex_t gate;
    pthread_cond_t opened;
    struct thread_team_member members[THREAD_TEAM_MAX];
};

static inline void thread_team_pause(const struct thread_team *team, uint32_t turns) {
    if (turns >= team->spins)
        sched_yield();
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

/// Returns once a round other than `seen` has begun, which is the result.
static inline uint32_t thread_team_await(struct thread_team *team, uint32_t seen) {
    for (uint32_t i = 0; i < team->spins + THREAD_TEAM_YIELDS; i++) {
        uint32_t round = atomic_load_explicit(&team->round, memory_order_acquire);
        if (round != seen)
            return round;
        thread_team_pause(team, i);
    }
    pthread_mutex_lock(&team->gate);
    uint32_t round;
    while ((round = atomic_load_explicit(&team->round, memory_order_acquire)) == seen)
        pthread_cond_wait(&team->opened, &team->gate);
    pthread_mutex_unlock(&team->gate);
    return round;
}

static void *thread_team_member_run(void *argument) {
    struct thread_team_member *member = argument;
    struct thread_team *team = member->team;
    uint32_t round = 0;
    while (true) {
        round = thread_team_await(team, round);
        if (team->work == NULL)
            return NULL;
        float_state_write(team->state);
        team->work(team->context, member->number, team->threads);
        atomic_fetch_add_explicit(&team->done, 1, memory_order_release);
    }
}

static inline void thread_team_open_round(struct thread_team *team) {
    pthread_mutex_lock(&team->gate);
    atomic_fetch_add_explicit(&team->round, 1, memory_order_release);
    pthread_cond_broadcast(&team->opened);
    pthread_mutex_unlock(&team->gate);
}

/// Runs the work on all members; returns when each has done its part.
static inline void thread_team_run(struct thread_team *team, thread_team_work *work,
                                   void *context) {
    if (team->threads > 1) {
        team->work = work;
        team->context = context;
        team->state = float_state_read();
        atomic_store_explicit(&team->done, 0, memory_order_relaxed);
        thread_team_open_round(team);
    }
    work(context, 0, team->threads);
    for (uint32_t i = 0;
         atomic_load_explicit(&team->done, memory_order_acquire) + 1 < team->threads; i++)
        thread_team_pause(team, i);
}

/// Processors that this thread may run on.
static inline uint32_t thread_team_processors(void) {
    cpu_set_t processors;
    if (sched_getaffinity(0, sizeof processors, &processors) != 0)
        return 1;
    return (uint32_t)CPU_COUNT(&processors);
}

/// Gathers up to `threads` threads, as many as the system grants. Members look at the number only
/// after the first round has begun, when it is final. The team stays where it is: members know its
/// address.
static inline void thread_team_start(struct thread_team *team, uint32_t threads) {
    team->threads = 1;
    team->spins = 0;
    atomic_init(&team->round, 0);
    atomic_init(&team->done, 0);
    if (threads <= 1)
        return;
    team->spins = threads <= thread_team_processors() ? THREAD_TEAM_SPINS : 0;
    pthread_mutex_init(&team->gate, NULL);
    pthread_cond_init(&team->opened, NULL);
    while (team->threads < threads && team->threads < THREAD_TEAM_MAX) {
        struct thread_team_member *member = &team->members[team->threads];
        *member = (struct thread_team_member){.team = team, .number = team->threads};
        if (pthread_create(&member->thread, NULL, thread_team_member_run, member) != 0)
            break;
        team->threads++;
    }
    if (team->threads == 1) {
        pthread_mutex_destroy(&team->gate);
        pthread_cond_destroy(&team->opened);
    }
}

/// Sends all members home and waits for them.
static inline void thread_team_stop(struct thread_team *team) {
    if (team->threads == 1)
        return;
    team->work = NULL;
    thread_team_open_round(team);
    for (uint32_t i = 1; i < team->threads; i++)
        pthread_join(team->members[i].thread, NULL);
    pthread_mutex_destroy(&team->gate);
    pthread_cond_destroy(&team->opened);
    team->threads = 1;
}

#endif
