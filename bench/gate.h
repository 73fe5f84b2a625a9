/// The gates: is each kernel as much faster as its contract promises, and no slower than it was?
///
/// A cell is one kernel, variant and bench point. Its decision is three-valued (bench/decide.h), on
/// CPU time, over fresh processes in stages of 6, 12 and 24; only cells that are undecided go on.
/// Every kernel's run carries two controls of its own: the measured base against itself, which must
/// read 1, and against itself with 10 % more calls, which must read 1.10. Where they do not, what
/// was measured beside them is void.
#ifndef LOCKSTEP_BENCH_GATE_H
#define LOCKSTEP_BENCH_GATE_H

#include "bench/decide.h"
#include "bench/job.h"
#include "diff/context.h"

enum bench_verdict {
    BENCH_PASSED,
    BENCH_FAILED,       ///< too slow
    BENCH_WRONG,        ///< not equal to the reference, crashed or hung: never timed
    BENCH_UNSURE,       ///< undecided after all stages
    BENCH_VOID,         ///< the controls failed
    BENCH_INCOMPARABLE, ///< another machine's baseline, or none; a base that differs or crashes
    BENCH_LEFT_OUT,     ///< the machine cannot run the variant; never counts as passed
    BENCH_VERDICTS,
};

const char *bench_verdict_name(enum bench_verdict verdict);

enum bench_gate_kind {
    BENCH_GATE_SPEEDUP, ///< time of the reference / time of the variant, above the contract's @gate
    BENCH_GATE_AGAINST, ///< time of the variant / time of an old build, not above 1.10
    BENCH_GATE_BASELINE, ///< stored speed-up / present speed-up, not above 1.10
};

/// The measured base against itself, and slowed down on purpose.
struct bench_controls {
    double alike[BENCH_PROCESSES_MAX], planted[BENCH_PROCESSES_MAX]; ///< log-ratios
    uint32_t process_count;
    double alike_ratio, planted_ratio; ///< their medians
    bool are_met;
    const char *text; ///< what they read, in words
};

struct bench_gate_cell {
    const struct spec_kernel *kernel;
    const struct spec_bench_point *point;
    const char *point_text; ///< "dim=768,count=100"
    const char *variant;
    enum bench_verdict verdict;
    bool is_decided;
    const char *text; ///< why
    double threshold;
    uint32_t process_count;
    double log_ratios[BENCH_PROCESSES_MAX];      ///< CPU time where no side waits; decides
    double wall_log_ratios[BENCH_PROCESSES_MAX]; ///< beside it
    double best_log_ratios[BENCH_PROCESSES_MAX]; ///< best build of the reference / variant
    double ratio, wall_ratio, best_ratio;        ///< medians; NAN where there is none
    struct bench_interval interval, best_interval;
    double base_ns[BENCH_PROCESSES_MAX], variant_ns[BENCH_PROCESSES_MAX];
    double base_time_ns, variant_time_ns; ///< medians of those
    uint64_t elements, bytes;
    double subnormal_share; ///< of the results; what goes in has none
    double restore_share;   ///< of the variant's time that copies in,out arrays in
    uint32_t round_count, dropped_count, repeated_count, contaminated_count;
    uint32_t waited_count; ///< rounds that wall time stands for: a side gave the processor up
    int64_t base_instructions, variant_instructions; ///< −1: not counted
    const char *instructions_text; ///< how they were counted, or why not; NULL: not asked for
    double stored_ratio;           ///< of BENCH_GATE_BASELINE
};

/// One kernel with one variant: what shares its processes and its controls.
struct bench_gate_unit {
    const struct spec_kernel *kernel;
    const struct diff_library *base, *variant;
    struct bench_gate_cell *cells;
    uint32_t cell_count;
    struct bench_controls controls;
    const char *loop;
};

struct bench_gate_request {
    const struct diff_context *context;
    enum bench_gate_kind kind;
    const struct diff_library *best; ///< the compiler's best build of the reference, or NULL
    const struct diff_library *old;  ///< of BENCH_GATE_AGAINST
    const json_t *baseline;          ///< of BENCH_GATE_BASELINE, as bench/baseline.h reads it
    const json_t *machine;           ///< this one's fingerprint
    const char *program;             ///< of bench_process_run
    uint32_t rounds;
    uint32_t budget_s;    ///< no stage begins after this
    const char *revision; ///< of the source, for the history, or NULL
    /// Told before each process; may be NULL.
    void (*observer)(const struct bench_gate_unit *unit, uint32_t process, uint32_t stage_processes,
                     void *context);
    void *observer_context;
};

struct bench_gate {
    enum bench_gate_kind kind;
    struct bench_gate_unit *units;
    uint32_t unit_count;
    uint32_t verdicts[BENCH_VERDICTS]; ///< cells of each
    bool is_interrupted;               ///< cells that were not finished are undecided
    double seconds;
};

/// Whether the controls of a stage read what they must, and what they read in words.
void bench_controls_judge(struct bench_controls *controls, uint32_t stage, const char *base,
                          struct base_pool *pool);

/// Runs a gate over all kernels that it concerns. False with a diag for the user's mistake or the
/// machine's trouble, among them that no kernel is concerned. From the first process on, SIGINT and
/// SIGTERM are caught (diff/worker.h) and end the run early; they stay so, for what was measured
/// has still to be kept: then the caller calls diff_interrupts_release.
bool bench_gate_run(struct bench_gate *gate, const struct bench_gate_request *request,
                    struct base_pool *pool, struct base_diag *diag);

/// 0 all passed; 1 some failed or wrong; 2 none of these, but interrupted; 3 some not decided.
int bench_gate_exit_status(const struct bench_gate *gate);

/// "n=768" for people; also the key of a cell.
const char *bench_point_text(const struct spec_kernel *kernel, const struct spec_bench_point *point,
                             struct base_pool *pool);

#endif
