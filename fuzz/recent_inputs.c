#include "fuzz/recent_inputs.h"

#include "base/diag.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static char own_path[4096];
static pid_t own_pid;

static void remove_own(void) {
    // A kernel may have forked: the file is that of the process which made it.
    if (getpid() == own_pid)
        unlink(own_path);
}

static bool is_older(const struct stat *a, const struct stat *b) {
    return a->st_mtim.tv_sec != b->st_mtim.tv_sec ? a->st_mtim.tv_sec < b->st_mtim.tv_sec
                                                  : a->st_mtim.tv_nsec < b->st_mtim.tv_nsec;
}

/// Removes the oldest file of a process that is no more, where there are too many: in a kernel that
/// crashes all the time, the bug that needs its history may come late.
static bool make_room(const char *folder) {
    char pattern[4096];
    const char *oldest = NULL;
    struct stat oldest_status, status;
    glob_t found;
    snprintf(pattern, sizeof pattern, "%s/recent-*", folder);
    if (glob(pattern, GLOB_NOSORT, NULL, &found) != 0)
        return true;
    bool has_room = found.gl_pathc < FUZZ_RECENT_FILES_MAX;
    for (size_t i = 0; !has_room && i < found.gl_pathc; i++) {
        const char *path = found.gl_pathv[i];
        pid_t pid = (pid_t)strtol(strrchr(path, '-') + 1, NULL, 10);
        bool is_over = kill(pid, 0) != 0 && errno == ESRCH;
        if (!is_over || stat(path, &status) != 0)
            continue;
        if (oldest == NULL || is_older(&status, &oldest_status)) {
            oldest = path;
            oldest_status = status;
        }
    }
    has_room |= oldest != NULL && unlink(oldest) == 0;
    globfree(&found);
    return has_room;
}

struct fuzz_recent_inputs *fuzz_recent_open(const char *folder) {
    struct fuzz_recent_inputs *recent;
    if (!make_room(folder))
        return NULL;
    own_pid = getpid();
    snprintf(own_path, sizeof own_path, "%s/recent-%ld", folder, (long)own_pid);
    int file = open(own_path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0)
        return NULL;
    if (ftruncate(file, sizeof *recent) != 0) {
        close(file);
        return NULL;
    }
    recent = mmap(NULL, sizeof *recent, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (recent == MAP_FAILED || atexit(remove_own) != 0)
        return NULL;
    return recent;
}

void fuzz_recent_save(const struct fuzz_recent_inputs *recent, const char *folder,
                      uint64_t signature) {
    char path[4096];
    snprintf(path, sizeof path, "%s/history-%016llx", folder, (unsigned long long)signature);
    FILE *file = fopen(path, "w");
    if (file == NULL)
        return;
    bool is_whole = fwrite(recent, sizeof *recent, 1, file) == 1;
    is_whole = fclose(file) == 0 && is_whole;
    if (!is_whole)
        unlink(path);
}

static bool ends_with(const struct fuzz_recent_inputs *recent, const uint8_t *data, size_t size) {
    if (recent->count == 0)
        return false;
    uint64_t slot = (recent->count - 1) % FUZZ_RECENT_INPUTS;
    return recent->sizes[slot] == size && size <= FUZZ_RECENT_BYTES_MAX &&
           (size == 0 || memcmp(recent->bytes[slot], data, size) == 0);
}

static const struct fuzz_recent_inputs *read_if_last(const char *path, const uint8_t *data,
                                                     size_t size, struct base_pool *pool) {
    struct base_diag ignored;
    char *bytes;
    size_t length;
    if (access(path, R_OK) != 0 || !base_read_file(pool, path, &bytes, &length, &ignored) ||
        length != sizeof(struct fuzz_recent_inputs))
        return NULL;
    struct fuzz_recent_inputs *recent = base_pool_take(pool, sizeof *recent);
    memcpy(recent, bytes, sizeof *recent);
    return ends_with(recent, data, size) ? recent : NULL;
}

const struct fuzz_recent_inputs *fuzz_recent_find(const char *folder, uint64_t signature,
                                                  const uint8_t *data, size_t size,
                                                  struct base_pool *pool) {
    const struct fuzz_recent_inputs *recent = NULL;
    glob_t found;
    if (signature != 0)
        return read_if_last(
            base_pool_format(pool, "%s/history-%016llx", folder, (unsigned long long)signature),
            data, size, pool);
    if (glob(base_pool_format(pool, "%s/recent-*", folder), 0, NULL, &found) != 0)
        return NULL;
    for (size_t i = 0; recent == NULL && i < found.gl_pathc; i++)
        recent = read_if_last(found.gl_pathv[i], data, size, pool);
    globfree(&found);
    return recent;
}

uint32_t fuzz_recent_earlier(const struct fuzz_recent_inputs *recent) {
    uint32_t count = 0;
    // One of the slots holds the last input itself.
    while (count + 1 < FUZZ_RECENT_INPUTS && count + 1 < recent->count &&
           recent->sizes[(recent->count - 2 - count) % FUZZ_RECENT_INPUTS] <= FUZZ_RECENT_BYTES_MAX)
        count++;
    return count;
}

void fuzz_recent_remove(const char *folder) {
    static const char *const names[] = {"recent-*", "history-*"};
    char pattern[4096];
    glob_t found;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(pattern, sizeof pattern, "%s/%s", folder, names[i]);
        if (glob(pattern, GLOB_NOSORT, NULL, &found) != 0)
            continue;
        for (size_t k = 0; k < found.gl_pathc; k++)
            unlink(found.gl_pathv[k]);
        globfree(&found);
    }
}
