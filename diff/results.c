#include "diff/results.h"

#include <stdlib.h>
#include <string.h>

static int compare_chunks(const void *a, const void *b) {
    int64_t x = ((const struct diff_chunk_record *)a)->number;
    int64_t y = ((const struct diff_chunk_record *)b)->number;
    return (x > y) - (x < y);
}

void diff_results_sort(struct diff_kernel_result *result) {
    if (result->chunk_count > 0)
        qsort(result->chunks, result->chunk_count, sizeof *result->chunks, compare_chunks);
}

/// Regressions come first; their index −1 − k makes them ascend in the order −1, −2, …
static int compare_failures(const void *a, const void *b) {
    int64_t x = ((const struct diff_failure *)a)->first.index;
    int64_t y = ((const struct diff_failure *)b)->first.index;
    if (x < 0 && y < 0)
        return (x < y) - (x > y);
    return (x > y) - (x < y);
}

void diff_results_add_chunk(struct diff_kernel_result *result, const struct diff_chunk *chunk,
                            int64_t number, struct base_pool *pool) {
    if (result->chunk_count == result->chunk_capacity) {
        uint32_t capacity = result->chunk_capacity > 0 ? 2 * result->chunk_capacity : 64;
        struct diff_chunk_record *larger = base_pool_take_array(pool, capacity, sizeof *larger);
        if (result->chunk_count > 0)
            memcpy(larger, result->chunks, result->chunk_count * sizeof *larger);
        result->chunks = larger;
        result->chunk_capacity = capacity;
    }
    struct diff_chunk_record *record = &result->chunks[result->chunk_count++];
    *record = (struct diff_chunk_record){.number = number, .evidence = chunk->evidence};
    record->variants = base_pool_take_array(pool, chunk->variant_count, sizeof *record->variants);
    for (uint32_t i = 0; i < chunk->variant_count; i++) {
        const struct diff_tally *tally = &chunk->variants[i];
        struct diff_chunk_variant *variant = &record->variants[i];
        *variant = (struct diff_chunk_variant){.cases = tally->cases,
                                               .rounding_remarks = tally->rounding_remarks,
                                               .is_cut = tally->is_cut != 0,
                                               .failure_count = tally->failure_count};
        variant->failures =
            base_pool_take_array(pool, tally->failure_count, sizeof *variant->failures);
        memcpy(variant->failures, tally->failures,
               tally->failure_count * sizeof *variant->failures);
    }
    diff_results_sort(result);
}

/// A growing sum of one variant's failures over chunks.
struct failure_sum {
    struct diff_failure *failures;
    uint32_t count, capacity;
    bool has_hung;
};

static void sum_add(struct failure_sum *sum, const struct diff_chunk_variant *chunk,
                    struct base_pool *pool) {
    for (uint32_t i = 0; i < chunk->failure_count; i++) {
        const struct diff_failure *failure = &chunk->failures[i];
        sum->has_hung |= diff_signature_outcome(failure->signature).class == DIFF_HUNG;
        uint32_t j = 0;
        while (j < sum->count && sum->failures[j].signature != failure->signature)
            j++;
        if (j < sum->count) {
            sum->failures[j].count += failure->count;
            continue;
        }
        if (sum->count == sum->capacity) {
            sum->capacity = sum->capacity > 0 ? 2 * sum->capacity : 16;
            struct diff_failure *larger = base_pool_take_array(pool, sum->capacity, sizeof *larger);
            if (sum->count > 0)
                memcpy(larger, sum->failures, sum->count * sizeof *larger);
            sum->failures = larger;
        }
        sum->failures[sum->count++] = *failure;
    }
}

static bool sum_stops(const struct failure_sum *sum, uint32_t failures_max) {
    return sum->has_hung || sum->count >= failures_max;
}

/// Sums a variant's chunks up to and with the one that stops it; `*end` is the number of chunks
/// that count.
static struct failure_sum sum_chunks(const struct diff_kernel_result *result, uint32_t variant,
                                     uint32_t failures_max, uint32_t *end, struct base_pool *pool) {
    struct failure_sum sum = {0};
    uint32_t i = 0;
    while (i < result->chunk_count && !sum_stops(&sum, failures_max))
        sum_add(&sum, &result->chunks[i++].variants[variant], pool);
    *end = i;
    return sum;
}

bool diff_results_stopped(const struct diff_kernel_result *result, uint32_t variant,
                          uint32_t failures_max) {
    struct base_pool pool = {0};
    uint32_t end;
    struct failure_sum sum = sum_chunks(result, variant, failures_max, &end, &pool);
    bool is_stopped = sum_stops(&sum, failures_max);
    base_pool_free(&pool);
    return is_stopped;
}

struct diff_failure *diff_results_failures(const struct diff_kernel_result *result,
                                           uint32_t variant, uint32_t failures_max, uint32_t *count,
                                           struct base_pool *pool) {
    uint32_t end;
    struct failure_sum sum = sum_chunks(result, variant, failures_max, &end, pool);
    if (sum.count > 0)
        qsort(sum.failures, sum.count, sizeof *sum.failures, compare_failures);
    *count = sum.count < failures_max ? sum.count : failures_max;
    return sum.failures;
}

static struct diff_failure *find_failure(struct diff_failure *failures, uint32_t count,
                                         uint64_t signature) {
    for (uint32_t i = 0; i < count; i++)
        if (failures[i].signature == signature)
            return &failures[i];
    return NULL;
}

