// One input of a fuzzer through both sides of a kernel.
//
// A divergence ends the process like a failed assertion, in a function named after its class, so
// that tools which sort crashes by their frames keep classes apart. Where LOCKSTEP_FUZZ_COLLECT
// names a folder, the first input of each signature is written there instead and fuzzing goes on:
// one known bug does not hide others.

#include "diff/guard.h"
#include "diff/run.h"
#include "fuzz/island.h"
#include "fuzz/recent_inputs.h"
#include "fuzz/score.h"
#include "fuzz/targets/target.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    SIGNATURES_MAX = 256,
    /// One input in this many is called twice: engines run a thousand times as many as a corpus.
    REPEATED_IN = 64,
    LOOKS = 16,
    /// A case whose salt asks for no look at state components; see diff_guard_arm.
    UNSEEN_SALT_INDEX = 4,
};

static struct diff_run run;
static struct diff_progress progress;
static struct base_pool run_pool;
static bool is_ready;
static uint32_t run_mask;
static const char *collect_folder;
static struct fuzz_recent_inputs *recent; ///< NULL where nothing is collected
static bool counts_inputs;
static uint64_t input_count, element_count;
static uint64_t seen[SIGNATURES_MAX];
static uint32_t seen_count;

static _Noreturn void fail(const char *text) {
    fprintf(stderr, "error: %s\n", text);
    exit(2);
}

/// The variants to call: the one that LOCKSTEP_FUZZ_VARIANT names, all for "all", else the last,
/// which is the widest that this machine runs.
static uint32_t choose_variants(const struct diff_subject *subject) {
    const char *wanted = getenv("LOCKSTEP_FUZZ_VARIANT");
    uint32_t all = subject->variant_count == 32 ? UINT32_MAX : (1u << subject->variant_count) - 1;
    if (wanted == NULL)
        return 1u << (subject->variant_count - 1);
    for (uint32_t i = 0; i < subject->variant_count; i++)
        if (strcmp(subject->variants[i].library->name, wanted) == 0)
            return 1u << i;
    if (strcmp(wanted, "all") != 0)
        fail("LOCKSTEP_FUZZ_VARIANT names no variant that this machine can run");
    return all;
}

/// What ci/fuzz-throughput compares besides the time: how large the cases were.
static void print_counts(void) {
    fprintf(stderr, "inputs: %llu, elements: %llu\n", (unsigned long long)input_count,
            (unsigned long long)element_count);
}

int LLVMFuzzerInitialize(int *count, char ***words) {
    static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};
    const struct diff_subject *subject = target_subject();
    struct base_diag diag;
    (void)count;
    (void)words;
    if (is_ready)
        return 0;
    if (!diff_run_create(&run, subject, &progress, &run_pool, &diag))
        fail(diag.text);
    // A crash is the engine's to see.
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        signal(signals[i], SIG_DFL);
    is_ready = true;
    run_mask = choose_variants(subject);
    collect_folder = getenv("LOCKSTEP_FUZZ_COLLECT");
    counts_inputs = getenv("LOCKSTEP_FUZZ_COUNT") != NULL;
    if (counts_inputs)
        atexit(print_counts);
    return 0;
}

/// Not inlined and not merged: the frame names the class.
#define DIVERGENCE(name)                                                                           \
    static __attribute__((noinline)) void divergence_##name(void) {                                \
        fputs("divergence: " #name "\n", stderr);                                                  \
        abort();                                                                                   \
    }
DIVERGENCE(differs)
DIVERGENCE(unstable)
DIVERGENCE(leaked)
DIVERGENCE(trespassed)

