#include "diff/regression.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int compare_paths(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_case_file(const struct dirent *entry) {
    size_t length = strlen(entry->d_name);
    return length > 5 && strcmp(entry->d_name + length - 5, ".case") == 0;
}

static const char *kernel_folder(const struct diff_subject *subject, struct base_pool *pool) {
    if (subject->options->regressions != NULL)
        return base_pool_format(pool, "%s/%s", subject->options->regressions,
                                subject->kernel->name);
    const char *header = subject->kernel->header->path, *slash = strrchr(header, '/');
    int length = slash != NULL ? (int)(slash - header) : 1;
    return base_pool_format(pool, "%.*s/../corpus/regressions/%s", length,
                            slash != NULL ? header : ".", subject->kernel->name);
}

static bool list_folder(struct diff_subject *subject, const char *path, DIR *folder,
                        struct base_pool *pool) {
    uint32_t room = 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        room += is_case_file(entry);
    subject->regressions = base_pool_take_array(pool, room + 1, sizeof *subject->regressions);
    rewinddir(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (is_case_file(entry) && subject->regression_count < room)
            subject->regressions[subject->regression_count++] =
                base_pool_format(pool, "%s/%s", path, entry->d_name);
    qsort(subject->regressions, subject->regression_count, sizeof *subject->regressions,
          compare_paths);
    return true;
}

bool diff_regressions_list(struct diff_subject *subject, struct base_pool *pool,
                           struct base_diag *diag) {
    const char *path = kernel_folder(subject, pool);
    struct corpus_case *one = NULL;
    bool ok = false;
    DIR *folder = opendir(path);
    if (folder == NULL && errno != ENOENT && errno != ENOTDIR)
        return base_fail(diag, "%s: cannot list the regressions: %s", path, strerror(errno));
    if (folder == NULL)
        return true;
    list_folder(subject, path, folder, pool);
    one = corpus_case_create(subject->kernel);
    for (uint32_t i = 0; i < subject->regression_count; i++) {
        struct corpus_origin origin;
        if (!corpus_case_read(one, &origin, pool, subject->regressions[i], diag))
            goto done;
    }
    ok = true;
done:
    corpus_case_free(one);
    closedir(folder);
    return ok;
}

/// What an earlier case earns by itself is not what the regression is about.
static void pass_over(uint32_t variant, const struct diff_outcome *outcome, void *context) {
    (void)variant;
    (void)outcome;
    (void)context;
}

void diff_regression_load(struct diff_run *run, uint64_t k, uint32_t mask) {
    struct base_pool pool = {0};
    struct base_diag diag;
    struct corpus_origin origin;
    struct corpus_case *one = corpus_case_create(run->subject->kernel);
    base_check(k < run->subject->regression_count);
    // The list was read once already; a file that changed since then ends this worker.
    if (!corpus_case_read(one, &origin, &pool, run->subject->regressions[k], &diag))
        base_check(!"a regression changed while it was run");
    corpus_case_complete(one, run->subject->completion);
    for (uint32_t i = 0; i < origin.earlier_count; i++) {
        diff_run_load(run, origin.earlier[i], diff_case_salt(k));
        diff_run_case(run, mask, false, false, pass_over, NULL, NULL);
    }
    diff_run_load(run, one, diff_case_salt(k));
    corpus_case_free(one);
    base_pool_free(&pool);
}