struct diff_witness **diff_results_witnesses(const struct diff_kernel_result *result,
                                             uint32_t variant, uint32_t failures_max,
                                             uint64_t signature, uint32_t *count,
                                             struct base_pool *pool) {
    uint32_t end;
    sum_chunks(result, variant, failures_max, &end, pool);
    struct diff_witness **witnesses =
        base_pool_take_array(pool, 2 * (size_t)end + 1, sizeof(struct diff_witness *));
    *count = 0;
    for (uint32_t i = 0; i < end; i++) {
        const struct diff_chunk_variant *chunk = &result->chunks[i].variants[variant];
        struct diff_failure *failure =
            find_failure(chunk->failures, chunk->failure_count, signature);
        if (failure == NULL)
            continue;
        witnesses[(*count)++] = &failure->first;
        if (failure->last.index != failure->first.index)
            witnesses[(*count)++] = &failure->last;
    }
    return witnesses;
}

const struct diff_witness *diff_witnesses_other(struct diff_witness *const *witnesses,
                                                uint32_t count, uint64_t *alike) {
    const struct diff_witness *other = NULL;
    *alike = 0;
    for (uint32_t i = 1; i < count; i++) {
        enum diff_alone first = witnesses[0]->alone, alone = witnesses[i]->alone;
        // A regression is not asked, but what was kept as one fails alone.
        first = first == DIFF_ALONE_UNKNOWN ? DIFF_ALONE_FAILS : first;
        if (alone == DIFF_ALONE_UNKNOWN || alone == first)
            continue;
        other = other == NULL ? witnesses[i] : other;
        ++*alike;
    }
    return other;
}

static int compare_findings(const void *a, const void *b) {
    struct diff_failure x = {.first.index = ((const struct diff_finding_record *)a)->first_index};
    struct diff_failure y = {.first.index = ((const struct diff_finding_record *)b)->first_index};
    return compare_failures(&x, &y);
}

/// Whether the finding is that of the first case of its failure in the whole run, or of the first
/// one that is otherwise alone: every shard makes findings of its own first cases. Sets its count.
static bool is_of_run(const struct diff_kernel_result *result, uint32_t variant,
                      uint32_t failures_max, const struct diff_failure *failure,
                      struct diff_finding_record *finding, struct base_pool *pool) {
    uint32_t count;
    uint64_t alike;
    struct diff_witness **witnesses =
        diff_results_witnesses(result, variant, failures_max, failure->signature, &count, pool);
    const struct diff_witness *other = diff_witnesses_other(witnesses, count, &alike);
    bool is_other = other != NULL && finding->first_index == other->index;
    finding->is_least = is_other;
    finding->count = is_other ? alike : failure->count - alike;
    return is_other || finding->first_index == failure->first.index;
}

/// Reports the findings whose signature is among the failures that count, one for each bucket.
static void keep_findings(const struct diff_kernel_result *result, uint32_t v,
                          uint32_t failures_max, struct diff_failure *failures,
                          uint32_t failure_count, struct base_pool *pool) {
    struct diff_variant_result *variant = &result->variants[v];
    uint32_t kept = 0;
    variant->findings = base_pool_take_array(pool, variant->made_count, sizeof *variant->findings);
    if (variant->made_count > 0)
        qsort(variant->made, variant->made_count, sizeof *variant->made, compare_findings);
    for (uint32_t i = 0; i < variant->made_count; i++) {
        struct diff_finding_record finding = variant->made[i];
        const struct diff_failure *failure =
            find_failure(failures, failure_count, finding.signature);
        if (failure == NULL || !is_of_run(result, v, failures_max, failure, &finding, pool))
            continue;
        uint32_t same = 0;
        while (same < kept && strcmp(variant->findings[same].bucket, finding.bucket) != 0)
            same++;
        if (same == kept) {
            variant->findings[kept++] = finding;
            continue;
        }
        variant->findings[same].count += finding.count;
        variant->findings[same].is_least &= finding.is_least;
    }
    variant->finding_count = kept;
}

void diff_results_conclude(struct diff_kernel_result *result, uint32_t failures_max,
                           struct base_pool *pool) {
    for (uint32_t v = 0; v < result->run_count; v++) {
        struct diff_variant_result *variant = &result->variants[v];
        uint32_t end, count;
        struct failure_sum sum = sum_chunks(result, v, failures_max, &end, pool);
        variant->is_stopped = sum_stops(&sum, failures_max);
        variant->cases = variant->rounding_remarks = 0;
        variant->evidence = (struct diff_evidence){0};
        for (uint32_t i = 0; i < end; i++) {
            const struct diff_chunk_record *chunk = &result->chunks[i];
            if (chunk->number == DIFF_REGRESSION_CHUNK)
                continue;
            variant->cases += chunk->variants[v].cases;
            variant->is_stopped |= chunk->variants[v].is_cut;
            variant->rounding_remarks += chunk->variants[v].rounding_remarks;
            diff_evidence_add(&variant->evidence, &chunk->evidence);
        }
        struct diff_failure *failures =
            diff_results_failures(result, v, failures_max, &count, pool);
        keep_findings(result, v, failures_max, failures, count, pool);
        diff_verdict_decide(variant, result->trusts_any, pool);
    }
}

int diff_results_exit_status(const struct diff_results_file *file) {
    for (uint32_t k = 0; k < file->kernel_count; k++) {
        for (uint32_t v = 0; v < file->kernels[k].run_count; v++) {
            enum diff_class verdict = file->kernels[k].variants[v].verdict;
            // An interruption, not the contract, is why the evidence of such a run is thin.
            bool is_cut_short = verdict == DIFF_MISTRUSTED && file->is_interrupted;
            if (verdict != DIFF_EQUAL && !is_cut_short)
                return 1;
        }
    }
    return file->is_interrupted ? 2 : 0;
}
