#include "diff/finding.h"

#include "diff/summary.h"
#include "diff/witness.h"
#include "diff/worker.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    /// Runs of the kernels that one minimization may cost: at some 10 µs each well under a second.
    SHRINK_RUNS_MAX = 10000,
    /// The same where every run needs a process of its own.
    SHRINK_FRESH_RUNS_MAX = 1000,
    /// Hangs that a minimization may sit through, each for the whole --timeout-ms.
    SHRINK_HANGS_MAX = 24,
    /// Earlier cases up to which each of them is minimized too.
    SHRINK_EARLIER_MAX = 4,
};

/// Names the bucket after kernel, variant and minimized outcome. A bug of position, say a dropped
/// tail, shows as a coarse, a fine and an infinite difference, all minimized to the same lengths
/// and place: one bucket. Where single elements show it, the kind is what tells two bugs apart.
static void name_bucket(struct diff_finding *finding, const struct diff_subject *subject,
                        uint32_t variant) {
    static const unsigned char key[crypto_shorthash_KEYBYTES] = "lockstep bucket";
    unsigned char hash[crypto_shorthash_BYTES];
    struct diff_outcome outcome = finding->outcome;
    char lengths[SPEC_PARAMS_MAX * 24] = "", text[2048];
    uint64_t longest = 0;
    size_t used = 0;
    for (uint32_t i = 0; i < subject->kernel->param_count; i++) {
        uint64_t count = finding->one->arguments[i].count;
        longest = count > longest ? count : longest;
        used += (size_t)snprintf(lengths + used, sizeof lengths - used, "%llu,",
                                 (unsigned long long)count);
    }
    bool is_value = outcome.kind == DIFF_KIND_COARSE || outcome.kind == DIFF_KIND_FINE ||
                    outcome.kind == DIFF_KIND_INFINITE;
    bool is_positional = outcome.class == DIFF_DIFFERS && is_value && longest > 1;
    if (is_positional)
        outcome.kind = DIFF_KIND_COARSE;
    int length = snprintf(
        text, sizeof text, "%.400s/%.400s/%016llx/%s%llu", subject->kernel->name,
        subject->variants[variant].library->name, (unsigned long long)diff_signature(&outcome),
        is_positional ? lengths : "", is_positional ? (unsigned long long)outcome.element : 0);
    crypto_shorthash(hash, (const unsigned char *)text, (unsigned long long)length, key);
    for (int i = 0; i < 6; i++)
        snprintf(finding->bucket + 2 * i, 3, "%02x", hash[i]);
}

/// What the minimizer's predicate needs: who runs, and what "the same failure" means.
struct chase {
    const struct diff_subject *subject;
    struct diff_executor *executor;
    struct diff_outcome wanted;
    uint64_t signature;
    uint64_t salt;
    bool is_repeated;
    bool is_always_fresh;               ///< a process for each run: for kernels that remember
    const struct corpus_case **earlier; ///< run before each run, which then is a fresh process's
    uint32_t earlier_count;
    uint32_t hangs;
    bool has_trouble;
    struct diff_outcome last;
    struct base_diag *diag;
};

static bool run_chase(struct chase *chase, const struct corpus_case *one) {
    if (chase->is_always_fresh || chase->earlier_count > 0)
        diff_executor_refresh(chase->executor);
    if (!chase->has_trouble)
        chase->has_trouble =
            !diff_executor_run_earlier(chase->executor, chase->earlier, chase->earlier_count,
                                       chase->salt, &chase->last, chase->diag) ||
            !diff_executor_run(chase->executor, one, chase->salt, chase->is_repeated, &chase->last,
                               chase->diag);
    chase->hangs += chase->last.class == DIFF_HUNG;
    return !chase->has_trouble;
}

