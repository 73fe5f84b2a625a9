#include "tests/style/style.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// What each folder may include besides system headers, "*" standing for everything. The first
/// entry that holds the including file decides. The framework's order is
/// base → spec → corpus → diff → { fuzz, bench } → report → tool.
static const struct direction {
    const char *folder;
    const char *targets[10];
} directions[] = {
    {"include", {NULL}},
    {"base", {"base"}},
    {"spec", {"base", "spec"}},
    {"corpus", {"base", "spec", "corpus"}},
    {"diff", {"base", "spec", "corpus", "diff", "include"}},
    {"fuzz", {"base", "spec", "corpus", "diff", "include", "fuzz"}},
    // The workload calls the shipped kernels by their headers.
    {"bench/profile", {"base", "spec", "corpus", "diff", "include", "bench", "reference"}},
    // The peers of pools and arenas: those are headers, and kernels only in their traces.
    {"bench/peers", {"base", "include", "bench", "optimized"}},
    {"bench", {"base", "spec", "corpus", "diff", "include", "bench"}},
    {"report", {"base", "spec", "corpus", "diff", "include", "fuzz", "bench", "report"}},
    {"tool", {"base", "spec", "corpus", "diff", "include", "fuzz", "bench", "report", "tool"}},
    {"reference", {"reference"}},
    {"optimized", {"reference", "optimized"}},
    {"tests/broken/reference", {"tests/broken/reference"}},
    {"tests/broken/optimized", {"tests/broken/reference", "tests/broken/optimized"}},
    {"tests/broken/twins",
     {"tests/broken/reference", "tests/broken/optimized", "tests/broken/twins"}},
    {"tests", {"*"}},
    {"examples", {"examples", "include"}},
};

static bool is_allowed(const char *from, const char *to) {
    for (size_t i = 0; i < sizeof directions / sizeof *directions; i++) {
        if (!style_path_is_below(from, directions[i].folder))
            continue;
        for (const char *const *target = directions[i].targets; *target != NULL; target++)
            if (strcmp(*target, "*") == 0 || style_path_is_below(to, *target))
                return true;
        return false;
    }
    return false;
}

static struct style_file *find_file(struct style_tree *tree, const char *path) {
    for (size_t i = 0; i < tree->count; i++)
        if (strcmp(tree->files[i].path, path) == 0)
            return &tree->files[i];
    return NULL;
}

/// The file that `#include "text"` means: from the root, from the including file's own folder
/// ("../" leads to the one above), or from include/. NULL where there is none.
static struct style_file *resolve(struct style_tree *tree, const struct style_file *from,
                                  const char *text) {
    size_t folder = (size_t)(from->name - from->path); // Bytes with the last slash.
    const char *rest = text;
    while (strncmp(rest, "../", 3) == 0 && folder > 0) {
        rest += 3;
        do
            folder--;
        while (folder > 0 && from->path[folder - 1] != '/');
    }
    struct style_file *found = find_file(tree, text);
    if (found == NULL)
        found =
            find_file(tree, base_pool_format(&tree->pool, "%.*s%s", (int)folder, from->path, rest));
    if (found == NULL)
        found = find_file(tree, base_pool_format(&tree->pool, "include/%s", text));
    return found;
}

/// The name in `#include "name"`, or NULL for any other line.
static const char *included_name(struct style_tree *tree, const struct style_line *line) {
    const char *at = line->text, *end = line->text + line->length;
    static const char *const pieces[] = {"#", "include", "\""};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        while (at < end && *at == ' ')
            at++;
        size_t length = strlen(pieces[i]);
        if ((size_t)(end - at) < length || memcmp(at, pieces[i], length) != 0)
            return NULL;
        at += length;
    }
    const char *quote = memchr(at, '"', (size_t)(end - at));
    return quote != NULL ? base_pool_copy(&tree->pool, at, (size_t)(quote - at)) : NULL;
}

