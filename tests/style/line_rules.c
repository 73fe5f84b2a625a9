#include "tests/style/style.h"

#include <ctype.h>
#include <string.h>

/// UTF-8 code points: every byte that does not continue another.
static size_t count_columns(const struct style_line *line) {
    size_t columns = 0;
    for (size_t i = 0; i < line->length; i++)
        columns += ((unsigned char)line->text[i] & 0xc0) != 0x80;
    return columns;
}

static bool is_word_byte(char byte) {
    return isalnum((unsigned char)byte) || byte == '_';
}

/// Where `word` stands in the line between bytes that belong to no word, or NULL.
static const char *find_word(const struct style_line *line, const char *word) {
    size_t length = strlen(word);
    const char *end = line->text + line->length;
    for (const char *at = line->text; at + length <= end; at++) {
        bool begins = at == line->text || !is_word_byte(at[-1]);
        bool ends = at + length == end || !is_word_byte(at[length]);
        if (begins && ends && memcmp(at, word, length) == 0)
            return at;
    }
    return NULL;
}

/// Absolute folders of one machine. A path that merely contains such a part ("a/home/b") is none.
static const char *find_machine_path(const struct style_line *line) {
    // In pieces, so that this file passes its own test.
    static const char *const prefixes[] = {"/wor"
                                           "k/",
                                           "/hom"
                                           "e/",
                                           "/roo"
                                           "t/",
                                           "/tmp/bu"
                                           "ild"};
    const char *end = line->text + line->length;
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        size_t length = strlen(prefixes[i]);
        for (const char *at = line->text; at + length <= end; at++) {
            bool begins =
                at == line->text || (!is_word_byte(at[-1]) && strchr(".-})*", at[-1]) == NULL);
            if (begins && memcmp(at, prefixes[i], length) == 0)
                return prefixes[i];
        }
    }
    return NULL;
}

static void check_line(struct style_tree *tree, const struct style_file *file,
                       const struct style_line *line) {
    static const char *const leftovers[] = {"TO"
                                            "DO",
                                            "FIX"
                                            "ME",
                                            "XX"
                                            "X"};
    size_t columns = count_columns(line);
    if (file->kind != STYLE_PROSE && columns > STYLE_COLUMNS_MAX)
        style_report(tree, file, line->number, "long line", "%zu columns, %d are allowed", columns,
                     STYLE_COLUMNS_MAX);
    bool is_recipe = file->kind == STYLE_MAKEFILE && line->length > 0 && line->text[0] == '\t';
    size_t skipped = is_recipe ? 1 : 0;
    if (memchr(line->text + skipped, '\t', line->length - skipped) != NULL)
        style_report(tree, file, line->number, "tab", "indent with spaces");
    if (line->length > 0 && isspace((unsigned char)line->text[line->length - 1]))
        style_report(tree, file, line->number, "trailing blank", "the line ends in white space");
    for (size_t i = 0; i < sizeof leftovers / sizeof *leftovers; i++)
        if (find_word(line, leftovers[i]) != NULL)
            style_report(tree, file, line->number, "leftover", "%s: do it, or file an issue",
                         leftovers[i]);
    const char *machine_path = find_machine_path(line);
    if (machine_path != NULL)
        style_report(tree, file, line->number, "machine path", "%s… exists on one machine only",
                     machine_path);
    if (!line->is_terminated)
        style_report(tree, file, line->number, "last newline", "the file ends within a line");
}

void style_check_lines(struct style_tree *tree, const struct style_file *file) {
    if (file->kind == STYLE_DATA)
        return;
    struct style_line line = {0};
    while (style_line_next(file, &line))
        check_line(tree, file, &line);
}

/// The last byte of the line that is neither blank nor part of a `//` remark; 0 for none.
static char last_code_byte(const struct style_line *line) {
    size_t length = line->length;
    for (size_t i = 0; i + 1 < length; i++)
        if (line->text[i] == '/' && line->text[i + 1] == '/')
            length = i;
    while (length > 0 && isspace((unsigned char)line->text[length - 1]))
        length--;
    return length > 0 ? line->text[length - 1] : '\0';
}

/// Whether a line that ends in `{` opens a function: what stands before the brace closes a
/// parameter list. `= {`, `struct x {` and `enum {` do not.
static bool opens_function(const struct style_line *line) {
    const char *brace = memrchr(line->text, '{', line->length);
    while (brace > line->text && isspace((unsigned char)brace[-1]))
        brace--;
    return brace > line->text && brace[-1] == ')';
}

void style_check_functions(struct style_tree *tree, const struct style_file *file) {
    if (file->kind != STYLE_SOURCE || style_has_suffix(file->name, ".S"))
        return;
    // clang-format puts what stands outside every brace into column 0, and nothing else but
    // labels and directives; so a statement begins there and a function ends with a `}` there.
    struct style_line line = {0};
    uint32_t statement = 0; // Line where the present statement began, 0 between statements.
    bool is_inside = false;
    while (style_line_next(file, &line)) {
        char first = line.length > 0 ? line.text[0] : '\0', last = last_code_byte(&line);
        if (is_inside) {
            if (first != '}')
                continue;
            uint32_t lines = line.number - statement + 1;
            if (lines > STYLE_FUNCTION_LINES_MAX)
                style_report(tree, file, statement, "long function", "%u lines, %d are allowed",
                             lines, STYLE_FUNCTION_LINES_MAX);
            is_inside = false;
            statement = 0;
            continue;
        }
        if (statement == 0 && (isalpha((unsigned char)first) || first == '_'))
            statement = line.number;
        if (statement == 0)
            continue;
        if (last == '{' && opens_function(&line))
            is_inside = true;
        else if (last == ';' || (first == '}' && last == '}'))
            statement = 0;
    }
}
