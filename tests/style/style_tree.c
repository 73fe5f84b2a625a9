#include "tests/style/style.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { TREE_FILES_MAX = 100000 };

bool style_path_is_below(const char *path, const char *folder) {
    size_t length = strlen(folder);
    return strncmp(path, folder, length) == 0 && path[length] == '/';
}

bool style_has_suffix(const char *text, const char *suffix) {
    size_t length = strlen(text), tail = strlen(suffix);
    return length >= tail && strcmp(text + length - tail, suffix) == 0;
}

bool style_line_next(const struct style_file *file, struct style_line *line) {
    const char *start = line->text == NULL ? file->text : line->text + line->length + 1;
    const char *end = file->text + file->length;
    if (start >= end)
        return false;
    const char *newline = memchr(start, '\n', (size_t)(end - start));
    line->text = start;
    line->length = (size_t)((newline != NULL ? newline : end) - start);
    line->number++;
    line->is_terminated = newline != NULL;
    return true;
}

void style_report(struct style_tree *tree, const struct style_file *file, uint32_t line,
                  const char *rule, const char *format, ...) {
    printf("%s:", file->path);
    if (line > 0)
        printf("%u:", line);
    printf(" %s: ", rule);
    va_list arguments;
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
    tree->violations++;
}

/// Outputs of builds and runs, and what editors and git hide.
static bool is_skipped_folder(const char *name) {
    if (name[0] == '.')
        return strcmp(name, ".ci") != 0 && strcmp(name, ".github") != 0;
    return strcmp(name, "build") == 0 || strncmp(name, "build-", 6) == 0 ||
           strcmp(name, "lockstep-out") == 0 || strcmp(name, "node_modules") == 0;
}

static bool is_skipped_file(const char *name) {
    static const char *const suffixes[] = {".o", ".so", ".a", ".png", ".zip", ".gz"};
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (style_has_suffix(name, suffixes[i]))
            return true;
    return false;
}

static enum style_kind kind_of(const struct style_file *file) {
    if (style_path_is_below(file->path, "tests/contracts") ||
        style_path_is_below(file->path, "corpus/regressions") ||
        style_path_is_below(file->path, "corpus/seeds"))
        return STYLE_DATA;
    const char *name = file->name;
    if (style_has_suffix(name, ".c") || style_has_suffix(name, ".h") ||
        style_has_suffix(name, ".S"))
        return STYLE_SOURCE;
    if (strcmp(name, "Makefile") == 0)
        return STYLE_MAKEFILE;
    if (style_has_suffix(name, ".md"))
        return STYLE_PROSE;
    bool is_script = style_has_suffix(name, ".cmake") || strcmp(name, "CMakeLists.txt") == 0 ||
                     strcmp(name, "CMakePresets.json") == 0 || style_has_suffix(name, ".yml") ||
                     style_has_suffix(name, ".sh") || strncmp(file->text, "#!", 2) == 0;
    return is_script ? STYLE_SCRIPT : STYLE_DATA;
}

static bool add_file(struct style_tree *tree, const char *path, struct base_diag *diag) {
    if (tree->count == TREE_FILES_MAX)
        return base_fail(diag, "more than %d files below %s", TREE_FILES_MAX, tree->root);
    struct style_file *file = &tree->files[tree->count];
    char *text;
    const char *full = base_pool_format(&tree->pool, "%s/%s", tree->root, path);
    if (!base_read_file(&tree->pool, full, &text, &file->length, diag))
        return false;
    file->path = path;
    const char *slash = strrchr(path, '/');
    file->name = slash != NULL ? slash + 1 : path;
    file->text = text;
    file->kind = kind_of(file);
    tree->count++;
    return true;
}

static bool add_folder(struct style_tree *tree, const char *folder, struct base_diag *diag) {
    const char *full = base_pool_format(&tree->pool, "%s/%s", tree->root, folder);
    DIR *stream = opendir(full);
    if (stream == NULL)
        return base_fail(diag, "cannot read the folder %s", full);
    bool is_read = true;
    const struct dirent *entry;
    while (is_read && (entry = readdir(stream)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        char *path = base_pool_format(&tree->pool, "%s%s%s", folder, *folder == '\0' ? "" : "/",
                                      entry->d_name);
        struct stat status;
        if (lstat(base_pool_format(&tree->pool, "%s/%s", tree->root, path), &status) != 0)
            continue; // Gone since readdir saw it.
        if (S_ISDIR(status.st_mode) && !is_skipped_folder(entry->d_name))
            is_read = add_folder(tree, path, diag);
        else if (S_ISREG(status.st_mode) && !is_skipped_file(entry->d_name))
            is_read = add_file(tree, path, diag);
    }
    closedir(stream);
    return is_read;
}

static int by_path(const void *left, const void *right) {
    const struct style_file *a = left, *b = right;
    return strcmp(a->path, b->path);
}

bool style_tree_read(struct style_tree *tree, const char *root, struct base_diag *diag) {
    tree->root = root;
    tree->files = base_pool_take_array(&tree->pool, TREE_FILES_MAX, sizeof *tree->files);
    if (!add_folder(tree, "", diag))
        return false;
    if (tree->count == 0)
        return base_fail(diag, "%s: no files", root);
    qsort(tree->files, tree->count, sizeof *tree->files, by_path);
    return true;
}
