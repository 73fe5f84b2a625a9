/// What a fresh process is asked to measure, and what it answers; both travel as JSON over pipes.
#ifndef LOCKSTEP_BENCH_JOB_H
#define LOCKSTEP_BENCH_JOB_H

#include "bench/sample.h"

#include <jansson.h>

enum {
    BENCH_CELLS_MAX = 64,
    BENCH_SIDE_ALONE = 1, ///< the side that has slots besides those of the rounds: the variant
};

struct bench_job_side {
    const char *library;    ///< as diff_library_open takes it
    uint32_t extra_percent; ///< of work, planted on purpose
    bool is_yardstick;      ///< may differ from the reference: then it is left out, not accused
};

struct bench_job_cell {
    struct spec_bench_point point;
    enum bench_class class;
    const char *use; ///< a name of bench/suite.h, or ""
    /// What is asked of side 0's time / side 1's: rounds end early where they all lie far from it.
    /// 0: nothing, all rounds are wanted.
    double threshold;
};

struct bench_job {
    const char *header, *kernel, *loop;
    const char *reference; ///< the library whose results are right
    struct bench_job_side sides[BENCH_SIDES_MAX];
    uint32_t side_count;
    struct bench_job_cell cells[BENCH_CELLS_MAX];
    uint32_t cell_count;
    uint64_t seed, salt; ///< the salt is the number of the process
    double near_tolerance;
    uint32_t rounds;
    uint32_t samples; ///< of linear sampling; 0 for none
    uint32_t sample_ms;
    uint32_t alone_count;     ///< slots of side 1, besides those of the rounds
    bool counts_instructions; ///< of the first cell
};

enum bench_state {
    BENCH_MEASURED,
    BENCH_SKIPPED, ///< the class cannot be had
    BENCH_DIFFERS, ///< a side is not equal to the reference: nothing was timed
};

/// One cell as one process measured it.
struct bench_cell_result {
    enum bench_state state;
    const char *text;       ///< why it was skipped, or what differs
    uint32_t wrong_side;    ///< of BENCH_DIFFERS
    uint64_t missing_sides; ///< bits: yardsticks that differ from the reference
    uint64_t elements, bytes;
    double flop; ///< of one call; 0: the reference library does not say
    uint32_t set_count;
    double subnormal_share, restore_ns;
    uint32_t round_count, dropped_count; ///< kept rounds; those dropped besides
    uint32_t repeated_count;             ///< slots measured again after a context switch
    uint32_t waited_count;               ///< kept rounds that wall time stands for
    bool is_contaminated;                ///< too few clean rounds: the dropped ones were used
    double *cpu_ns[BENCH_SIDES_MAX];     ///< per call; round_count each
    double *wall_ns[BENCH_SIDES_MAX];
    uint64_t calls[BENCH_SIDES_MAX]; ///< per slot
    uint32_t sample_count;           ///< per side
    double *iterations[BENCH_SIDES_MAX];
    double *sample_cpu_ns[BENCH_SIDES_MAX];
    double *sample_wall_ns[BENCH_SIDES_MAX];
    uint32_t alone_count;                 ///< slots of BENCH_SIDE_ALONE, spread over the rounds
    double *alone_cpu_ns, *alone_wall_ns; ///< per call
    /// CPU time that reading a call's arrays took beside each of them; NULL where a core's own
    /// caches hold them.
    double *alone_read_ns;
};

struct bench_job_result {
    struct bench_cell_result cells[BENCH_CELLS_MAX];
    uint32_t cell_count;
    int64_t instructions[BENCH_SIDES_MAX]; ///< of one call of the first cell; −1: not counted
    const char *instructions_text;         ///< how they were counted, or why not
    /// Where a process crashed or hung (BENCH_CELL_NONE, BENCH_SIDE_REFERENCE), and how.
    uint32_t broken_cell, broken_side;
    const char *broken_text;
};

json_t *bench_job_pack(const struct bench_job *job);
bool bench_job_unpack(struct bench_job *job, const json_t *json, struct base_pool *pool,
                      struct base_diag *diag);

json_t *bench_cell_pack(const struct bench_cell_result *cell, uint32_t side_count);
bool bench_job_result_unpack(struct bench_job_result *result, const json_t *json,
                             struct base_pool *pool, struct base_diag *diag);

/// The median over a cell's rounds of ln(time of side a / time of side b), CPU time or wall time;
/// NAN where one of them has none.
double bench_cell_log_ratio(const struct bench_cell_result *cell, uint32_t a, uint32_t b,
                            bool of_wall);

/// The median time of a call.
double bench_cell_time(const struct bench_cell_result *cell, uint32_t side, bool of_wall);

#endif
