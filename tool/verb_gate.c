#include "bench/document.h"
#include "diff/worker.h"
#include "tool/print_gate.h"
#include "tool/targets.h"
#include "tool/timing.h"
#include "tool/verb.h"
#include "tool/verbs.h"

#include <unistd.h>

static const struct tool_verb verb = {
    .usage = "lockstep gate HEADER… [options]",
    .prose =
        "Decides whether each kernel is as much faster than its reference as its @gate says, at\n"
        "every @bench point; with --against or --baseline, whether it has become more than 10 %\n"
        "slower. Decisions are pass, fail or undecided, by order statistics over 6, 12 or 24\n"
        "fresh processes, and every run checks itself: the reference against itself must read 1,\n"
        "and 10 % more work must be seen. Exit status: 0 all pass; 1 a gate is not met, or a\n"
        "kernel is wrong; 2 a mistake; 3 undecided, controls that fail, or another machine's\n"
        "baseline. Each run adds to OUT/history.jsonl.",
    .example = "  lockstep gate reference/dot.h --optimized build/liboptimized-v3.so",
    .allowed = TOOL_REFERENCE | TOOL_OPTIMIZED | TOOL_KERNEL | TOOL_SEED | TOOL_OUT | TOOL_JSON |
               TOOL_JUNIT | TOOL_TOLERANCE | TOOL_AGAINST | TOOL_BEST | TOOL_BASELINE |
               TOOL_GITHUB | TOOL_BUDGET | TOOL_REVISION,
};

/// Rounds of a process, and seconds after which no further stage begins: the suite's gates have to
/// end in five minutes together with everything else.
enum { ROUNDS = 10, BUDGET_S = 200 };

static void show_progress(const struct bench_gate_unit *unit, uint32_t process,
                          uint32_t stage_processes, void *context) {
    (void)context;
    fprintf(stderr, "\r\033[Kprocess %u of %u: %s", process + 1, stage_processes,
            unit->kernel->name);
}

static bool put_results(const struct bench_gate *gate, const struct bench_gate_request *request,
                        const struct tool_options *options, struct base_pool *pool,
                        struct base_diag *diag) {
    const char *out = options->request.options.out;
    const char *path = base_pool_format(pool, "%s/gate.json", out);
    json_t *document = bench_gate_document(gate, request, pool);
    base_check(document != NULL);
    if (options->is_json) {
        json_dumpf(document, stdout, JSON_INDENT(1));
        putchar('\n');
    } else {
        tool_print_gate(gate, stdout);
    }
    bool ok = bench_document_write(document, path, diag) &&
              bench_gate_history(gate, request, out, pool, diag);
    json_decref(document);
    if (ok && options->junit != NULL)
        ok = tool_write_gate_junit(gate, options->junit, diag);
    if (ok && options->is_github)
        ok = tool_print_gate_github(gate, options->is_json ? stderr : stdout,
                                    tool_targets_summary(options), diag);
    return ok;
}

static int run(const struct tool_options *options, struct base_pool *pool) {
    struct base_diag diag;
    struct tool_timing timing;
    struct bench_gate gate;
    if (options->against != NULL && options->baseline != NULL) {
        base_fail(&diag, "--against and --baseline are two questions; ask one");
        return tool_verb_fail(&diag);
    }
    if (options->against != NULL && options->best != NULL) {
        base_fail(&diag, "--best is for the speed-up gate; --against compares with OLD alone");
        return tool_verb_fail(&diag);
    }
    bool ok = tool_timing_open(&timing, options, "gate.json", "history.jsonl", pool, &diag);
    uint64_t budget_ms = options->request.options.budget_ms;
    bool shows = isatty(STDERR_FILENO);
    struct bench_gate_request request = {
        .context = &timing.context,
        .kind = options->against != NULL    ? BENCH_GATE_AGAINST
                : options->baseline != NULL ? BENCH_GATE_BASELINE
                                            : BENCH_GATE_SPEEDUP,
        .best = timing.has_best ? &timing.best : NULL,
        .old = timing.has_old ? &timing.old : NULL,
        .baseline = timing.baseline,
        .machine = timing.machine,
        .program = timing.program,
        .rounds = ROUNDS,
        .budget_s = budget_ms > 0 ? (uint32_t)(budget_ms / 1000) : BUDGET_S,
        .revision = options->revision,
        .observer = shows ? show_progress : NULL,
    };
    ok = ok && bench_gate_run(&gate, &request, pool, &diag);
    if (shows)
        fputs("\r\033[K", stderr);
    ok = ok && put_results(&gate, &request, options, pool, &diag);
    if (ok && gate.is_interrupted)
        fputs("interrupted: gates that were not finished are undecided\n", stderr);
    diff_interrupts_release();
    int status = ok ? bench_gate_exit_status(&gate) : tool_verb_fail(&diag);
    tool_timing_close(&timing);
    return status;
}

int tool_verb_gate(int count, char **words) {
    struct base_pool pool = {0};
    struct tool_options options;
    int status = tool_verb_begin(&verb, count, words, &options, &pool);
    if (status < 0)
        status = tool_verb_end(run(&options, &pool));
    base_pool_free(&pool);
    return status;
}