static bool still_fails(const struct corpus_case *candidate, void *context) {
    struct chase *chase = context;
    if (chase->hangs >= SHRINK_HANGS_MAX || diff_was_interrupted())
        return false;
    if (!run_chase(chase, candidate) || diff_signature(&chase->last) != chase->signature)
        return false;
    // Without a floor, a wrong formula shrinks until it looks like rounding.
    return !(chase->wanted.error > 0) || chase->last.error >= chase->wanted.error / 2;
}

/// Whether the case, run alone in a fresh process, earns the signature that is chased.
static bool recurs_alone(struct chase *chase, const struct corpus_case *one) {
    diff_executor_refresh(chase->executor);
    return run_chase(chase, one) && diff_signature(&chase->last) == chase->signature;
}

/// Minimizes in one process for all runs, or with a process for each run: where a process shows the
/// failure only once, and where the result of the former does not fail in a fresh process. The case
/// has just failed in a fresh one.
static void minimize(struct chase *chase, struct corpus_case *one,
                     struct corpus_shrink_report *report) {
    struct corpus_case *original = corpus_case_create(one->kernel);
    corpus_case_copy(original, one);
    if (chase->last.class != DIFF_HUNG)
        chase->is_always_fresh =
            !run_chase(chase, one) || diff_signature(&chase->last) != chase->signature;
    if (!chase->is_always_fresh)
        corpus_shrink(one, chase->subject->completion, still_fails, chase, SHRINK_RUNS_MAX, report);
    if (!chase->has_trouble && (chase->is_always_fresh || !recurs_alone(chase, one))) {
        corpus_case_copy(one, original);
        chase->is_always_fresh = true;
        corpus_shrink(one, chase->subject->completion, still_fails, chase, SHRINK_FRESH_RUNS_MAX,
                      report);
        recurs_alone(chase, one);
    }
    corpus_case_free(original);
}

/// The fewest cases of a history behind which the case fails; none where not even all of them bring
/// the failure back. First the shortest end of the history, by doubling, then one by one.
static bool seek_earlier(struct chase *chase, const struct corpus_case *one,
                         const struct diff_history *history, struct diff_finding *finding) {
    uint32_t length = 0;
    chase->earlier =
        base_pool_take_array(&finding->earlier_pool, history->count + 1, sizeof *chase->earlier);
    do {
        if (length == history->count || diff_was_interrupted()) {
            chase->earlier_count = 0;
            return false;
        }
        length = length == 0 ? 1 : 2 * length;
        length = length < history->count ? length : history->count;
        memcpy(chase->earlier, history->cases + history->count - length,
               length * sizeof *chase->earlier);
        chase->earlier_count = length;
    } while (!recurs_alone(chase, one));
    for (uint32_t i = 0; i < chase->earlier_count && !chase->has_trouble;) {
        const struct corpus_case *left_out = chase->earlier[i];
        size_t behind = chase->earlier_count - i - 1;
        memmove(chase->earlier + i, chase->earlier + i + 1, behind * sizeof *chase->earlier);
        chase->earlier_count--;
        if (chase->earlier_count > 0 && recurs_alone(chase, one))
            continue;
        memmove(chase->earlier + i + 1, chase->earlier + i, behind * sizeof *chase->earlier);
        chase->earlier[i++] = left_out;
        chase->earlier_count++;
    }
    return recurs_alone(chase, one);
}

/// An earlier case that is minimized, and the case that must fail behind it.
struct earlier_chase {
    struct chase *chase;
    const struct corpus_case *one;
    uint32_t number;
};

static bool still_provokes(const struct corpus_case *candidate, void *context) {
    struct earlier_chase *earlier = context;
    const struct corpus_case *kept = earlier->chase->earlier[earlier->number];
    earlier->chase->earlier[earlier->number] = candidate;
    bool fails = still_fails(earlier->one, earlier->chase);
    earlier->chase->earlier[earlier->number] = kept;
    return fails;
}

