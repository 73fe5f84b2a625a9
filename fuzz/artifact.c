// From the files that an engine leaves to findings.

#include "diff/executor.h"
#include "diff/files.h"
#include "fuzz/codec.h"
#include "fuzz/engine.h"
#include "fuzz/island.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

/// Files of one folder that are looked at: engines leave many of one bug.
enum { ARTIFACTS_MAX = 400 };

struct examination {
    const struct diff_subject *subject;
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
static bool add_finding(struct examination *examination, uint32_t number, uint64_t signature) {
    const struct diff_subject *subject = examination->subject;
    struct fuzz_variant_result *variant = &examination->result->variants[number];
    struct diff_finding finding = {0};
    if (variant->finding_count >= subject->options->failures_max ||
        has_signature(variant, signature))
        return true;
    bool ok = diff_finding_of_case(&finding, subject, number, examination->one, signature, 1,
                                   diff_case_salt(FUZZ_SALT_INDEX), examination->diag) &&
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

static bool run_variant(struct examination *examination, uint32_t number,
                        struct diff_outcome *outcome) {
    struct diff_executor *executor = NULL;
    bool ok = diff_executor_create(&executor, examination->subject, number, examination->diag) &&
              diff_executor_run(executor, examination->one, diff_case_salt(FUZZ_SALT_INDEX), true,
                                outcome, examination->diag);
    if (executor != NULL)
        diff_executor_free(executor);
    return ok;
}

static bool examine_file(struct examination *examination, const char *path, bool must_fail) {
    struct base_pool file_pool = {0};
    char *bytes;
    size_t size;
    bool ok = base_read_file(&file_pool, path, &bytes, &size, examination->diag), fails = false;
    if (ok)
        fuzz_decode(&examination->codec, (const uint8_t *)bytes, size, examination->one);
    for (uint32_t i = 0; ok && i < examination->subject->variant_count; i++) {
        struct diff_outcome outcome = {.class = DIFF_EQUAL};
        ok = run_variant(examination, i, &outcome);
        if (ok && outcome.class != DIFF_EQUAL) {
            fails = true;
            ok = add_finding(examination, i, diff_signature(&outcome));
        }
    }
    if (ok && !fails && must_fail) {
        // The engine saw it fail and we do not: that is a kernel which depends on more than its
        // arguments.
        struct diff_outcome strayed = {
            .class = DIFF_UNSTABLE, .side = DIFF_OPTIMIZED, .param = DIFF_NO_PARAM};
        ok = add_finding(examination, examination->subject->variant_count - 1,
                         diff_signature(&strayed));
    }
    base_pool_free(&file_pool);
    return ok;
}

static int is_visible(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

bool fuzz_artifacts_conclude(const struct diff_subject *subject, const char *folder,
                             const char *prefix, bool must_fail, struct fuzz_kernel_result *result,
                             struct base_pool *pool, struct base_diag *diag) {
    struct examination examination = {
        .subject = subject, .result = result, .pool = pool, .diag = diag};
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
            ok = examine_file(&examination, path, must_fail);
        free(entries[i]);
    }
    free(entries);
    corpus_case_free(examination.one);
    return ok;
}
