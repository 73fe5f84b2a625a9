// Merging the shards of one run.

#include "diff/files.h"
#include "diff/store.h"

#include <stdlib.h>
#include <string.h>

static bool same_text(const char *a, const char *b) {
    return strcmp(a, b) == 0;
}

static bool same_run(const struct diff_results_file *a, const struct diff_results_file *b) {
    bool is_same = a->seed == b->seed && a->inputs == b->inputs &&
                   a->shard_count == b->shard_count && a->failures_max == b->failures_max &&
                   a->without == b->without && a->is_exhaustive == b->is_exhaustive &&
                   a->kernel_count == b->kernel_count;
    for (uint32_t i = 0; is_same && i < a->kernel_count; i++) {
        const struct diff_kernel_result *x = &a->kernels[i], *y = &b->kernels[i];
        is_same = same_text(x->kernel, y->kernel) && x->run_count == y->run_count &&
                  x->variant_count == y->variant_count;
        for (uint32_t j = 0; is_same && j < x->variant_count; j++)
            is_same = same_text(x->variants[j].name, y->variants[j].name);
    }
    return is_same;
}

static bool check_shards(const struct diff_results_file *shards, const char *const *folders,
                         uint32_t count, struct base_diag *diag) {
    for (uint32_t i = 1; i < count; i++) {
        if (!same_run(&shards[0], &shards[i]))
            return base_fail(diag,
                             "%s: is not a shard of the same run as %s: seed, inputs, kernels, "
                             "variants or --without differ",
                             folders[i], folders[0]);
        for (uint32_t j = 0; j < i; j++)
            if (shards[i].shard_index == shards[j].shard_index)
                return base_fail(diag, "%s and %s both hold shard %u/%u", folders[j], folders[i],
                                 shards[i].shard_index, shards[i].shard_count);
    }
    for (uint32_t wanted = 1; wanted <= shards[0].shard_count; wanted++) {
        bool is_there = false;
        for (uint32_t i = 0; i < count; i++)
            is_there |= shards[i].shard_index == wanted;
        if (!is_there)
            return base_fail(diag, "shard %u/%u is missing; give its folder too", wanted,
                             shards[0].shard_count);
    }
    return true;
}

/// Concatenates chunks and findings; concluding sorts out which of them count.
static void merge_kernel(struct diff_kernel_result *merged, const struct diff_results_file *shards,
                         uint32_t count, uint32_t kernel, struct base_pool *pool) {
    *merged = shards[0].kernels[kernel];
    uint32_t chunk_count = 0;
    for (uint32_t i = 0; i < count; i++)
        chunk_count += shards[i].kernels[kernel].chunk_count;
    merged->chunks = base_pool_take_array(pool, chunk_count, sizeof *merged->chunks);
    merged->chunk_capacity = chunk_count;
    merged->chunk_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct diff_kernel_result *shard = &shards[i].kernels[kernel];
        merged->is_cut |= shard->is_cut;
        for (uint32_t j = 0; j < shard->chunk_count; j++)
            merged->chunks[merged->chunk_count++] = shard->chunks[j];
    }
    diff_results_sort(merged);
    merged->variants = base_pool_take_array(pool, merged->variant_count, sizeof *merged->variants);
    for (uint32_t v = 0; v < merged->variant_count; v++) {
        struct diff_variant_result *variant = &merged->variants[v];
        uint32_t made_count = 0;
        *variant = shards[0].kernels[kernel].variants[v];
        for (uint32_t i = 0; i < count; i++) {
            made_count += shards[i].kernels[kernel].variants[v].made_count;
            variant->is_unfinished |= shards[i].kernels[kernel].variants[v].is_unfinished;
        }
        variant->made = base_pool_take_array(pool, made_count, sizeof *variant->made);
        variant->made_count = 0;
        for (uint32_t i = 0; i < count; i++) {
            const struct diff_variant_result *shard = &shards[i].kernels[kernel].variants[v];
            for (uint32_t j = 0; j < shard->made_count; j++)
                variant->made[variant->made_count++] = shard->made[j];
        }
    }
}

static bool copy_file(const char *from, const char *to, struct base_pool *pool,
                      struct base_diag *diag) {
    char *text;
    size_t length;
    struct diff_file file;
    if (!base_read_file(pool, from, &text, &length, diag) || !diff_file_open(&file, to, diag))
        return false;
    fwrite(text, 1, length, file.stream);
    return diff_file_close(&file, diag);
}

static bool has_finding(const struct diff_variant_result *variant,
                        const struct diff_finding_record *finding) {
    for (uint32_t i = 0; i < variant->finding_count; i++)
        if (variant->findings[i].first_index == finding->first_index &&
            same_text(variant->findings[i].bucket, finding->bucket))
            return true;
    return false;
}

/// Copies the .case and .c of the findings that count from the shard that made them.
static bool copy_findings(const struct diff_kernel_result *merged,
                          const struct diff_kernel_result *shard, const char *folder,
                          const char *out, struct base_pool *pool, struct base_diag *diag) {
    static const char *const endings[] = {"case", "c"};
    const char *target = base_pool_format(pool, "%s/%s", out, merged->kernel);
    for (uint32_t v = 0; v < merged->run_count; v++) {
        for (uint32_t i = 0; i < shard->variants[v].finding_count; i++) {
            const struct diff_finding_record *finding = &shard->variants[v].findings[i];
            if (!has_finding(&merged->variants[v], finding))
                continue;
            if (!diff_folder_make(target, diag))
                return false;
            for (int e = 0; e < 2; e++) {
                const char *from = base_pool_format(pool, "%s/%s/%s.%s", folder, merged->kernel,
                                                    finding->bucket, endings[e]);
                const char *to =
                    base_pool_format(pool, "%s/%s.%s", target, finding->bucket, endings[e]);
                if (!same_text(from, to) && !copy_file(from, to, pool, diag))
                    return false;
            }
        }
    }
    return true;
}

bool diff_store_merge(struct diff_results_file *merged, const char *const *folders, uint32_t count,
                      const char *out, struct base_pool *pool, struct base_diag *diag) {
    struct diff_results_file *shards = base_pool_take_array(pool, count, sizeof *shards);
    for (uint32_t i = 0; i < count; i++)
        if (!diff_store_load(&shards[i], folders[i], pool, diag))
            return false;
    if (!check_shards(shards, folders, count, diag))
        return false;
    *merged = shards[0];
    merged->shard_index = merged->shard_count = 1;
    merged->kernels = base_pool_take_array(pool, merged->kernel_count, sizeof *merged->kernels);
    for (uint32_t k = 0; k < merged->kernel_count; k++) {
        merge_kernel(&merged->kernels[k], shards, count, k, pool);
        diff_results_conclude(&merged->kernels[k], merged->failures_max, pool);
        for (uint32_t i = 0; i < count; i++) {
            merged->is_interrupted |= shards[i].is_interrupted;
            if (!copy_findings(&merged->kernels[k], &shards[i].kernels[k], folders[i], out, pool,
                               diag))
                return false;
        }
    }
    return true;
}