/// Minimizes a case that fails only behind others, and those others.
static void minimize_behind(struct chase *chase, struct diff_finding *finding) {
    const struct corpus_completion *completion = chase->subject->completion;
    struct corpus_shrink_report ignored;
    struct corpus_case *scratch = corpus_case_create(finding->one->kernel);
    chase->wanted = chase->last;
    corpus_shrink(finding->one, completion, still_fails, chase, SHRINK_FRESH_RUNS_MAX,
                  &finding->shrink);
    for (uint32_t i = 0; i < chase->earlier_count && chase->earlier_count <= SHRINK_EARLIER_MAX;
         i++) {
        struct earlier_chase earlier = {chase, finding->one, i};
        corpus_case_copy(scratch, chase->earlier[i]);
        corpus_shrink(scratch, completion, still_provokes, &earlier, SHRINK_FRESH_RUNS_MAX,
                      &ignored);
        chase->earlier[i] = corpus_case_keep(scratch, &finding->earlier_pool);
    }
    corpus_case_free(scratch);
    recurs_alone(chase, finding->one);
    // What fails only behind other cases is a kernel that remembers, however it fails.
    finding->outcome = chase->last;
    finding->outcome.class = DIFF_UNSTABLE;
    finding->earlier = chase->earlier;
    finding->earlier_count = chase->earlier_count;
}

/// Whether the corpus cases from `first` on bring the failure of `last` back in a fresh process.
static bool recurs_after(struct chase *chase, int64_t first, int64_t last) {
    diff_executor_refresh(chase->executor);
    if (!chase->has_trouble && !diff_executor_run_corpus(chase->executor, (uint64_t)first,
                                                         (uint64_t)last, &chase->last, chase->diag))
        chase->has_trouble = true;
    return !chase->has_trouble && diff_signature(&chase->last) == chase->signature;
}

/// The latest first case from which on the failure recurs, by doubling and then bisection; −1 where
/// even the whole history does not bring it back.
static int64_t seek_history(struct chase *chase, int64_t history, int64_t last) {
    int64_t failing = -1, passing = last;
    for (int64_t length = 1; failing < 0; length *= 2) {
        int64_t first = last - length > history ? last - length : history;
        if (recurs_after(chase, first, last))
            failing = first;
        else if (first == history)
            return -1;
        else
            passing = first;
    }
    while (passing - failing > 1) {
        int64_t middle = failing + (passing - failing) / 2;
        if (recurs_after(chase, middle, last))
            failing = middle;
        else
            passing = middle;
    }
    return failing;
}

/// The finding in a few lines. Its case is run once more, since only then are results kept; a case
/// that ends its process has none to show.
static void summarize(struct diff_finding *finding, struct chase *chase) {
    size_t length;
    struct diff_outcome ignored;
    FILE *text = open_memstream(&finding->summary, &length);
    base_check(text != NULL);
    diff_executor_refresh(chase->executor);
    if (finding->outcome.class == DIFF_DIFFERS && finding->earlier_count == 0 &&
        !diff_executor_run_for_results(chase->executor, finding->one, finding->salt, &ignored,
                                       chase->diag))
        chase->has_trouble = true;
    diff_summary_write(chase->subject, finding->one, chase->executor, &finding->outcome, text);
    fclose(text);
}

/// Looks back for the case that changes the process when run alone; false where this variant made
/// no such change: another one of the pass did.
static bool seek_guilty(struct chase *chase, struct corpus_case *one, int64_t history,
                        int64_t last) {
    chase->is_repeated = true;
    for (int64_t i = last; i >= history && i >= 0 && !chase->has_trouble && !diff_was_interrupted();
         i--) {
        diff_subject_draw(chase->subject, (uint64_t)i, one);
        if (recurs_alone(chase, one))
            return true;
    }
    return false;
}

