#include "diff/files.h"

#include "diff/repro.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool diff_folder_make(const char *path, struct base_diag *diag) {
    char *partial = strdup(path);
    bool ok = true;
    for (char *slash = partial + 1; ok; slash++) {
        char kept = *slash;
        if (kept != '/' && kept != '\0')
            continue;
        *slash = '\0';
        struct stat status;
        if (mkdir(partial, 0777) != 0 && errno != EEXIST)
            ok = base_fail(diag, "%s: cannot make the folder: %s", path, strerror(errno));
        else if (stat(partial, &status) == 0 && !S_ISDIR(status.st_mode))
            ok = base_fail(diag, "%s: is a file, not a folder; give another --out", partial);
        *slash = kept;
        if (kept == '\0')
            break;
    }
    free(partial);
    return ok;
}

/// Whether the file is written in place, as devices and pipes are.
static bool is_in_place(const struct diff_file *file) {
    return strcmp(file->partial_path, file->path) == 0;
}

static void release_paths(struct diff_file *file) {
    free(file->path);
    free(file->partial_path);
}

bool diff_file_open(struct diff_file *file, const char *path, struct base_diag *diag) {
    *file = (struct diff_file){.path = strdup(path)};
    struct stat status;
    // To rename over a device or a pipe would replace it: those are written in place.
    bool is_special = stat(path, &status) == 0 && !S_ISREG(status.st_mode);
    if (asprintf(&file->partial_path, is_special ? "%s" : "%s.%ld.partial", path, (long)getpid()) <
        0)
        abort();
    file->stream = fopen(file->partial_path, "w");
    if (file->stream != NULL)
        return true;
    base_fail(diag, "%s: cannot write: %s", path, strerror(errno));
    release_paths(file);
    return false;
}

void diff_file_discard(struct diff_file *file) {
    fclose(file->stream);
    if (!is_in_place(file))
        unlink(file->partial_path);
    release_paths(file);
}

bool diff_file_close(struct diff_file *file, struct base_diag *diag) {
    bool is_good = ferror(file->stream) == 0;
    // fclose writes what is buffered: a full disk may show only here.
    is_good = fclose(file->stream) == 0 && is_good;
    if (is_good && !is_in_place(file) && rename(file->partial_path, file->path) != 0)
        is_good = false;
    if (!is_good) {
        base_fail(diag, "%s: cannot write: %s", file->path,
                  errno != 0 ? strerror(errno) : "the disk is full");
        if (!is_in_place(file))
            unlink(file->partial_path);
    }
    release_paths(file);
    return is_good;
}

/// A path that holds from every folder; the path itself where it names no file.
static const char *absolute(const char *path, struct base_pool *pool) {
    char *real = realpath(path, NULL);
    const char *kept = real != NULL ? base_pool_copy(pool, real, strlen(real)) : path;
    free(real);
    return kept;
}

static const char *absolute_library(const struct diff_library *library, struct base_pool *pool) {
    const char *path = absolute(library->path, pool);
    if (strcmp(library->pattern, "%") == 0)
        return path;
    return base_pool_format(pool, "%s@%s", path, library->pattern);
}

/// The states in which the case fails; those of the whole run where it needs the cases before it.
static const char *entry_states(const struct diff_finding *finding,
                                const struct diff_options *options, struct base_pool *pool) {
    uint32_t states =
        finding->history_index >= 0 ? options->entry_states : 1u << finding->outcome.entry_state;
    const char *text = "";
    for (unsigned i = 0; i < DIFF_ENTRY_STATES && states != 1u << DIFF_ENTRY_DEFAULT; i++)
        if ((states >> i & 1) != 0)
            text = base_pool_format(pool, "%s%s%s", text, text[0] != '\0' ? "," : "",
                                    diff_entry_state_name((enum diff_entry_state)i));
    return text;
}

static bool write_case(const struct diff_finding *finding, const struct diff_subject *subject,
                       uint32_t variant, const char *stem, struct base_pool *pool,
                       struct base_diag *diag) {
    const struct diff_options *options = subject->options, usual = diff_options_default();
    struct corpus_origin origin = {
        .header = absolute(subject->kernel->header->path, pool),
        .reference = absolute_library(subject->reference_library, pool),
        .optimized = absolute_library(subject->variants[variant].library, pool),
        .verdict = diff_class_name(finding->outcome.class),
        .entry_state = entry_states(finding, options, pool),
        .tolerance = options->near_tolerance != usual.near_tolerance
                         ? base_pool_format(pool, "%.17g", options->near_tolerance)
                         : "",
        .timeout_ms = options->timeout_ms != usual.timeout_ms ? options->timeout_ms : 0,
        .seed = subject->options->seed,
        .index = finding->first_index >= 0 ? finding->first_index : -1,
        .first_index = finding->history_index,
        .earlier = finding->earlier,
        .earlier_count = finding->earlier_count,
    };
    struct diff_file file;
    if (!diff_file_open(&file, base_pool_format(pool, "%s.case", stem), diag))
        return false;
    corpus_case_write(finding->one, &origin, file.stream);
    return diff_file_close(&file, diag);
}

