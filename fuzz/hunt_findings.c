// From what the islands hit to findings: one for each bucket, confirmed, minimized, written.

#include "diff/files.h"
#include "fuzz/hunt_state.h"

#include <unistd.h>

bool fuzz_finding_write(const struct diff_finding *finding, const struct diff_subject *subject,
                        uint32_t variant, struct base_diag *diag) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s/%s.case", subject->options->out, subject->kernel->name,
             finding->bucket);
    bool recurs = finding->shrink.runs > 0 || finding->earlier_count > 0;
    return (!recurs && access(path, F_OK) == 0) ||
           diff_finding_write(finding, subject, variant, diag);
}

/// A signature's first hit over all islands.
struct first_hit {
    const struct fuzz_hit *hit;
    uint32_t island;
    uint64_t count;
};

/// Islands take turns, so the execution's place in the whole is this; it also orders hits alike
/// however many jobs there were.
static uint64_t place_of(const struct first_hit *first) {
    return first->hit->execution * FUZZ_ISLANDS + first->island;
}

static uint32_t collect_hits(const struct fuzz_hunt *hunt, uint32_t variant,
                             struct first_hit *firsts) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < FUZZ_ISLANDS; i++) {
        const struct fuzz_variant_hits *hits = &hunt->places[i].share->island.variants[variant];
        for (uint32_t k = 0; k < hits->count; k++) {
            struct first_hit one = {&hits->hits[k], i, hits->hits[k].count};
            uint32_t at = 0;
            while (at < count && firsts[at].hit->signature != one.hit->signature)
                at++;
            if (at < count) {
                one.count += firsts[at].count;
                if (place_of(&firsts[at]) < place_of(&one)) {
                    firsts[at].count = one.count;
                    continue;
                }
                // The earlier one takes the place of the later: sorted anew below.
                for (uint32_t m = at; m + 1 < count; m++)
                    firsts[m] = firsts[m + 1];
                count--;
            }
            at = count++;
            for (; at > 0 && place_of(&firsts[at - 1]) > place_of(&one); at--)
                firsts[at] = firsts[at - 1];
            firsts[at] = one;
        }
    }
    return count;
}

/// Adds a finding, or its count to the one that has its bucket.
static void add_record(struct fuzz_variant_result *variant, const struct diff_finding *finding,
                       const struct diff_subject *subject, uint32_t number, uint64_t execution,
                       struct base_pool *pool) {
    for (uint32_t i = 0; i < variant->finding_count; i++) {
        if (strcmp(variant->findings[i].base.bucket, finding->bucket) == 0) {
            variant->findings[i].base.count += finding->count;
            return;
        }
    }
    variant->findings[variant->finding_count++] = (struct fuzz_finding_record){
        .base = diff_finding_record_of(finding, subject, number, pool), .execution = execution};
    if (finding->outcome.class > variant->verdict)
        variant->verdict = finding->outcome.class;
}

/// The cases before a hit, oldest first; they live in the pool.
static struct diff_history history_of(const struct fuzz_hunt *hunt, const struct fuzz_hit *hit,
                                      struct corpus_case *scratch, struct base_pool *pool) {
    const struct corpus_case **cases = base_pool_take_array(pool, FUZZ_RECENT_CASES, sizeof *cases);
    uint32_t count = 0, size;
    for (uint32_t at = 0; at < hit->earlier_size; at += (uint32_t)sizeof size + size) {
        memcpy(&size, hit->earlier + at, sizeof size);
        fuzz_decode(&hunt->codec, hit->earlier + at + sizeof size, size, scratch);
        count++;
        cases[FUZZ_RECENT_CASES - count] = corpus_case_keep(scratch, pool);
    }
    return (struct diff_history){cases + FUZZ_RECENT_CASES - count, count};
}

static bool conclude_variant(const struct fuzz_hunt *hunt, uint32_t number,
                             struct fuzz_variant_result *variant, struct corpus_case *one,
                             struct base_pool *pool, struct base_diag *diag) {
    struct first_hit firsts[FUZZ_ISLANDS * FUZZ_FINDINGS_MAX];
    uint32_t count = collect_hits(hunt, number, firsts);
    uint32_t limit = hunt->subject->options->failures_max;
    count = count < limit ? count : limit;
    variant->findings = base_pool_take_array(pool, count + 1, sizeof *variant->findings);
    for (uint32_t i = 0; i < count; i++) {
        struct diff_finding finding = {0};
        struct base_pool history_pool = {0};
        struct diff_history history = history_of(hunt, firsts[i].hit, one, &history_pool);
        fuzz_decode(&hunt->codec, firsts[i].hit->bytes, firsts[i].hit->size, one);
        bool ok = diff_finding_of_case(&finding, hunt->subject, number, one, &history,
                                       firsts[i].hit->signature, firsts[i].count,
                                       diff_foreign_salt(), diag) &&
                  fuzz_finding_write(&finding, hunt->subject, number, diag);
        if (ok)
            add_record(variant, &finding, hunt->subject, number, place_of(&firsts[i]), pool);
        diff_finding_free(&finding);
        base_pool_free(&history_pool);
        if (!ok)
            return false;
    }
    return true;
}

bool fuzz_hunt_conclude(const struct fuzz_hunt *hunt, struct fuzz_kernel_result *result,
                        struct base_pool *pool, struct base_diag *diag) {
    const struct diff_subject *subject = hunt->subject;
    struct corpus_case *one = corpus_case_create(subject->kernel);
    bool ok = true;
    result->variant_count = subject->variant_count;
    result->variants = base_pool_take_array(pool, subject->variant_count, sizeof *result->variants);
    for (uint32_t i = 0; ok && i < subject->variant_count; i++) {
        result->variants[i].name = subject->variants[i].library->name;
        ok = conclude_variant(hunt, i, &result->variants[i], one, pool, diag);
    }
    corpus_case_free(one);
    return ok;
}
