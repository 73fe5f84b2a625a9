#include "tool/targets.h"

#include "bench/baseline.h"
#include "diff/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// What is there already must not be a folder, and must let itself be written.
static bool check_present(const char *path, const struct stat *status, struct base_diag *diag) {
    if (S_ISDIR(status->st_mode))
        return base_fail(diag, "%s: is a folder, so no file can be written there", path);
    if (access(path, W_OK) != 0)
        return base_fail(diag, "%s: cannot write: %s", path, strerror(errno));
    return true;
}

/// Makes and removes a file beside the path, as writing it in the end will.
static bool check_replaced(const char *path, struct base_diag *diag) {
    struct diff_file file;
    struct stat status;
    bool is_there = stat(path, &status) == 0;
    if (is_there && !check_present(path, &status, diag))
        return false;
    // A pipe would wait for its reader.
    if (is_there && !S_ISREG(status.st_mode))
        return true;
    if (!diff_file_open(&file, path, diag))
        return false;
    diff_file_discard(&file);
    return true;
}

/// What is only added to is made where it is not there, and is removed again.
static bool check_appended(const char *path, struct base_diag *diag) {
    struct stat status;
    if (stat(path, &status) == 0)
        return check_present(path, &status, diag);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    // Another run that ends just now may have made it.
    if (file < 0 && errno != EEXIST)
        return base_fail(diag, "%s: cannot write: %s", path, strerror(errno));
    if (file >= 0 && close(file) == 0)
        unlink(path);
    return true;
}

const char *tool_targets_summary(const struct tool_options *options) {
    const char *path = options->is_github ? getenv("GITHUB_STEP_SUMMARY") : NULL;
    return path != NULL && path[0] != '\0' ? path : NULL;
}

bool tool_targets_check(const struct tool_options *options, const char *result, const char *history,
                        struct base_pool *pool, struct base_diag *diag) {
    const char *out = options->request.options.out, *summary = tool_targets_summary(options);
    const char *replaced[] = {
        result != NULL ? base_pool_format(pool, "%s/%s", out, result) : NULL,
        options->junit,
        NULL,
    };
    const char *appended[] = {
        history != NULL ? base_pool_format(pool, "%s/%s", out, history) : NULL,
        summary,
    };
    if (options->save_baseline != NULL &&
        !bench_baseline_place(out, options->save_baseline, &replaced[2], pool, diag))
        return false;
    for (size_t i = 0; i < sizeof replaced / sizeof *replaced; i++)
        if (replaced[i] != NULL && !check_replaced(replaced[i], diag))
            return false;
    for (size_t i = 0; i < sizeof appended / sizeof *appended; i++)
        if (appended[i] != NULL && !check_appended(appended[i], diag))
            return false;
    return true;
}
