#include "diff/earlier.h"

#include "corpus/case.h"
#include "diff/files.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { BUCKET_LETTERS = 12 };

/// Names that no finding has, a person gave: mine.case, 9f31c2a07b44.min.case.
static bool is_of_finding(const char *name) {
    for (int i = 0; i < BUCKET_LETTERS; i++)
        if (!isxdigit((unsigned char)name[i]))
            return false;
    return strcmp(name + BUCKET_LETTERS, ".case") == 0;
}

static bool is_found_again(const struct diff_kernel_result *result, const char *name) {
    for (uint32_t v = 0; v < result->run_count; v++)
        for (uint32_t i = 0; i < result->variants[v].made_count; i++)
            if (strncmp(result->variants[v].made[i].bucket, name, BUCKET_LETTERS) == 0)
                return true;
    return false;
}

static bool comes_from_corpus(const char *path, struct base_pool *pool) {
    struct corpus_origin origin;
    const char *kernel;
    struct base_diag unreadable;
    return corpus_case_peek(path, &origin, &kernel, pool, &unreadable) && origin.index >= 0;
}

/// A stem under which neither of a finding's two files lies in the folder.
static const char *free_stem(const char *folder, const char *name, struct base_pool *pool) {
    const char *stem = base_pool_format(pool, "%s/%.*s", folder, BUCKET_LETTERS, name);
    const char *candidate = stem;
    for (unsigned i = 2; access(base_pool_format(pool, "%s.case", candidate), F_OK) == 0 ||
                         access(base_pool_format(pool, "%s.c", candidate), F_OK) == 0;
         i++)
        candidate = base_pool_format(pool, "%s-%u", stem, i);
    return candidate;
}

static bool move_finding(const char *folder, const char *name, struct base_pool *pool,
                         struct base_diag *diag) {
    static const char *const endings[] = {"case", "c"};
    const char *target = base_pool_format(pool, "%s/earlier", folder);
    if (!diff_folder_make(target, diag))
        return false;
    const char *stem = free_stem(target, name, pool);
    for (int i = 0; i < 2; i++) {
        const char *from =
            base_pool_format(pool, "%s/%.*s.%s", folder, BUCKET_LETTERS, name, endings[i]);
        const char *to = base_pool_format(pool, "%s.%s", stem, endings[i]);
        // Its reproducer may have been removed.
        if (rename(from, to) != 0 && errno != ENOENT)
            return base_fail(diag, "%s: cannot move to %s: %s", from, to, strerror(errno));
    }
    return true;
}

bool diff_earlier_set_aside(struct diff_kernel_result *result, const char *out,
                            struct base_diag *diag) {
    struct base_pool pool = {0};
    const char *folder = base_pool_format(&pool, "%s/%s", out, result->kernel);
    DIR *entries = opendir(folder);
    bool ok = entries != NULL || errno == ENOENT;
    if (!ok)
        base_fail(diag, "%s: cannot be read: %s", folder, strerror(errno));
    for (struct dirent *entry; ok && entries != NULL && (entry = readdir(entries)) != NULL;) {
        const char *name = entry->d_name;
        if (!is_of_finding(name) || is_found_again(result, name) ||
            !comes_from_corpus(base_pool_format(&pool, "%s/%s", folder, name), &pool))
            continue;
        ok = move_finding(folder, name, &pool, diag);
        result->earlier_count += ok;
    }
    if (entries != NULL)
        closedir(entries);
    base_pool_free(&pool);
    return ok;
}
