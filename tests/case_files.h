/// Cases as files, for the tests of what writes and reads them.
#ifndef LOCKSTEP_TESTS_CASE_FILES_H
#define LOCKSTEP_TESTS_CASE_FILES_H

#include "corpus/case.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <unistd.h>

/// A file of this process, removed by the caller.
static inline const char *scratch_path(void) {
    static char path[64];
    snprintf(path, sizeof path, "/tmp/lockstep-case-%d.case", (int)getpid());
    return path;
}

static inline const char *write_text(const char *text, size_t length) {
    const char *path = scratch_path();
    FILE *file = fopen(path, "wb");
    cr_assert_not_null(file);
    cr_assert_eq(fwrite(text, 1, length, file), length);
    cr_assert_eq(fclose(file), 0);
    return path;
}

static const struct corpus_origin nowhere = {"", "", "", "", "", 0, -1, -1, "", 0, NULL, 0};

/// Writes a case to the scratch file.
static inline const char *write_case(const struct corpus_case *one,
                                     const struct corpus_origin *origin) {
    const char *path = scratch_path();
    FILE *file = fopen(path, "wb");
    cr_assert_not_null(file);
    corpus_case_write(one, origin, file);
    cr_assert_eq(fclose(file), 0);
    return path;
}

/// A contract whose cases are short enough to write by hand.
static const char hand_text[] = "/// H.\n"
                                "/// @domain n: 0..8\n"
                                "/// @domain a: 0..1\n"
                                "/// @param[out] y\n"
                                "/// @compare bits\n"
                                "void hand(size_t n, float scale, const float a[n], float y[n]);\n";

#endif
