/// The style test: rules about the tree that no compiler checks, each one a function.
///
/// A rule reports `path:line: rule: what is wrong` on stdout, a line of 0 meaning the whole file.
/// tests/style_test.c plants a violation of each rule, to show that the rule can fail.
#ifndef LOCKSTEP_TESTS_STYLE_STYLE_H
#define LOCKSTEP_TESTS_STYLE_STYLE_H

#include "base/diag.h"
#include "base/pool.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { STYLE_COLUMNS_MAX = 100, STYLE_FUNCTION_LINES_MAX = 70 };

enum style_kind {
    STYLE_SOURCE,   ///< .c, .h, .S: every rule
    STYLE_SCRIPT,   ///< shell, CMake, YAML, JSON
    STYLE_MAKEFILE, ///< a script whose recipes begin with a tab
    STYLE_PROSE,    ///< Markdown: lines may be long
    STYLE_DATA,     ///< contracts, cases and recorded outputs: only their names count, if at all
};

struct style_file {
    const char *path; ///< from the root: "base/diag.h"
    const char *name; ///< its last part
    const char *text;
    size_t length;
    enum style_kind kind;
    bool is_included; ///< by another file; check_includes finds out
};

struct style_tree {
    struct base_pool pool;
    const char *root;
    struct style_file *files; ///< sorted by path
    size_t count;
    const char *compiled; ///< the text of compile_commands.json, or NULL: dead sources go unseen
    uint64_t violations;
};

struct style_line {
    const char *text;
    size_t length; ///< bytes without the newline
    uint32_t number;
    bool is_terminated;
};

/// Reads every file below the root except build folders, outputs and hidden folders other than
/// those of CI. False with a diag where one cannot be read or none is found.
bool style_tree_read(struct style_tree *tree, const char *root, struct base_diag *diag);

/// Steps to the next line; a zeroed line stands before the first one.
bool style_line_next(const struct style_file *file, struct style_line *line);

void style_report(struct style_tree *tree, const struct style_file *file, uint32_t line,
                  const char *rule, const char *format, ...) __attribute__((format(printf, 5, 6)));

bool style_path_is_below(const char *path, const char *folder);
bool style_has_suffix(const char *text, const char *suffix);

/// Columns, tabs, blanks at the end, missing last newline, leftover marks, this machine's paths.
void style_check_lines(struct style_tree *tree, const struct style_file *file);

/// The length of each function.
void style_check_functions(struct style_tree *tree, const struct style_file *file);

/// Includes that do not exist or point the wrong way; marks files as included.
void style_check_includes(struct style_tree *tree, const struct style_file *file);

/// A reference or optimized source that does not include its contract.
void style_check_contract(struct style_tree *tree, const struct style_file *file);

/// Names that occur twice.
void style_check_names(struct style_tree *tree);

/// Headers that nobody includes and sources that nobody compiles. After style_check_includes.
void style_check_dead(struct style_tree *tree);

#endif
