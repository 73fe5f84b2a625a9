// The first corpus and the dictionary of a target, from its contract.

#include "corpus/generate_parts.h"
#include "diff/files.h"
#include "fuzz/targets/target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SEED_BYTES_MAX = 4096, BYTES_MAX = 1 << 20 };

static void require(bool ok, const struct base_diag *diag) {
    if (ok)
        return;
    fprintf(stderr, "%s\n", diag->text);
    exit(2);
}

static void write_file(const char *folder, const char *name, const uint8_t *bytes, size_t size) {
    struct base_diag diag;
    struct diff_file file;
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    require(diff_file_open(&file, path, &diag), &diag);
    fwrite(bytes, 1, size, file.stream);
    require(diff_file_close(&file, &diag), &diag);
}

static void write_entry(FILE *out, const char *name, uint32_t number, enum spec_base base,
                        uint64_t bits) {
    fprintf(out, "%s_%u=\"", name, number);
    for (size_t i = 0; i < spec_base_size(base); i++)
        fprintf(out, "\\x%02x", (unsigned)(bits >> 8 * i & 0xff));
    fputs("\"\n", out);
}

/// Remarkable numbers of each type that the kernel reads, and the ends of fixed domains.
static void write_dictionary(FILE *out) {
    const struct spec_kernel *kernel = target_subject()->kernel;
    struct corpus_case none = {.kernel = kernel};
    spec_wide values[SPEC_PARAMS_MAX] = {0};
    bool is_listed[SPEC_STRUCT + 1] = {false};
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        const struct spec_param *param = &kernel->params[i];
        for (uint32_t k = 0; param->role != SPEC_OUT && k < param->leaf_count; k++) {
            const struct spec_leaf *leaf = &param->leaves[k];
            uint32_t count = corpus_special_count(leaf->base);
            for (uint32_t s = 0; !is_listed[leaf->base] && s < count; s++)
                write_entry(out, spec_base_name(leaf->base), s, leaf->base,
                            corpus_special(leaf->base, s));
            is_listed[leaf->base] = true;
            for (uint32_t a = 0; a < leaf->domain->alternative_count; a++) {
                const struct spec_alternative *alternative = &leaf->domain->alternatives[a];
                struct corpus_interval interval;
                if (alternative->kind != SPEC_RANGE || corpus_alternative_varies(alternative))
                    continue;
                corpus_interval_evaluate(alternative, leaf->base, &none, values, 1, &interval);
                write_entry(out, param->name, 2 * a, leaf->base,
                            corpus_bits_of_place(leaf->base, interval.low));
                write_entry(out, param->name, 2 * a + 1, leaf->base,
                            corpus_bits_of_place(leaf->base, interval.high));
            }
        }
    }
}

static void write_cases(const char *folder, struct corpus_case *one, uint8_t *bytes, char **cases,
                        int case_count) {
    struct base_pool pool = {0};
    struct base_diag diag;
    struct corpus_origin origin;
    for (int i = 0; i < case_count; i++) {
        require(corpus_case_read(one, &origin, &pool, cases[i], &diag), &diag);
        const char *slash = strrchr(cases[i], '/');
        size_t size = fuzz_encode(target_codec(), one, bytes, BYTES_MAX);
        if (size == 0)
            fprintf(stderr, "%s: is larger than any fuzzed case; left out\n", cases[i]);
        else
            write_file(folder, slash != NULL ? slash + 1 : cases[i], bytes, size);
    }
    base_pool_free(&pool);
}

void target_write_seeds(const char *folder, uint32_t count, char **cases, int case_count) {
    const struct diff_subject *subject = target_subject();
    struct corpus_case *one = corpus_case_create(subject->kernel);
    uint8_t *bytes = malloc(BYTES_MAX);
    struct base_diag diag;
    struct diff_file file;
    char name[64], path[4096];
    base_check(bytes != NULL);
    require(diff_folder_make(folder, &diag), &diag);
    // The smallest case first: afl-fuzz wants one seed that surely works.
    write_file(folder, "zero", (const uint8_t *)"", 1);
    for (uint32_t i = 0; i < count; i++) {
        // Random cases of the corpus, which stand at odd indices.
        diff_subject_draw(subject, 2 * (uint64_t)i + 1, one);
        size_t size = fuzz_encode(target_codec(), one, bytes, SEED_BYTES_MAX);
        snprintf(name, sizeof name, "corpus-%u", 2 * i + 1);
        if (size > 0)
            write_file(folder, name, bytes, size);
    }
    write_cases(folder, one, bytes, cases, case_count);
    snprintf(path, sizeof path, "%s.dict", folder);
    require(diff_file_open(&file, path, &diag), &diag);
    write_dictionary(file.stream);
    require(diff_file_close(&file, &diag), &diag);
    free(bytes);
    corpus_case_free(one);
}
