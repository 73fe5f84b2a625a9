// Every row of docs/detection.md: the planted bug is found, and passes where its check is off.
#include "diff/checks.h"
#include "tests/scratch.h"

#include <ctype.h>
#include <jansson.h>
#include <stdbool.h>
#include <sys/utsname.h>

#define BROKEN TESTS_DIR "/broken"

enum { ROWS_MAX = 128, ROWS_LEAST = 40 };

struct row {
    char section[64], check[48], bug[64], verdict[32];
};

/// What the bug's own files say of it.
struct planted {
    char cases[32], options[128], machine[32];
};

static char output[1 << 20];

/// The next cell of a table's line, without blanks and backticks.
static bool next_cell(char **at, char *cell, size_t capacity) {
    char *end = strchr(*at, '|');
    size_t used = 0;
    if (end == NULL)
        return false;
    for (char *from = *at; from < end && used + 1 < capacity; from++)
        if (*from != '`' && !(isspace((unsigned char)*from) && (used == 0 || from + 1 == end)))
            cell[used++] = *from;
    cell[used] = '\0';
    *at = end + 1;
    return true;
}

static size_t read_rows(struct row *rows) {
    FILE *stream = fopen(TESTS_DIR "/../docs/detection.md", "r");
    char line[512], section[64] = "", what[512];
    size_t count = 0;
    cr_assert_not_null(stream);
    while (fgets(line, sizeof line, stream) != NULL) {
        char *at = line + 1;
        struct row row = {0};
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "## ", 3) == 0)
            snprintf(section, sizeof section, "%.63s", line + 3);
        bool is_row = line[0] == '|' && next_cell(&at, row.check, sizeof row.check) &&
                      next_cell(&at, what, sizeof what) &&
                      next_cell(&at, row.bug, sizeof row.bug) &&
                      next_cell(&at, row.verdict, sizeof row.verdict);
        // The lines above a table's rows name its columns.
        if (!is_row || strchr(row.bug, ' ') != NULL || row.bug[0] == '-')
            continue;
        cr_assert_lt(count, ROWS_MAX);
        memcpy(row.section, section, sizeof row.section);
        rows[count++] = row;
    }
    fclose(stream);
    return count;
}

static void read_planted(const char *bug, struct planted *planted) {
    static const char *const places[] = {"optimized/%s.c", "reference/%s.c", "reference/%s.h"};
    *planted = (struct planted){0};
    for (int i = 0; i < 3; i++) {
        char path[512], name[128], line[256];
        snprintf(name, sizeof name, places[i], bug);
        snprintf(path, sizeof path, BROKEN "/%s", name);
        FILE *stream = fopen(path, "r");
        cr_assert_not_null(stream, "docs/detection.md: there is no planted bug %s", bug);
        while (fgets(line, sizeof line, stream) != NULL) {
            sscanf(line, "// cases: %31[0-9]", planted->cases);
            sscanf(line, "// options: %127[^\n]", planted->options);
            sscanf(line, "// machine: %31[^\n]", planted->machine);
        }
        fclose(stream);
    }
    cr_assert_str_not_empty(planted->cases, "%s: no cases", bug);
}

/// The verdict of a run of the bug.
static const char *verdict_of(const char *bug, const struct planted *planted, const char *options) {
    static char verdict[32];
    scratch_run(output, sizeof output,
                BUILD_DIR "/lockstep diff " BROKEN "/reference/%s.h --reference " BUILD_DIR
                          "/libbroken-reference.so --optimized " BUILD_DIR "/libbroken.so"
                          " --jobs 1 --inputs %s %s --json --out %s/out 2>%s/errors",
                bug, planted->cases, options, scratch_root, scratch_root);
    json_t *document = json_loads(output, 0, NULL);
    cr_assert_not_null(document, "%s %s: %s", bug, options, output);
    const json_t *kernel = json_array_get(json_object_get(document, "kernels"), 0);
    const char *text = json_string_value(json_object_get(kernel, "verdict"));
    snprintf(verdict, sizeof verdict, "%s", text != NULL ? text : "");
    json_decref(document);
    return verdict;
}

static void check_row(const struct row *row) {
    struct planted planted;
    struct utsname machine;
    read_planted(row->bug, &planted);
    uname(&machine);
    if (planted.machine[0] != '\0' && strcmp(planted.machine, machine.machine) != 0)
        return;
    cr_expect_str_eq(verdict_of(row->bug, &planted, planted.options), row->verdict, "%s: %s",
                     row->check, row->bug);
    if (strncmp(row->section, "What cannot", 11) == 0)
        return;
    char options[256] = "";
    if (strncmp(row->section, "The state", 9) != 0)
        snprintf(options, sizeof options, "%s --without %s", planted.options, row->check);
    cr_expect_str_eq(verdict_of(row->bug, &planted, options), "equal",
                     "%s is found without %s as well", row->bug, row->check);
}

TestSuite(detection, .init = scratch_create, .fini = scratch_remove);

Test(detection, each_check_has_a_bug_that_only_it_finds) {
    static struct row rows[ROWS_MAX];
    size_t count = read_rows(rows);
    cr_assert_geq(count, ROWS_LEAST, "docs/detection.md has only %zu rows", count);
    for (size_t i = 0; i < count; i++)
        check_row(&rows[i]);
}

Test(detection, each_check_has_a_row) {
    static struct row rows[ROWS_MAX];
    size_t count = read_rows(rows);
    for (unsigned check = 0; check < DIFF_CHECKS; check++) {
        const char *name = diff_check_name((enum diff_check)check);
        size_t i = 0;
        while (i < count && strcmp(rows[i].check, name) != 0)
            i++;
        cr_expect_lt(i, count, "docs/detection.md has no row of %s", name);
    }
}

/// A document that tells "equal" tells what was off as well, also from the stored results; and a
/// shard with a check off is none of a run with all on.
Test(detection, what_was_off_stands_in_every_result) {
    int status = scratch_run(
        output, sizeof output,
        "cd %s && run() { " BUILD_DIR "/lockstep diff " BROKEN "/reference/triple_words.h "
        "--reference " BUILD_DIR "/libbroken-reference.so --optimized " BUILD_DIR
        "/libbroken.so --inputs 200 \"$@\"; } && "
        "run --without evidence,slack --json --junit j.xml --out o 2>note > a.json && "
        "run --without slack,evidence --out o 2>note > text && " BUILD_DIR
        "/lockstep report o --json --html page.html 2>note > b.json && "
        "cmp a.json b.json && grep -q 'evidence' a.json && "
        "tr -d ' \n' < a.json | grep -q '\"without\":\\[\"slack\",\"evidence\"\\]' && "
        "grep -q 'checks off: slack,evidence' text && grep -q '; some checks off' text && "
        "grep -q 'slack,evidence' j.xml && grep -q 'slack,evidence' page.html && "
        "run --shard 1/2 --out s1 > text; run --shard 2/2 --without slack --out s2 > text "
        "2>note; " BUILD_DIR "/lockstep report s1 s2 2>&1",
        scratch_root);
    cr_expect_eq(status, 2, "%s", output);
    cr_expect_not_null(strstr(output, "not a shard of the same run"), "%s", output);
}

Test(detection, unknown_checks_are_refused) {
    int status = scratch_run(output, sizeof output,
                             BUILD_DIR "/lockstep diff " BROKEN "/reference/xor_words.h"
                                       " --without gards --out %s/out 2>&1",
                             scratch_root);
    cr_expect_eq(status, 2);
    cr_expect(strstr(output, "guards"), "no suggestion: %s", output);
}