static _Noreturn void end_process(uint32_t variant, const struct diff_outcome *outcome) {
    char text[512];
    const struct diff_subject *subject = run.subject;
    diff_outcome_describe(subject->kernel, outcome, text, sizeof text);
    fprintf(stderr, "Assertion failure: %s-%s-%s (%s)\n", subject->kernel->name,
            subject->variants[variant].library->name, diff_class_name(outcome->class), text);
    if (outcome->class == DIFF_TRESPASSED)
        divergence_trespassed();
    if (outcome->class == DIFF_LEAKED)
        divergence_leaked();
    if (outcome->class == DIFF_UNSTABLE)
        divergence_unstable();
    divergence_differs();
    abort();
}

struct input {
    const uint8_t *data;
    size_t size;
};

/// Writes an input that shows a signature for the first time in this process; the file's name is
/// the signature, so that processes which share the folder keep one input of each.
static void collect(const struct input *input, uint64_t signature) {
    char path[4096];
    for (uint32_t i = 0; i < seen_count; i++)
        if (seen[i] == signature)
            return;
    if (seen_count < SIGNATURES_MAX)
        seen[seen_count++] = signature;
    snprintf(path, sizeof path, "%s/divergence-%016llx", collect_folder,
             (unsigned long long)signature);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0666);
    if (file < 0 && errno == EEXIST)
        return;
    bool is_written = file >= 0 && write(file, input->data, input->size) == (ssize_t)input->size;
    if (file >= 0)
        close(file);
    if (!is_written)
        fail("cannot write to the folder of LOCKSTEP_FUZZ_COLLECT");
    if (recent != NULL)
        fuzz_recent_save(recent, collect_folder, signature);
}

/// What each process does before its first input. AFL++ forks its processes behind
/// LLVMFuzzerInitialize: these are ours, and no child that came back from a kernel.
static void begin_process(void) {
    static bool has_begun;
    if (has_begun)
        return;
    has_begun = true;
    diff_process_note();
    target_begin_process();
    if (collect_folder != NULL)
        recent = fuzz_recent_open(collect_folder);
}

static void take_outcome(uint32_t variant, const struct diff_outcome *outcome, void *context) {
    struct diff_results reference = {run.results[DIFF_BANK_REFERENCE],
                                     run.arrays[DIFF_BANK_REFERENCE]};
    struct diff_results optimized = {run.results[DIFF_BANK_OPTIMIZED],
                                     run.arrays[DIFF_BANK_OPTIMIZED]};
    if (outcome->class != DIFF_EQUAL) {
        if (collect_folder == NULL)
            end_process(variant, outcome);
        collect(context, diff_signature(outcome));
        target_feedback(0, 0);
        return;
    }
    struct fuzz_score score =
        fuzz_score_results(&run.subject->comparison, &run.one, run.arrays[DIFF_BANK_REFERENCE],
                           &reference, &optimized);
    target_feedback(score.level, score.bucket);
}

/// Which inputs are called twice depends on the input alone: coverage stays reproducible. Bytes are
/// taken from all over it, since those that an engine derives from one parent share most of them.
static bool repeats(const uint8_t *data, size_t size) {
    uint64_t word = size;
    for (size_t i = 0; i < LOOKS && size > 0; i++)
        word = (word ^ data[i * (size - 1) / (LOOKS - 1)]) * 0x9e3779b97f4a7c15u;
    return (word >> 40) % REPEATED_IN == 5;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct input input = {data, size};
    if (!is_ready)
        LLVMFuzzerInitialize(NULL, NULL);
    begin_process();
    if (recent != NULL)
        fuzz_recent_note(recent, data, (uint32_t)size);
    bool is_repeated = repeats(data, size);
    // The foreign salt lets the guard look at the state components in use, which costs as much as
    // a short call.
    uint64_t salt = is_repeated ? diff_foreign_salt() : diff_case_salt(UNSEEN_SALT_INDEX);
    diff_run_load(&run, target_case(data, size), salt);
    if (counts_inputs) {
        input_count++;
        element_count += corpus_case_elements(&run.one);
    }
    diff_run_case(&run, run_mask, is_repeated, false, take_outcome, &input, NULL);
    return 0;
}
