#include "fuzz/island.h"

#include "fuzz/mutate.h"

#include "base/pool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    /// Executions without a gain after which a climb ends.
    PATIENCE = 96,
    /// The same where nothing has ever diverged: without a slope, other starts are worth more.
    PATIENCE_FLAT = 12,
    /// One start in this many is a fresh case of the corpus.
    FRESH_IN = 3,
    /// One candidate in this many crosses two elites.
    CROSS_IN = 12,
    /// Executions without a gain anywhere after which the archive is emptied.
    STAGNATION = 400000,
    /// One execution in this many is repeated elsewhere, to see what is unstable.
    REPEATED_IN = 16,
    /// Of the executions that are repeated, those among the first so many of a turn, and one in so
    /// many of all, are followed by a look at what belongs to the process: it costs some calls.
    WATCHED_FIRST = 1024,
    WATCHED_IN = 256,
};

static size_t round_up(size_t size) {
    return (size + 63) / 64 * 64;
}

static size_t case_bytes(const struct spec_kernel *kernel) {
    size_t bytes = round_up(sizeof(struct corpus_case));
    for (uint32_t i = 0; i < kernel->param_count; i++)
        bytes += round_up((size_t)kernel->params[i].extent_max * kernel->params[i].element_size);
    return bytes;
}

static struct corpus_case *place_case(const struct spec_kernel *kernel, uint8_t *memory) {
    struct corpus_case *one = (struct corpus_case *)(void *)memory;
    uint8_t *next = memory + round_up(sizeof *one);
    one->kernel = kernel;
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        const struct spec_param *param = &kernel->params[i];
        one->arguments[i].count = param->is_array ? 0 : 1;
        if (!param->is_array && param->base != SPEC_STRUCT)
            continue;
        one->arguments[i].data = next;
        one->arguments[i].capacity = param->extent_max * param->element_size;
        next += round_up(one->arguments[i].capacity);
    }
    return one;
}

bool fuzz_share_create(struct fuzz_share **made, const struct diff_subject *subject,
                       uint32_t number, struct base_diag *diag) {
    size_t head = round_up(sizeof(struct fuzz_share)) +
                  round_up(subject->variant_count * sizeof(struct fuzz_variant_hits));
    size_t each = case_bytes(subject->kernel), bytes = head + (2 + FUZZ_RECENT_CASES) * each;
    struct base_random_source source;
    uint8_t *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                           MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        return base_fail(diag, "%s: no shared memory for a search: %s", subject->kernel->name,
                         strerror(errno));
    struct fuzz_share *share = (struct fuzz_share *)(void *)memory;
    share->bytes = bytes;
    share->island.variants = (struct fuzz_variant_hits *)(void *)(memory + round_up(sizeof *share));
    share->current = place_case(subject->kernel, memory + head);
    share->other = place_case(subject->kernel, memory + head + each);
    for (size_t i = 0; i < FUZZ_RECENT_CASES; i++)
        share->recent[i] = place_case(subject->kernel, memory + head + (2 + i) * each);
    share->candidate = share->recent[0];
    base_random_source_start(&source, subject->options->seed, subject->kernel->name);
    share->island.words.state = base_random_word(&source, number, 0x6675); // apart from the corpus
    *made = share;
    return true;
}

void fuzz_share_free(struct fuzz_share *share) {
    if (share != NULL)
        munmap(share, share->bytes);
}

uint32_t fuzz_island_mask(const struct diff_subject *subject, const struct fuzz_island *island) {
    uint32_t mask = 0;
    for (uint32_t i = 0; i < subject->variant_count; i++)
        mask |= island->variants[i].is_stopped ? 0 : 1u << i;
    return mask;
}

static struct fuzz_hit *find_hit(struct fuzz_variant_hits *hits, uint64_t signature) {
    for (uint32_t i = 0; i < hits->count; i++)
        if (hits->hits[i].signature == signature)
            return &hits->hits[i];
    return NULL;
}

