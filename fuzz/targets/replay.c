// Runs files through a target without an engine, for any compiler and for valgrind. Where the
// environment asks (LOCKSTEP_FUZZ_REPORT), each file's highest level and its bucket are printed.
// `--seeds FOLDER [CASE…]` writes a first corpus and a dictionary instead.

#include "fuzz/targets/target.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEEDS = 96 };

static uint32_t file_level, file_bucket;
static size_t run_count;

void target_feedback(uint32_t level, uint32_t bucket) {
    if (level < file_level)
        return;
    file_level = level;
    file_bucket = bucket;
}

void target_begin_process(void) {
}

static void run_file(const char *path) {
    struct base_pool pool = {0};
    struct base_diag diag;
    char *bytes;
    size_t size;
    if (!base_read_file(&pool, path, &bytes, &size, &diag)) {
        fprintf(stderr, "%s\n", diag.text);
        exit(2);
    }
    file_level = file_bucket = 0;
    // A copy of just the size: a read behind the end is seen by a sanitizer or by valgrind.
    uint8_t *exact = malloc(size > 0 ? size : 1);
    base_check(exact != NULL);
    memcpy(exact, bytes, size);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    run_count++;
    if (getenv("LOCKSTEP_FUZZ_REPORT") != NULL)
        printf("%s: level %u, bucket %u\n", path, file_level, file_bucket);
    base_pool_free(&pool);
}

static int is_file(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

static void run_folder(const char *path) {
    struct dirent **entries;
    int count = scandir(path, &entries, is_file, alphasort);
    if (count < 0) {
        run_file(path);
        return;
    }
    for (int i = 0; i < count; i++) {
        char name[4096];
        snprintf(name, sizeof name, "%s/%s", path, entries[i]->d_name);
        run_folder(name);
        free(entries[i]);
    }
    free(entries);
}

int main(int count, char **words) {
    if (count > 2 && strcmp(words[1], "--seeds") == 0) {
        target_write_seeds(words[2], SEEDS, words + 3, count - 3);
        return 0;
    }
    LLVMFuzzerInitialize(&count, &words);
    for (int i = 1; i < count; i++)
        run_folder(words[i]);
    if (run_count == 0) {
        fprintf(stderr,
                "error: no file to run; usage: %s FILE-OR-FOLDER…, or "
                "--seeds FOLDER [CASE…]\n",
                words[0]);
        return 2;
    }
    printf("%zu files, no divergence\n", run_count);
    return 0;
}
