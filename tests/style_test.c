/// Plants a violation of every style rule into a small clean tree and demands that the style test
/// names it, and nothing else.
#include "tests/scratch.h"

#define STYLE BUILD_DIR "/tests/style"
#define LINT  TESTS_DIR "/../ci/lint"

struct planted_file {
    const char *path;
    const char *text;
};

#define TEN                     "0123456789"
#define HUNDRED_WITHOUT_SLASHES TEN TEN TEN TEN TEN TEN TEN TEN TEN "01234567"
#define FIVE_LINES              "    a++;\n    a++;\n    a++;\n    a++;\n    a++;\n"
#define BODY_OF_65                                                                                 \
    FIVE_LINES FIVE_LINES FIVE_LINES FIVE_LINES FIVE_LINES FIVE_LINES FIVE_LINES FIVE_LINES        \
        FIVE_LINES FIVE_LINES FIVE_LINES FIVE_LINES FIVE_LINES

/// The clean tree: each file stands as near to a violation as the rules admit.
static const struct planted_file clean[] = {
    {"base/diag.h", "int base_fail(void);\n"},
    // 100 columns in more than 100 bytes; a function of 70 lines that opens on its second line.
    {"base/diag.c", "#include \"base/diag.h\"\n"
                    "//" HUNDRED_WITHOUT_SLASHES "\n"
                    "// ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé\n"
                    "static int\n"
                    "long_but_allowed(void) {\n"
                    "    int a = 0;\n" BODY_OF_65 "    return a;\n"
                    "}\n"},
    {"spec/kernel.h", "#include \"base/diag.h\"\n"},
    {"fuzz/target.c", "#include \"../spec/kernel.h\"\n#include <fuzz/nowhere.h>\n"},
    {"reference/dot.h", "int dot(void);\n"},
    {"reference/dot.c", "#include \"dot.h\"\n"},
    {"optimized/dot.c", "#include \"../reference/dot.h\"\n"},
    {"tests/contracts/dot.h", "int\tdot(void); "},
    {"docs/README.md", "Prose of any width: " HUNDRED_WITHOUT_SLASHES TEN "\n"},
    {"README.md", "a/wor"
                  "k/b is relative, and a name for mkstemp ends in XXXXXX\n"},
    {"Makefile", "all:\n\tcc -c dot.c\n"},
    {"build/dot.c", "never looked at\t\n"},
    {"compile_commands.json",
     "[{\"file\": \"/a/base/diag.c\"}, {\"file\": \"/a/fuzz/target.c\"},\n"
     "{\"file\": \"/a/reference/dot.c\"}, {\"file\": \"/a/optimized/dot.c\"}]\n"},
};

static void plant(struct planted_file file) {
    scratch_write(file.path, file.text);
}

static void plant_clean_tree(void) {
    scratch_create();
    for (size_t i = 0; i < sizeof clean / sizeof *clean; i++)
        plant(clean[i]);
}

TestSuite(style, .init = plant_clean_tree, .fini = scratch_remove);

static int run_style(char *output, size_t capacity) {
    return scratch_run(output, capacity, STYLE " %s %s/compile_commands.json 2>&1", scratch_root,
                       scratch_root);
}

/// Demands that the planted file changes the report from clean to just `expected`.
static void expect(struct planted_file planted, const char *expected) {
    char output[4096], whole[4096];
    cr_assert_eq(run_style(output, sizeof output), 0, "the clean tree is not clean:\n%s", output);
    plant(planted);
    int status = run_style(output, sizeof output);
    char *last_line = strstr(output, "style: ");
    cr_assert_not_null(last_line, "%s", output);
    *last_line = '\0';
    snprintf(whole, sizeof whole, "%s\n", expected);
    cr_expect_str_eq(output, whole);
    cr_expect_eq(status, 1);
}

Test(style, long_line) {
    expect((struct planted_file){"base/diag.c",
                                 "#include \"base/diag.h\"\n//" HUNDRED_WITHOUT_SLASHES "1\n"},
           "base/diag.c:2: long line: 101 columns, 100 are allowed");
}

Test(style, long_function) {
    expect((struct planted_file){"base/diag.c",
                                 "enum { A };\n\nstatic int\nlong_function(void) {\n"
                                 "    int a = 0;\n\n" BODY_OF_65 "    return a;\n}\n"},
           "base/diag.c:3: long function: 71 lines, 70 are allowed");
}

Test(style, tab) {
    expect((struct planted_file){"base/diag.c", "int\ta;\n"},
           "base/diag.c:1: tab: indent with spaces");
}

