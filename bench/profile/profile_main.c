// profile DIR: tells what `make profile` measured into DIR/raw.

#include "bench/document.h"
#include "bench/flame.h"
#include "bench/profile/profile_results.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: profile DIR\n\n"
    "Reads what `make profile` left in DIR/raw, prints tables and writes DIR/profile.json,\n"
    "DIR/profile.txt, DIR/flamegraph.svg and DIR/flamegraph-reference.svg.\n"
    "Exit status: 0 done; 2 a file is missing or unreadable, or the disk is full.\n\n"
    "example: profile lockstep-out/profile\n";

static bool write_flames(const struct results *results, const char *folder, struct base_pool *pool,
                         struct base_diag *diag) {
    static const char *const names[] = {"flamegraph-reference.svg", "flamegraph.svg"};
    double frequency_hz = json_number_value(json_object_get(results->sampler, "frequency_hz"));
    const char *subtitle = base_pool_format(
        pool, "sampled by %s (%s) after every %.2f ms of processor time",
        json_string_value(json_object_get(results->sampler, "name")),
        json_string_value(json_object_get(results->sampler, "event")), 1000 / frequency_hz);
    bool ok = true;
    for (uint32_t side = 0; ok && side < RESULTS_SIDES; side++) {
        const char *slash = strrchr(results->library_paths[side], '/');
        const char *title =
            base_pool_format(pool, "Where the time goes: the workload on %s",
                             slash != NULL ? slash + 1 : results->library_paths[side]);
        ok = bench_flame_write(&results->trees[side], title, subtitle,
                               base_pool_format(pool, "%s/%s", folder, names[side]), diag);
    }
    return ok;
}

static bool write_text(const struct results *results, const char *path, struct base_pool *pool,
                       struct base_diag *diag) {
    FILE *out = fopen(path, "w");
    if (out == NULL)
        return base_fail(diag, "%s: cannot be written: %s", path, strerror(errno));
    results_print(results, pool, out);
    bool ok = ferror(out) == 0;
    ok = fclose(out) == 0 && ok;
    return ok || base_fail(diag, "%s: cannot be written: %s", path, strerror(errno));
}

static bool tell(const char *folder, struct base_pool *pool, struct base_diag *diag) {
    static struct results results;
    if (!results_read(&results, base_pool_format(pool, "%s/raw", folder), pool, diag) ||
        !write_flames(&results, folder, pool, diag) ||
        !write_text(&results, base_pool_format(pool, "%s/profile.txt", folder), pool, diag))
        return false;
    json_t *document = results_document(&results, pool);
    bool ok =
        bench_document_write(document, base_pool_format(pool, "%s/profile.json", folder), diag);
    json_decref(document);
    if (ok)
        results_print(&results, pool, stdout);
    return ok;
}

int main(int count, char **words) {
    struct base_pool pool = {0};
    struct base_diag diag;
    if (count == 2 && strcmp(words[1], "--help") == 0) {
        fputs(usage, stdout);
        return 0;
    }
    if (count != 2 || words[1][0] == '-') {
        fputs("error: one folder must be named; see profile --help\n", stderr);
        return 2;
    }
    bool ok = tell(words[1], &pool, &diag);
    if (!ok)
        fprintf(stderr, "%s\n", diag.text);
    base_pool_free(&pool);
    return ok ? 0 : 2;
}