static bool write_repro(const struct diff_finding *finding, const struct diff_subject *subject,
                        uint32_t variant, const char *stem, struct base_pool *pool,
                        struct base_diag *diag) {
    struct corpus_case *drawn[CORPUS_EARLIER_MAX] = {NULL};
    struct diff_repro_earlier before = {.cases = (const struct corpus_case *const *)drawn};
    struct diff_file file;
    if (!diff_file_open(&file, base_pool_format(pool, "%s.c", stem), diag))
        return false;
    // A reproducer carries the last cases of a history; the whole is for `lockstep replay`. It goes
    // through them again until it has made twice as many calls, since the run repeated some: enough
    // for a kernel that counts its calls.
    int64_t first = finding->history_index;
    int64_t length = first >= 0 ? finding->first_index - first : 0;
    if (length > CORPUS_EARLIER_MAX)
        first = finding->first_index - CORPUS_EARLIER_MAX;
    before.calls = (uint32_t)(length > CORPUS_EARLIER_MAX ? 2 * length : length);
    for (int64_t i = first; first >= 0 && i < finding->first_index; i++) {
        drawn[before.count] = corpus_case_create(subject->kernel);
        diff_subject_draw(subject, (uint64_t)i, drawn[before.count++]);
    }
    const struct diff_repro_earlier brought = {finding->earlier, finding->earlier_count,
                                               finding->earlier_count};
    diff_repro_write(subject, variant, finding->one,
                     finding->earlier_count == 0 ? &before : &brought, &finding->outcome,
                     finding->salt, absolute_library(subject->reference_library, pool),
                     absolute_library(subject->variants[variant].library, pool), file.stream);
    for (uint32_t i = 0; i < before.count; i++)
        corpus_case_free(drawn[i]);
    return diff_file_close(&file, diag);
}

bool diff_finding_write(const struct diff_finding *finding, const struct diff_subject *subject,
                        uint32_t variant, struct base_diag *diag) {
    struct base_pool pool = {0};
    const char *folder =
        base_pool_format(&pool, "%s/%s", subject->options->out, subject->kernel->name);
    const char *stem = base_pool_format(&pool, "%s/%s", folder, finding->bucket);
    bool ok = diff_folder_make(folder, diag) &&
              write_case(finding, subject, variant, stem, &pool, diag) &&
              write_repro(finding, subject, variant, stem, &pool, diag);
    base_pool_free(&pool);
    return ok;
}

/// The words behind `lockstep replay CASE`: options that decide what is a failure are among them.
static const char *replay_arguments(const struct diff_subject *subject, uint32_t variant,
                                    struct base_pool *pool) {
    const struct diff_options *options = subject->options, usual = diff_options_default();
    const char *tolerance = "", *timeout = "";
    if (options->near_tolerance != usual.near_tolerance)
        tolerance = base_pool_format(pool, " --tolerance %.15g", options->near_tolerance);
    if (options->timeout_ms != usual.timeout_ms)
        timeout = base_pool_format(pool, " --timeout-ms %u", options->timeout_ms);
    return base_pool_format(pool, "--reference %s --optimized %s%s%s",
                            subject->reference_library->specification,
                            subject->variants[variant].library->specification, tolerance, timeout);
}

struct diff_finding_record diff_finding_record_of(const struct diff_finding *finding,
                                                  const struct diff_subject *subject,
                                                  uint32_t variant, struct base_pool *pool) {
    char description[512];
    diff_outcome_describe(subject->kernel, &finding->outcome, description, sizeof description);
    const char *regression = NULL;
    if (finding->first_index < 0 && finding->first_index != DIFF_NO_INDEX) {
        const char *path = subject->regressions[-1 - finding->first_index];
        regression = strrchr(path, '/') + 1;
    }
    return (struct diff_finding_record){
        .signature = finding->signature,
        .class = finding->outcome.class,
        .description = base_pool_copy(pool, description, strlen(description)),
        .bucket = base_pool_copy(pool, finding->bucket, strlen(finding->bucket)),
        .count = finding->count,
        .first_index = finding->first_index,
        .regression = regression,
        .history_index = finding->history_index,
        .earlier_count = finding->earlier_count,
        .elements_before = finding->shrink.elements_before,
        .elements_after = finding->shrink.elements_after,
        .shrink_runs = finding->shrink.runs,
        .is_minimal = finding->shrink.is_minimal,
        .summary = base_pool_copy(pool, finding->summary, strlen(finding->summary)),
        .arguments = replay_arguments(subject, variant, pool),
    };
}
