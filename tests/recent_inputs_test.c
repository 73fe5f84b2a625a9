// What processes that crashed ran before: how much of it is kept.

#include "fuzz/recent_inputs.h"
#include "tests/scratch.h"

#include <glob.h>
#include <sys/wait.h>
#include <unistd.h>

TestSuite(recent_inputs, .init = scratch_create, .fini = scratch_remove, .timeout = 60);

/// A process that runs two inputs, of which the second is `last`, and ends badly or by itself.
static void run_process(uint32_t last, bool ends_badly) {
    pid_t pid = fork();
    if (pid == 0) {
        static const uint8_t first[] = {1, 2, 3};
        struct fuzz_recent_inputs *recent = fuzz_recent_open(scratch_root);
        if (recent == NULL)
            _exit(1);
        fuzz_recent_note(recent, first, sizeof first);
        fuzz_recent_note(recent, (const uint8_t *)&last, sizeof last);
        if (ends_badly)
            _exit(0);
        exit(0);
    }
    int status;
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_assert_eq(status, 0, "process %u had no file", last);
}

static bool is_known(uint32_t last) {
    struct base_pool pool = {0};
    const struct fuzz_recent_inputs *recent =
        fuzz_recent_find(scratch_root, 0, (const uint8_t *)&last, sizeof last, &pool);
    bool is_whole = recent != NULL && fuzz_recent_earlier(recent) == 1;
    base_pool_free(&pool);
    return is_whole;
}

static size_t count_files(void) {
    char pattern[4096];
    glob_t found;
    size_t count = 0;
    snprintf(pattern, sizeof pattern, "%s/recent-*", scratch_root);
    if (glob(pattern, 0, NULL, &found) == 0) {
        count = found.gl_pathc;
        globfree(&found);
    }
    return count;
}

Test(recent_inputs, only_who_ends_badly_leaves_a_file) {
    run_process(7, false);
    cr_expect_eq(count_files(), 0);
    run_process(8, true);
    cr_expect_eq(count_files(), 1);
    cr_expect(is_known(8));
    cr_expect_not(is_known(9));
}

Test(recent_inputs, the_oldest_make_room_for_the_newest) {
    for (uint32_t i = 0; i < FUZZ_RECENT_FILES_MAX + 3; i++) {
        run_process(i, true);
        // Some are made within one tick of the clock that files are dated by.
        if (i == 0)
            usleep(20000);
    }
    cr_expect_eq(count_files(), FUZZ_RECENT_FILES_MAX);
    cr_expect_not(is_known(0));
    cr_expect(is_known(FUZZ_RECENT_FILES_MAX / 2));
    cr_expect(is_known(FUZZ_RECENT_FILES_MAX + 2));
}