void style_check_includes(struct style_tree *tree, const struct style_file *file) {
    if (file->kind != STYLE_SOURCE)
        return;
    struct style_line line = {0};
    while (style_line_next(file, &line)) {
        const char *name = included_name(tree, &line);
        if (name == NULL)
            continue;
        struct style_file *target = resolve(tree, file, name);
        if (target == NULL) {
            style_report(tree, file, line.number, "unknown include", "there is no %s", name);
            continue;
        }
        target->is_included |= target != file;
        if (!is_allowed(file->path, target->path))
            style_report(tree, file, line.number, "include direction", "may not include %s",
                         target->path);
    }
}

void style_check_contract(struct style_tree *tree, const struct style_file *file) {
    bool is_kernel = style_path_is_below(file->path, "reference") ||
                     style_path_is_below(file->path, "optimized");
    if (!is_kernel || !style_has_suffix(file->name, ".c"))
        return;
    const char *contract = base_pool_format(&tree->pool, "reference/%.*s.h",
                                            (int)(strlen(file->name) - 2), file->name);
    struct style_line line = {0};
    while (style_line_next(file, &line)) {
        const char *name = included_name(tree, &line);
        const struct style_file *target = name != NULL ? resolve(tree, file, name) : NULL;
        if (target != NULL && strcmp(target->path, contract) == 0)
            return;
    }
    style_report(tree, file, 0, "contract", "does not include %s", contract);
}

/// Files whose name may occur again: each folder has one, or the folders mirror one another.
static bool may_repeat(const struct style_file *file) {
    return strcmp(file->name, "CMakeLists.txt") == 0 || strcmp(file->name, "README.md") == 0 ||
           strcmp(file->name, "package.json") == 0 ||
           strcmp(file->name, "package-lock.json") == 0 ||
           (strcmp(file->name, "run") == 0 && style_path_is_below(file->path, "examples")) ||
           style_path_is_below(file->path, "tests/contracts") ||
           style_path_is_below(file->path, "tests/broken") ||
           style_path_is_below(file->path, "corpus/regressions") ||
           style_path_is_below(file->path, "corpus/seeds");
}

static bool are_twins(const struct style_file *a, const struct style_file *b) {
    return style_has_suffix(a->name, ".c") && ((style_path_is_below(a->path, "reference") &&
                                                style_path_is_below(b->path, "optimized")) ||
                                               (style_path_is_below(a->path, "optimized") &&
                                                style_path_is_below(b->path, "reference")));
}

void style_check_names(struct style_tree *tree) {
    for (size_t i = 0; i < tree->count; i++) {
        const struct style_file *file = &tree->files[i];
        if (may_repeat(file))
            continue;
        for (size_t j = 0; j < i; j++) {
            const struct style_file *earlier = &tree->files[j];
            if (strcmp(earlier->name, file->name) == 0 && !may_repeat(earlier) &&
                !are_twins(earlier, file))
                style_report(tree, file, 0, "repeated name", "%s has the same name", earlier->path);
        }
    }
}

void style_check_dead(struct style_tree *tree) {
    for (size_t i = 0; i < tree->count; i++) {
        const struct style_file *file = &tree->files[i];
        // The examples are built by their own scripts, and contracts are read by the tool.
        if (file->kind != STYLE_SOURCE || style_path_is_below(file->path, "examples"))
            continue;
        if (style_has_suffix(file->name, ".h")) {
            bool is_contract = style_path_is_below(file->path, "tests/broken/reference");
            // `-include` of a compiler's command line.
            bool is_named =
                tree->compiled != NULL &&
                strstr(tree->compiled, base_pool_format(&tree->pool, "/%s ", file->path)) != NULL;
            if (!file->is_included && !is_contract && !is_named)
                style_report(tree, file, 0, "dead file", "no file includes it");
        } else if (tree->compiled != NULL &&
                   strstr(tree->compiled, base_pool_format(&tree->pool, "/%s\"", file->path)) ==
                       NULL) {
            style_report(tree, file, 0, "dead file", "no target compiles it");
        }
    }
}