static bool draw_failure(struct diff_finding *finding, const struct diff_subject *subject,
                         struct diff_history *history, struct base_diag *diag) {
    int64_t index = finding->first_index;
    struct corpus_origin origin;
    *history = (struct diff_history){0};
    if (index >= 0) {
        diff_subject_draw(subject, (uint64_t)index, finding->one);
        return true;
    }
    if (!corpus_case_read(finding->one, &origin, &finding->earlier_pool,
                          subject->regressions[-1 - index], diag))
        return false;
    corpus_case_complete(finding->one, subject->completion);
    *history = (struct diff_history){origin.earlier, origin.earlier_count};
    return true;
}

/// What the last run after minimizing earned. Where it no longer fails, the failure that was chased
/// was there in two processes and is gone: that is unstable, and never equal.
static struct diff_outcome lasting_outcome(const struct chase *chase) {
    struct diff_outcome outcome = chase->last;
    if (outcome.class == DIFF_EQUAL) {
        outcome = chase->wanted;
        outcome.class = DIFF_UNSTABLE;
    }
    return outcome;
}

/// Minimizes the case where it fails alone; a case that does not is unstable, and stays as it is.
/// The chase has just run the case in a fresh process; `recurs` tells whether it failed there.
/// Returns whether it fails alone after all.
static bool settle(struct diff_finding *finding, struct chase *chase, bool recurs,
                   bool is_repeated) {
    if (!recurs && !chase->has_trouble && chase->last.class == DIFF_UNSTABLE) {
        // It strayed after other calls; alone it strays from itself, and that can be minimized.
        chase->signature = diff_signature(&chase->last);
        recurs = true;
    }
    if (recurs) {
        chase->wanted = chase->last;
        chase->is_repeated = chase->last.class == DIFF_UNSTABLE || is_repeated;
        minimize(chase, finding->one, &finding->shrink);
        finding->outcome = lasting_outcome(chase);
    } else {
        finding->outcome.class = DIFF_UNSTABLE;
        finding->shrink.elements_before = corpus_case_elements(finding->one);
        finding->shrink.elements_after = finding->shrink.elements_before;
    }
    return recurs;
}

bool diff_finding_make(struct diff_finding *finding, const struct diff_subject *subject,
                       uint32_t variant, const struct diff_failure *failure,
                       const struct diff_witness *witness, struct base_diag *diag) {
    int64_t index = witness->index, history = witness->history_index;
    *finding = (struct diff_finding){
        .signature = failure->signature,
        .outcome = diff_signature_outcome(failure->signature),
        .count = failure->count,
        .first_index = index,
        .history_index = -1,
        .salt = diff_witness_salt(witness),
        .one = corpus_case_create(subject->kernel),
    };
    struct chase chase = {.subject = subject,
                          .signature = failure->signature,
                          .salt = finding->salt,
                          .is_repeated = true,
                          .diag = diag};
    struct diff_history brought;
    bool ok = false, is_late = diff_outcome_is_late(&finding->outcome);
    if (!diff_executor_create(&chase.executor, subject, variant, diag) ||
        !draw_failure(finding, subject, &brought, diag))
        goto done;
    diff_executor_enter(chase.executor, 1u << finding->outcome.entry_state);
    bool recurs = is_late ? seek_guilty(&chase, finding->one, history, index)
                          : recurs_alone(&chase, finding->one);
    finding->is_absent = is_late && !recurs;
    if (!finding->is_absent) {
        recurs = settle(finding, &chase, recurs,
                        is_late || index < 0 || diff_case_is_repeated((uint64_t)index));
        if (!recurs && index >= 0 && history >= 0) {
            diff_executor_enter(chase.executor, subject->options->entry_states);
            finding->history_index = seek_history(&chase, history, index);
        }
        if (!recurs && seek_earlier(&chase, finding->one, &brought, finding))
            minimize_behind(&chase, finding);
        summarize(finding, &chase);
        name_bucket(finding, subject, variant);
    }
    ok = !chase.has_trouble;
done:
    if (chase.executor != NULL)
        diff_executor_free(chase.executor);
    return ok;
}