Test(style, tab_within_a_recipe) {
    expect((struct planted_file){"Makefile", "all:\n\tcc\t-c dot.c\n"},
           "Makefile:2: tab: indent with spaces");
}

Test(style, trailing_blank) {
    expect((struct planted_file){"docs/README.md", "Prose. \n"},
           "docs/README.md:1: trailing blank: the line ends in white space");
}

Test(style, carriage_return) {
    expect((struct planted_file){"base/diag.c", "int a;\r\n"},
           "base/diag.c:1: trailing blank: the line ends in white space");
}

Test(style, last_newline) {
    expect((struct planted_file){"base/diag.c", "int a;\nint b;"},
           "base/diag.c:2: last newline: the file ends within a line");
}

Test(style, leftover) {
    expect((struct planted_file){"base/diag.c", "int a; // TO"
                                                "DO: more\n"},
           "base/diag.c:1: leftover: TO"
           "DO: do it, or file an issue");
}

Test(style, machine_path) {
    expect((struct planted_file){"docs/README.md", "see `/hom"
                                                   "e/me/notes`\n"},
           "docs/README.md:1: machine path: /hom"
           "e/… exists on one machine only");
}

Test(style, include_against_the_direction) {
    expect((struct planted_file){"base/diag.c", "#include \"spec/kernel.h\"\n"
                                                "#include \"base/diag.h\"\n"},
           "base/diag.c:1: include direction: may not include spec/kernel.h");
}

Test(style, include_between_kernels_and_framework) {
    expect((struct planted_file){"optimized/dot.c", "#include \"../reference/dot.h\"\n"
                                                    "#include \"base/diag.h\"\n"},
           "optimized/dot.c:2: include direction: may not include base/diag.h");
}

Test(style, include_of_nothing) {
    expect((struct planted_file){"base/diag.c", "#  include \"base/gone.h\"\n"},
           "base/diag.c:1: unknown include: there is no base/gone.h");
}

Test(style, kernel_without_its_contract) {
    expect((struct planted_file){"optimized/dot.c", "int dot(void);\n"},
           "optimized/dot.c: contract: does not include reference/dot.h");
}

Test(style, repeated_name) {
    expect((struct planted_file){"spec/diag.c", "int a;\n"},
           "spec/diag.c: repeated name: base/diag.c has the same name\n"
           "spec/diag.c: dead file: no target compiles it");
}

Test(style, dead_header) {
    expect((struct planted_file){"spec/emit.h", "#include \"spec/emit.h\"\n"},
           "spec/emit.h: dead file: no file includes it");
}

Test(style, dead_source) {
    expect((struct planted_file){"spec/emit.c", "int a;\n"},
           "spec/emit.c: dead file: no target compiles it");
}

Test(style, empty_tree_is_trouble) {
    char output[4096];
    cr_assert_eq(scratch_run(output, sizeof output, "rm -r %s/*", scratch_root), 0);
    cr_expect_eq(scratch_run(output, sizeof output, STYLE " %s 2>&1", scratch_root), 2, "%s",
                 output);
}

static int run_lint(char *output, size_t capacity) {
    return scratch_run(output, capacity, LINT " %s 2>&1", scratch_root);
}

static void make_small_tree(void) {
    scratch_create();
    plant((struct planted_file){"base/good.c", "int a;\n"});
    plant((struct planted_file){"tests/contracts/odd.h", "int  a;\n"});
    plant((struct planted_file){"ci/good", "#!/usr/bin/env bash\necho good\n"});
}

TestSuite(lint, .init = make_small_tree, .fini = scratch_remove);

Test(lint, well_formed_files_pass) {
    char output[4096];
    cr_expect_eq(run_lint(output, sizeof output), 0, "%s", output);
    cr_expect_not_null(strstr(output, "lint: 1 C files, 1 scripts"), "%s", output);
}

Test(lint, unformatted_source) {
    char output[4096];
    plant((struct planted_file){"base/bad.c", "int  a;\n"});
    int status = run_lint(output, sizeof output);
    if (strstr(output, "skipped clang-format") != NULL)
        cr_skip_test("clang-format 14 is not installed");
    cr_expect_eq(status, 1);
    cr_expect_not_null(strstr(output, "base/bad.c:1:"), "%s", output);
}

Test(lint, script_that_does_not_parse) {
    char output[4096];
    plant((struct planted_file){"ci/bad", "#!/bin/sh\nif true\n"});
    cr_expect_eq(run_lint(output, sizeof output), 1);
    cr_expect_not_null(strstr(output, "ci/bad"), "%s", output);
}
