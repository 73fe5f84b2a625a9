#include "report/sources.h"

#include "diff/store.h"

#include <math.h>
#include <unistd.h>

static const char *find_file(const char *const *folders, uint32_t count, const char *name,
                             struct base_pool *pool) {
    for (uint32_t i = 0; i < count; i++) {
        const char *path = base_pool_format(pool, "%s/%s", folders[i], name);
        if (access(path, F_OK) == 0)
            return path;
    }
    return NULL;
}

bool report_sources_have_diff(const char *const *folders, uint32_t count, struct base_pool *pool) {
    return find_file(folders, count, DIFF_STORE_NAME, pool) != NULL;
}

/// Reads a document that has a list under `list`; a file that is not there is none.
static bool read_document(json_t **document, const char *const *folders, uint32_t count,
                          const char *name, const char *list, struct base_pool *pool,
                          struct base_diag *diag) {
    const char *path = find_file(folders, count, name, pool);
    json_error_t error;
    *document = NULL;
    if (path == NULL)
        return true;
    *document = json_load_file(path, 0, &error);
    if (*document == NULL)
        return base_fail(diag, "%s: cannot be read: %s", path, error.text);
    return json_is_array(json_object_get(*document, list)) ||
           base_fail(diag, "%s: is no result of lockstep: it has no \"%s\"", path, list);
}

bool report_sources_read(struct report_sources *sources, const char *const *folders, uint32_t count,
                         struct base_pool *pool, struct base_diag *diag) {
    bool ok =
        read_document(&sources->bench, folders, count, "bench.json", "benchmarks", pool, diag) &&
        read_document(&sources->suite, folders, count, "suite.json", "benchmarks", pool, diag) &&
        read_document(&sources->gate, folders, count, "gate.json", "cells", pool, diag) &&
        read_document(&sources->profile, folders, count, "profile/profile.json", "profiles", pool,
                      diag);
    if (!ok)
        return false;
    bool has_any = sources->bench != NULL || sources->suite != NULL || sources->gate != NULL ||
                   sources->profile != NULL || report_sources_have_diff(folders, count, pool);
    return has_any || base_fail(diag,
                                "%s/%s: No such file, nor bench.json, suite.json, gate.json "
                                "or profile/profile.json; "
                                "run `lockstep diff`, `bench` or `gate` with --out %s first",
                                folders[0], DIFF_STORE_NAME, folders[0]);
}

void report_sources_free(struct report_sources *sources) {
    json_decref(sources->bench);
    json_decref(sources->suite);
    json_decref(sources->gate);
    json_decref(sources->profile);
}