/// The same among the cases of a history, the latest first. `one` stays what it was where none
/// does.
static bool seek_guilty_earlier(struct chase *chase, struct corpus_case *one,
                                const struct diff_history *history) {
    for (uint32_t i = history->count; i-- > 0 && !chase->has_trouble;) {
        if (!recurs_alone(chase, history->cases[i]))
            continue;
        corpus_case_copy(one, history->cases[i]);
        return true;
    }
    return false;
}

bool diff_finding_of_case(struct diff_finding *finding, const struct diff_subject *subject,
                          uint32_t variant, const struct corpus_case *one,
                          const struct diff_history *history, uint64_t signature, uint64_t count,
                          uint64_t salt, struct base_diag *diag) {
    *finding = (struct diff_finding){.signature = signature,
                                     .outcome = diff_signature_outcome(signature),
                                     .count = count,
                                     .first_index = DIFF_NO_INDEX,
                                     .history_index = -1,
                                     .salt = salt,
                                     .one = corpus_case_create(subject->kernel)};
    struct chase chase = {.subject = subject,
                          .signature = signature,
                          .salt = salt,
                          .is_repeated = true,
                          .diag = diag};
    corpus_case_copy(finding->one, one);
    bool ok = diff_executor_create(&chase.executor, subject, variant, diag);
    if (ok) {
        diff_executor_enter(chase.executor, 1u << finding->outcome.entry_state);
        bool recurs = recurs_alone(&chase, finding->one);
        if (!recurs && diff_outcome_is_late(&finding->outcome))
            recurs = seek_guilty_earlier(&chase, finding->one, history);
        recurs = settle(finding, &chase, recurs, true);
        if (!recurs && seek_earlier(&chase, finding->one, history, finding))
            minimize_behind(&chase, finding);
        summarize(finding, &chase);
        name_bucket(finding, subject, variant);
        ok = !chase.has_trouble;
        diff_executor_free(chase.executor);
    }
    return ok;
}

void diff_finding_free(struct diff_finding *finding) {
    if (finding->one != NULL)
        corpus_case_free(finding->one);
    finding->one = NULL;
    free(finding->summary);
    finding->summary = NULL;
    base_pool_free(&finding->earlier_pool);
}

bool diff_case_minimize(const struct diff_subject *subject, uint32_t variant,
                        struct corpus_case *one, const struct diff_history *history, uint64_t salt,
                        struct diff_outcome *outcome, struct corpus_shrink_report *report,
                        struct base_diag *diag) {
    struct base_pool pool = {0};
    struct chase chase = {.subject = subject,
                          .salt = salt,
                          .is_repeated = true,
                          .earlier_count = history->count,
                          .diag = diag};
    bool ok = false;
    chase.earlier = base_pool_take_array(&pool, history->count + 1, sizeof *chase.earlier);
    if (history->count > 0)
        memcpy(chase.earlier, history->cases, history->count * sizeof *chase.earlier);
    if (!diff_executor_create(&chase.executor, subject, variant, diag) || !run_chase(&chase, one))
        goto done;
    if (chase.last.class == DIFF_EQUAL) {
        base_fail(diag, "the case does not fail: %s and %s agree on it",
                  subject->reference_library->name, subject->variants[variant].library->name);
        goto done;
    }
    chase.wanted = chase.last;
    chase.signature = diff_signature(&chase.last);
    diff_executor_enter(chase.executor, 1u << chase.last.entry_state);
    minimize(&chase, one, report);
    *outcome = lasting_outcome(&chase);
    if (history->count > 0)
        outcome->class = DIFF_UNSTABLE;
    ok = !chase.has_trouble;
done:
    if (chase.executor != NULL)
        diff_executor_free(chase.executor);
    base_pool_free(&pool);
    return ok;
}