/// Keeps what the process ran before the candidate: as many cases as there is room for.
static void keep_earlier(const struct fuzz_codec *codec, const struct fuzz_share *share,
                         struct fuzz_hit *hit) {
    uint64_t execution = share->island.executions;
    for (uint64_t i = 1; i < FUZZ_RECENT_CASES && execution - share->first_execution >= i; i++) {
        const struct corpus_case *one = share->recent[(execution - i) % FUZZ_RECENT_CASES];
        uint8_t *place = hit->earlier + hit->earlier_size;
        size_t room = sizeof hit->earlier - hit->earlier_size;
        uint32_t size = room > sizeof size ? (uint32_t)fuzz_encode(codec, one, place + sizeof size,
                                                                   room - sizeof size)
                                           : 0;
        if (size == 0)
            return;
        memcpy(place, &size, sizeof size);
        hit->earlier_size += (uint32_t)sizeof size + size;
    }
}

void fuzz_island_book(const struct diff_subject *subject, const struct fuzz_codec *codec,
                      struct fuzz_share *share, uint32_t variant,
                      const struct diff_outcome *outcome) {
    struct fuzz_island *island = &share->island;
    struct fuzz_variant_hits *hits = &island->variants[variant];
    uint64_t signature = diff_signature(outcome);
    island->done_mask |= 1u << variant;
    if (outcome->class == DIFF_EQUAL)
        return;
    hits->hangs += outcome->class == DIFF_HUNG;
    struct fuzz_hit *hit = find_hit(hits, signature);
    if (hit == NULL && hits->count < FUZZ_FINDINGS_MAX) {
        hit = &hits->hits[hits->count];
        hit->signature = signature;
        hit->count = 0;
        hit->execution = island->executions;
        hit->outcome = *outcome;
        hit->earlier_size = 0;
        hit->size = (uint32_t)fuzz_encode(codec, share->candidate, hit->bytes, sizeof hit->bytes);
        hits->count += hit->size > 0;
        keep_earlier(codec, share, hit);
    }
    if (hit != NULL)
        hit->count++;
    hits->is_stopped |=
        hits->count >= subject->options->failures_max || hits->hangs >= FUZZ_HANGS_MAX;
}

void fuzz_island_advance(struct fuzz_share *share) {
    share->island.done_mask = 0;
    share->island.executions++;
    if (share->island.patience > 0)
        share->island.patience--;
}

/// What one execution of the candidate yields besides its outcomes.
struct trial {
    const struct diff_subject *subject;
    const struct fuzz_codec *codec;
    struct fuzz_share *share;
    struct diff_run *run;
    struct fuzz_score score;
    bool has_failed;
};

static void take_outcome(uint32_t variant, const struct diff_outcome *outcome, void *context) {
    struct trial *trial = context;
    struct diff_run *run = trial->run;
    fuzz_island_book(trial->subject, trial->codec, trial->share, variant, outcome);
    trial->has_failed |= outcome->class != DIFF_EQUAL;
    if (outcome->class != DIFF_EQUAL)
        return;
    struct diff_results reference = {run->results[DIFF_BANK_REFERENCE],
                                     run->arrays[DIFF_BANK_REFERENCE]};
    struct diff_results optimized = {run->results[DIFF_BANK_OPTIMIZED],
                                     run->arrays[DIFF_BANK_OPTIMIZED]};
    run->progress->phase = DIFF_PHASE_COMPANION;
    struct fuzz_score score =
        fuzz_score_results(&trial->subject->comparison, &run->one, run->arrays[DIFF_BANK_REFERENCE],
                           &reference, &optimized);
    run->progress->phase = DIFF_PHASE_HARNESS;
    if (score.level >= trial->score.level)
        trial->score = score;
}

