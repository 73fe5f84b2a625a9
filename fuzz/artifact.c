// From the files that an engine leaves to findings.

#include "diff/executor.h"
#include "diff/files.h"
#include "fuzz/codec.h"
#include "fuzz/engine.h"
#include "fuzz/island.h"
#include "fuzz/recent_inputs.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

/// Files of one folder that are looked at: engines leave many of one bug.
enum { ARTIFACTS_MAX = 400 };

struct examination {
    const struct diff_subject *subject;
    const struct fuzz_artifacts *artifacts;
    struct fuzz_codec codec;
    struct corpus_case *one;
    struct fuzz_kernel_result *result;
    struct base_pool *pool;
    struct base_diag *diag;
};

static bool has_signature(const struct fuzz_variant_result *variant, uint64_t signature) {
    for (uint32_t i = 0; i < variant->finding_count; i++)
        if (variant->findings[i].base.signature == signature) {
            variant->findings[i].base.count++;
            return true;
        }
    return false;
}

static bool has_bucket(const struct fuzz_variant_result *variant, const char *bucket) {
    for (uint32_t i = 0; i < variant->finding_count; i++)
        if (strcmp(variant->findings[i].base.bucket, bucket) == 0)
            return true;
    return false;
}

/// Confirms, minimizes and records the case at hand as a finding of a variant.
static bool add_finding(struct examination *examination, uint32_t number,
                        const struct diff_history *history, uint64_t signature) {
    const struct diff_subject *subject = examination->subject;
    struct fuzz_variant_result *variant = &examination->result->variants[number];
    struct diff_finding finding = {0};
    if (variant->finding_count >= subject->options->failures_max ||
        has_signature(variant, signature))
        return true;
    bool ok = diff_finding_of_case(&finding, subject, number, examination->one, history, signature,
                                   1, diff_foreign_salt(), examination->diag) &&
              fuzz_finding_write(&finding, subject, number, examination->diag);
    if (ok && !has_bucket(variant, finding.bucket)) {
        variant->findings[variant->finding_count++] = (struct fuzz_finding_record){
            .base = diff_finding_record_of(&finding, subject, number, examination->pool)};
        if (finding.outcome.class > variant->verdict)
            variant->verdict = finding.outcome.class;
    }
    diff_finding_free(&finding);
    return ok;
}

/// Runs the case at hand in a fresh process, behind the cases of a history.
static bool run_variant(struct examination *examination, uint32_t number,
                        const struct diff_history *history, struct diff_outcome *outcome) {
    struct diff_executor *executor = NULL;
    uint64_t salt = diff_foreign_salt();
    struct base_diag *diag = examination->diag;
    bool ok =
        diff_executor_create(&executor, examination->subject, number, diag) &&
        diff_executor_run_earlier(executor, history->cases, history->count, salt, outcome, diag) &&
        diff_executor_run(executor, examination->one, salt, true, outcome, diag);
    if (executor != NULL)
        diff_executor_free(executor);
    return ok;
}

/// Tries every variant behind a history; `*fails` tells whether any failed.
static bool try_variants(struct examination *examination, const struct diff_history *history,
                         bool *fails) {
    bool ok = true;
    for (uint32_t i = 0; ok && i < examination->subject->variant_count; i++) {
        struct diff_outcome outcome = {.class = DIFF_EQUAL};
        ok = run_variant(examination, i, history, &outcome);
        if (ok && outcome.class != DIFF_EQUAL) {
            *fails = true;
            ok = add_finding(examination, i, history, diff_signature(&outcome));
        }
    }
    return ok;
}

/// The cases that the input's process ran before it, as far as they are known.
static struct diff_history history_of(struct examination *examination, const char *path,
                                      const uint8_t *data, size_t size, struct base_pool *pool) {
    const struct fuzz_artifacts *artifacts = examination->artifacts;
    const char *name = strrchr(path, '/') + 1 + strlen(artifacts->prefix);
    uint64_t signature = artifacts->is_collected ? strtoull(name, NULL, 16) : 0;
    const struct fuzz_recent_inputs *recent =
        fuzz_recent_find(artifacts->recent, signature, data, size, pool);
    uint32_t count = recent != NULL ? fuzz_recent_earlier(recent) : 0;
    struct corpus_case *scratch = corpus_case_create(examination->subject->kernel);
    const struct corpus_case **cases = base_pool_take_array(pool, count + 1, sizeof *cases);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t slot = (recent->count - 1 - count + i) % FUZZ_RECENT_INPUTS;
        fuzz_decode(&examination->codec, recent->bytes[slot], recent->sizes[slot], scratch);
        cases[i] = corpus_case_keep(scratch, pool);
    }
    corpus_case_free(scratch);
    return (struct diff_history){cases, count};
}

/// The engine saw it fail and we do not: that is a kernel which depends on more than its arguments.
static bool examine_strayed(struct examination *examination, const char *path, const uint8_t *data,
                            size_t size, struct base_pool *pool) {
    static const struct diff_history nothing;
    struct diff_outcome strayed = {
        .class = DIFF_UNSTABLE, .side = DIFF_OPTIMIZED, .param = DIFF_NO_PARAM};
    struct diff_history history = history_of(examination, path, data, size, pool);
    bool fails = false;
    if (history.count > 0 && !try_variants(examination, &history, &fails))
        return false;
    return fails || add_finding(examination, examination->subject->variant_count - 1, &nothing,
                                diff_signature(&strayed));
}

static bool examine_file(struct examination *examination, const char *path) {
    static const struct diff_history nothing;
    struct base_pool file_pool = {0};
    char *bytes;
    size_t size;
    bool fails = false;
    bool ok = base_read_file(&file_pool, path, &bytes, &size, examination->diag);
    if (ok) {
        fuzz_decode(&examination->codec, (const uint8_t *)bytes, size, examination->one);
        ok = try_variants(examination, &nothing, &fails);
    }
    if (ok && !fails && examination->artifacts->must_fail)
        ok = examine_strayed(examination, path, (const uint8_t *)bytes, size, &file_pool);
    base_pool_free(&file_pool);
    return ok;
}

static int is_visible(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

bool fuzz_artifacts_conclude(const struct diff_subject *subject,
                             const struct fuzz_artifacts *artifacts,
                             struct fuzz_kernel_result *result, struct base_pool *pool,
                             struct base_diag *diag) {
    const char *folder = artifacts->folder, *prefix = artifacts->prefix;
    struct examination examination = {
        .subject = subject, .artifacts = artifacts, .result = result, .pool = pool, .diag = diag};
    struct dirent **entries;
    int count = scandir(folder, &entries, is_visible, alphasort), examined = 0;
    bool ok = true;
    if (count < 0)
        return errno == ENOENT ||
               base_fail(diag, "%s: cannot list the artifacts: %s", folder, strerror(errno));
    fuzz_codec_prepare(&examination.codec, subject->kernel, subject->generator,
                       FUZZ_TARGET_ELEMENTS_MAX, pool);
    examination.one = corpus_case_create(subject->kernel);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        struct stat status;
        const char *path = base_pool_format(pool, "%s/%s", folder, name);
        bool is_wanted = strncmp(name, prefix, strlen(prefix)) == 0 && stat(path, &status) == 0 &&
                         S_ISREG(status.st_mode);
        if (ok && is_wanted && examined++ < ARTIFACTS_MAX)
            ok = examine_file(&examination, path);
        free(entries[i]);
    }
    free(entries);
    corpus_case_free(examination.one);
    return ok;
}
