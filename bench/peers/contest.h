/// A contest: one piece of work, done by a kernel and by what a user would take instead.
///
/// All sides run in one process on one processor, interleaved as in bench/sample.h: rounds that
/// visit the sides in turn and then in reverse, slots of about a millisecond of CPU time, each
/// after an unmeasured stretch of the same side. What is reported is the median over the rounds of
/// the kernel's time divided by the peer's, with an interval by order statistics.
#ifndef LOCKSTEP_BENCH_PEERS_CONTEST_H
#define LOCKSTEP_BENCH_PEERS_CONTEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PEERS_SIDES_MAX = 12 };

typedef void (*peers_function)(void);

/// Does the work `calls` times by `function`, which is cast to what the side knows it to be.
typedef void peers_run(void *work, peers_function function, uint64_t calls);

struct peers_side {
    const char *name;
    peers_run *run;
    peers_function function;
    double target;    ///< the kernel's time may be at most this part of it; 0: no target
    double tolerance; ///< of its outputs, beside the kernel's; negative: they are not compared
};

struct peers_contest {
    const char *kernel, *size;
    void *work;
    struct peers_side
        sides[PEERS_SIDES_MAX]; ///< the kernel first; those without a function drop out
    size_t side_count;
    float *outputs; ///< what a run leaves; compared before anything is timed
    size_t output_count;
    double limit_ns;   ///< what the machine needs at least, by the probe; 0: unknown
    const char *limit; ///< what that is, "L1 loads"
};

struct peers_options {
    const char *only;        ///< a kernel's name, or NULL
    uint32_t rounds;         ///< 0: the default
    size_t nodes;            ///< of the graphs
    uint32_t missed, failed; ///< counted: targets missed, peers whose outputs are wrong
};

/// Adds a side; one whose function is NULL is skipped, and said so once on stderr.
void peers_add(struct peers_contest *contest, const char *name, peers_run *run,
               peers_function function, double target, double tolerance);

/// Compares outputs, times, and prints one line of the table for each peer.
void peers_hold(struct peers_contest *contest, struct peers_options *options);

/// Writes the heading of the table.
void peers_heading(void);

/// Whether the options ask for this kernel.
bool peers_wants(const struct peers_options *options, const char *kernel);

/// A time for people, "35.2 ns".
void peers_time(double ns, char text[16]);

#endif