/// Begins a climb: at an elite, or at a fresh case of the corpus.
static void start_climb(const struct diff_subject *subject, const struct fuzz_codec *codec,
                        struct fuzz_share *share) {
    struct fuzz_island *island = &share->island;
    bool is_fresh = base_words_next(&island->words) % FRESH_IN == 0;
    island->climbs++;
    island->patience = island->best_level > 0 ? PATIENCE : PATIENCE_FLAT;
    if (!is_fresh && fuzz_archive_draw(&island->archive, codec, &island->words, share->current,
                                       &island->current_level)) {
        island->has_current = 1;
        return;
    }
    // The candidate is the fresh case itself; it becomes the current one when it is accepted.
    island->has_current = 0;
    island->current_level = 0;
    uint64_t index = base_words_next(&island->words) >> 24;
    corpus_draw_shape(subject->generator, index, share->candidate);
    corpus_mend_shape(subject->generator, share->candidate, codec->elements_max);
    corpus_draw_elements(subject->generator, index, share->candidate);
    corpus_mend_elements(subject->generator, share->candidate);
}

static void make_candidate(const struct diff_subject *subject, const struct fuzz_codec *codec,
                           struct fuzz_share *share) {
    struct fuzz_island *island = &share->island;
    uint32_t ignored;
    if (island->patience == 0) {
        start_climb(subject, codec, share);
        if (!island->has_current)
            return;
    }
    if (!island->has_current) {
        island->patience = 0;
        make_candidate(subject, codec, share);
        return;
    }
    corpus_case_copy(share->candidate, share->current);
    bool crosses = base_words_next(&island->words) % CROSS_IN == 0;
    if (crosses &&
        fuzz_archive_draw(&island->archive, codec, &island->words, share->other, &ignored))
        fuzz_cross(codec, &island->words, share->candidate, share->other);
    else
        fuzz_mutate(codec, &island->words, share->candidate);
}

/// Goes on from the candidate where it is no worse. A failing one is a finding, not a place to
/// climb from: the search stays on the side where the kernels agree, and finds other failures.
static void judge_candidate(const struct fuzz_codec *codec, struct fuzz_share *share,
                            struct fuzz_score score) {
    struct fuzz_island *island = &share->island;
    bool is_raised = score.level > island->best_level;
    if (is_raised)
        island->best_level = score.level;
    if (fuzz_archive_offer(&island->archive, codec, share->candidate, score))
        island->improved_at = island->executions;
    if (island->has_current && score.level < island->current_level)
        return;
    if (score.level > island->current_level)
        island->patience = PATIENCE;
    corpus_case_copy(share->current, share->candidate);
    island->current_level = score.level;
    island->has_current = 1;
}

static void restart_when_stagnant(struct fuzz_island *island) {
    if (island->executions - island->improved_at < STAGNATION)
        return;
    fuzz_archive_clear(&island->archive);
    island->improved_at = island->executions;
    island->restarts++;
    island->patience = 0;
}

_Noreturn void fuzz_island_work(const struct diff_subject *subject, const struct fuzz_codec *codec,
                                struct fuzz_share *share) {
    struct fuzz_island *island = &share->island;
    struct base_pool pool = {0};
    struct diff_run run;
    diff_trap_begin();
    if (!diff_run_create(&run, subject, &share->progress, &pool, &share->diag)) {
        share->has_diag = 1;
        _exit(0);
    }
    while (!share->is_stopping && island->executions < share->last_execution) {
        uint32_t mask = fuzz_island_mask(subject, island);
        if (mask == 0)
            break;
        share->progress.phase = DIFF_PHASE_GENERATE;
        share->candidate = share->recent[island->executions % FUZZ_RECENT_CASES];
        make_candidate(subject, codec, share);
        share->progress.phase = DIFF_PHASE_HARNESS;
        struct trial trial = {.subject = subject, .codec = codec, .share = share, .run = &run};
        bool is_repeated = island->executions % REPEATED_IN == 0;
        bool is_watched =
            is_repeated && (island->executions % WATCHED_IN == 0 ||
                            island->executions % FUZZ_TURN_EXECUTIONS < WATCHED_FIRST);
        diff_run_load(&run, share->candidate, diff_foreign_salt());
        diff_run_case(&run, mask, is_repeated, is_watched, take_outcome, &trial, NULL);
        if (!trial.has_failed)
            judge_candidate(codec, share, trial.score);
        fuzz_island_advance(share);
        restart_when_stagnant(island);
    }
    share->is_finished = 1;
    _exit(0);
}
