#include "bench/baseline.h"

#include "bench/fingerprint.h"
#include "diff/files.h"

#include <string.h>

static const char *path_of(const char *out, const char *name, struct base_pool *pool) {
    return strchr(name, '/') != NULL ? name
                                     : base_pool_format(pool, "%s/baselines/%s.json", out, name);
}

bool bench_baseline_read(json_t **baseline, const char *out, const char *name,
                         struct base_pool *pool, struct base_diag *diag) {
    json_error_t error;
    const char *path = path_of(out, name, pool);
    *baseline = json_load_file(path, 0, &error);
    if (*baseline == NULL)
        return base_fail(diag,
                         "%s: no baseline can be read: %s; `lockstep bench --save-baseline` "
                         "makes one",
                         path, error.text);
    if (json_is_array(json_object_get(*baseline, "benchmarks")))
        return true;
    json_decref(*baseline);
    *baseline = NULL;
    return base_fail(diag, "%s: is no result of `lockstep bench`", path);
}

bool bench_baseline_place(const char *out, const char *name, const char **path,
                          struct base_pool *pool, struct base_diag *diag) {
    *path = path_of(out, name, pool);
    const char *folder = base_pool_copy(pool, *path, (size_t)(strrchr(*path, '/') - *path));
    return folder[0] == '\0' || diff_folder_make(folder, diag);
}

bool bench_baseline_write(const json_t *document, const char *out, const char *name,
                          struct base_pool *pool, struct base_diag *diag) {
    const char *path;
    struct diff_file file;
    if (!bench_baseline_place(out, name, &path, pool, diag) || !diff_file_open(&file, path, diag))
        return false;
    json_dumpf(document, file.stream, JSON_INDENT(1));
    fputc('\n', file.stream);
    return diff_file_close(&file, diag);
}

static bool has_text(const json_t *object, const char *key, const char *text) {
    const char *value = json_string_value(json_object_get(object, key));
    return value != NULL && strcmp(value, text) == 0;
}

const json_t *bench_baseline_find(const json_t *baseline, const char *name, const char *kernel,
                                  const char *variant, const char *point, const char *class) {
    const json_t *benchmarks = json_object_get(baseline, "benchmarks");
    for (size_t i = 0; i < json_array_size(benchmarks); i++) {
        const json_t *one = json_array_get(benchmarks, i);
        if (has_text(one, "name", name) && has_text(one, "kernel", kernel) &&
            has_text(one, "variant", variant) && has_text(one, "point", point) &&
            has_text(one, "class", class))
            return one;
    }
    return NULL;
}

bool bench_baseline_ratio(const json_t *baseline, const json_t *machine, const char *reference_code,
                          const char *kernel, const char *variant, const char *point, double *ratio,
                          const char **why, struct base_pool *pool) {
    const char *what;
    if (!bench_fingerprint_agrees(machine, json_object_get(baseline, "machine"), &what, pool)) {
        *why = base_pool_format(pool, "the baseline is from another machine: %s", what);
        return false;
    }
    if (!has_text(baseline, "reference_code", reference_code)) {
        *why = "the reference library's code is not the one that the baseline was measured with";
        return false;
    }
    const json_t *one = bench_baseline_find(baseline, "", kernel, variant, point, "usual");
    const json_t *stored = json_object_get(json_object_get(one, "speedup"), "ratio");
    if (!json_is_number(stored) || json_number_value(stored) <= 0) {
        *why = "the baseline has no such benchmark";
        return false;
    }
    *ratio = json_number_value(stored);
    return true;
}
