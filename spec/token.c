#include "spec/token.h"

#include <string.h>

enum { TEXT_BYTES_MAX = 64 << 20 };

struct scanner {
    struct base_pool *pool;
    const char *path, *file;
    const char *text;
    size_t at, length;
    size_t line_start;
    uint32_t line;
    uint32_t column_offset; ///< columns before the text's first byte, on its first line
    bool has_markers;
    bool is_line_begun; ///< a token of this line has been made
    struct spec_token *tokens;
    size_t count, capacity;
};

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_hex_digit(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_name_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static char byte_at(const struct scanner *scanner, size_t at) {
    return at < scanner->length ? scanner->text[at] : '\0';
}

static struct base_place place_of(const struct scanner *scanner, size_t at) {
    return (struct base_place){scanner->file, scanner->line,
                               (uint32_t)(at - scanner->line_start) + 1 + scanner->column_offset};
}

static void add_token(struct scanner *scanner, enum spec_token_kind kind, size_t start, size_t end,
                      struct base_place place) {
    if (scanner->count == scanner->capacity) {
        size_t capacity = scanner->capacity > 0 ? scanner->capacity * 2 : 16;
        struct spec_token *tokens =
            base_pool_take_array(scanner->pool, capacity, sizeof *scanner->tokens);
        if (scanner->count > 0)
            memcpy(tokens, scanner->tokens, scanner->count * sizeof *tokens);
        scanner->tokens = tokens;
        scanner->capacity = capacity;
    }
    scanner->tokens[scanner->count++] = (struct spec_token){
        kind, !scanner->is_line_begun, scanner->text + start, end - start, place};
    scanner->is_line_begun = true;
}

static void begin_line(struct scanner *scanner) {
    scanner->line++;
    scanner->line_start = scanner->at;
    scanner->column_offset = 0;
    scanner->is_line_begun = false;
}

/// Behind the last byte of a number that starts at `at`. `..` binds before `.`, and a letter that
/// makes no exponent is not part of the number, so that `0..1`, `0.5..1` and `2x` read naturally.
static size_t number_end(const struct scanner *scanner, size_t at) {
    bool is_hex = byte_at(scanner, at) == '0' && (byte_at(scanner, at + 1) | 32) == 'x' &&
                  is_hex_digit(byte_at(scanner, at + 2));
    char exponent = is_hex ? 'p' : 'e';
    at += is_hex ? 2 : 0;
    while (is_hex ? is_hex_digit(byte_at(scanner, at)) : is_digit(byte_at(scanner, at)))
        at++;
    if (byte_at(scanner, at) == '.' && byte_at(scanner, at + 1) != '.') {
        at++;
        while (is_hex ? is_hex_digit(byte_at(scanner, at)) : is_digit(byte_at(scanner, at)))
            at++;
    }
    if ((byte_at(scanner, at) | 32) == exponent) {
        char sign = byte_at(scanner, at + 1);
        size_t digits = at + 1 + (sign == '+' || sign == '-');
        if (is_digit(byte_at(scanner, digits))) {
            at = digits;
            while (is_digit(byte_at(scanner, at)))
                at++;
        }
    }
    return at;
}

static size_t line_end(const struct scanner *scanner, size_t at) {
    while (at < scanner->length && scanner->text[at] != '\n')
        at++;
    return at;
}

/// A `//` comment: `///` lines of the user's own file are tokens, `///<` and `////` are not.
static void scan_line_comment(struct scanner *scanner) {
    size_t start = scanner->at, end = line_end(scanner, start);
    scanner->at = end;
    char fourth = byte_at(scanner, start + 3);
    if (byte_at(scanner, start + 2) != '/' || fourth == '/' || fourth == '<' ||
        scanner->file != scanner->path)
        return;
    while (end > start + 3 && is_blank(scanner->text[end - 1]))
        end--;
    size_t visible = start + 3;
    while (visible < end && is_blank(scanner->text[visible]))
        visible++;
    bool is_tag = visible < end && scanner->text[visible] == '@';
    // One blank behind the slashes is punctuation, more are the author's indentation.
    size_t text = start + 3 < end && scanner->text[start + 3] == ' ' ? start + 4 : start + 3;
    text = is_tag ? visible : text;
    add_token(scanner, is_tag ? SPEC_TOKEN_TAG : SPEC_TOKEN_PROSE, text, end,
              place_of(scanner, text));
}

static bool skip_block_comment(struct scanner *scanner, struct base_diag *diag) {
    struct base_place place = place_of(scanner, scanner->at);
    scanner->at += 2;
    while (scanner->at < scanner->length) {
        char c = scanner->text[scanner->at++];
        if (c == '\n') {
            begin_line(scanner);
        } else if (c == '*' && byte_at(scanner, scanner->at) == '/') {
            scanner->at++;
            return true;
        }
    }
    return base_fail_at(diag, place, "this comment is never closed");
}

/// `# 12 "file"`: the line that follows is line 12 of file.
static bool follow_marker(struct scanner *scanner, size_t start, size_t end) {
    size_t at = start;
    while (at < end && is_blank(scanner->text[at]))
        at++;
    if (!scanner->has_markers || at == end || !is_digit(scanner->text[at]))
        return false;
    uint32_t line = 0;
    for (; at < end && is_digit(scanner->text[at]); at++)
        line = line * 10u + (uint32_t)(scanner->text[at] - '0');
    while (at < end && is_blank(scanner->text[at]))
        at++;
    if (at < end && scanner->text[at] == '"') {
        size_t close = ++at;
        while (close < end && scanner->text[close] != '"')
            close++;
        size_t length = close - at;
        bool is_own =
            strlen(scanner->path) == length && !memcmp(scanner->path, scanner->text + at, length);
        scanner->file =
            is_own ? scanner->path : base_pool_copy(scanner->pool, scanner->text + at, length);
    }
    // The newline that ends the marker counts once more.
    scanner->line = line - 1u;
    return true;
}

static void scan_directive(struct scanner *scanner) {
    size_t start = scanner->at + 1;
    struct base_place place = place_of(scanner, start);
    uint32_t newlines = 0;
    size_t at = start, last_line = scanner->line_start;
    bool is_comment = false;
    for (; at < scanner->length; at++) {
        char c = scanner->text[at];
        if (is_comment && c == '*' && byte_at(scanner, at + 1) == '/')
            is_comment = false;
        else if (!is_comment && c == '/' && byte_at(scanner, at + 1) == '*')
            is_comment = true, at++;
        if (c != '\n')
            continue;
        size_t before = at > start && scanner->text[at - 1] == '\r' ? at - 1 : at;
        if (!is_comment && (before == start || scanner->text[before - 1] != '\\'))
            break;
        newlines++;
        last_line = at + 1;
    }
    scanner->at = at;
    if (follow_marker(scanner, start, at))
        return;
    add_token(scanner, SPEC_TOKEN_DIRECTIVE, start, at, place);
    scanner->line += newlines;
    scanner->line_start = last_line;
    if (newlines > 0)
        scanner->column_offset = 0;
}

static void scan_quoted(struct scanner *scanner) {
    size_t start = scanner->at, at = start + 1;
    char quote = scanner->text[start];
    while (at < scanner->length && scanner->text[at] != quote && scanner->text[at] != '\n')
        at += scanner->text[at] == '\\' && byte_at(scanner, at + 1) != '\n' ? 2 : 1;
    if (at < scanner->length && scanner->text[at] == quote)
        at++;
    at = at < scanner->length ? at : scanner->length;
    add_token(scanner, SPEC_TOKEN_QUOTED, start, at, place_of(scanner, start));
    scanner->at = at;
}

static void scan_word(struct scanner *scanner) {
    size_t start = scanner->at, end = start + 1;
    char c = scanner->text[start], next = byte_at(scanner, start + 1);
    enum spec_token_kind kind = SPEC_TOKEN_SYMBOL;
    if (is_name_start(c)) {
        kind = SPEC_TOKEN_NAME;
        while (is_name_start(byte_at(scanner, end)) || is_digit(byte_at(scanner, end)))
            end++;
    } else if (is_digit(c) || (c == '.' && is_digit(next))) {
        kind = SPEC_TOKEN_NUMBER;
        end = number_end(scanner, start);
    } else if (c == '.' && next == '.') {
        char third = byte_at(scanner, start + 2);
        end = start + (third == '<' || third == '.' ? 3 : 2);
    }
    add_token(scanner, kind, start, end, place_of(scanner, start));
    scanner->at = end;
}

static bool scan(struct scanner *scanner, bool is_line, struct base_diag *diag) {
    while (scanner->at < scanner->length) {
        char c = scanner->text[scanner->at], next = byte_at(scanner, scanner->at + 1);
        if (c == '\n') {
            scanner->at++;
            begin_line(scanner);
        } else if (is_blank(c) || (c == '\\' && (next == '\n' || next == '\r'))) {
            scanner->at++;
        } else if (c == '/' && next == '*') {
            if (!skip_block_comment(scanner, diag))
                return false;
        } else if (c == '/' && next == '/') {
            if (is_line)
                break;
            scan_line_comment(scanner);
        } else if (c == '#' && !scanner->is_line_begun && !is_line) {
            scan_directive(scanner);
        } else if (c == '"' || c == '\'') {
            scan_quoted(scanner);
        } else {
            scan_word(scanner);
        }
    }
    add_token(scanner, SPEC_TOKEN_END, scanner->at, scanner->at, place_of(scanner, scanner->at));
    return true;
}

bool spec_tokenize(struct base_pool *pool, const char *path, const char *text, size_t length,
                   bool has_markers, struct spec_cursor *cursor, struct base_diag *diag) {
    if (length > TEXT_BYTES_MAX)
        return base_fail_at(diag, (struct base_place){.file = path},
                            "is larger than %d MiB: no header of kernels", TEXT_BYTES_MAX >> 20);
    struct scanner scanner = {.pool = pool,
                              .path = path,
                              .file = path,
                              .text = text,
                              .length = length,
                              .line = 1,
                              .has_markers = has_markers};
    if (!scan(&scanner, false, diag))
        return false;
    *cursor = (struct spec_cursor){scanner.tokens, 0};
    return true;
}

struct spec_cursor spec_tokenize_line(struct base_pool *pool, struct base_place place,
                                      const char *text, size_t length) {
    struct scanner scanner = {.pool = pool,
                              .path = place.file,
                              .file = place.file,
                              .text = text,
                              .length = length,
                              .line = place.line,
                              .column_offset = place.column - 1};
    struct base_diag unclosed;
    // A comment that is not closed on this line hides its rest, as an ordinary one does.
    if (!scan(&scanner, true, &unclosed))
        add_token(&scanner, SPEC_TOKEN_END, length, length, place_of(&scanner, length));
    return (struct spec_cursor){scanner.tokens, 0};
}

bool spec_token_is(const struct spec_token *token, const char *word) {
    return token->kind != SPEC_TOKEN_END && token->kind != SPEC_TOKEN_QUOTED &&
           strlen(word) == token->length && !memcmp(token->text, word, token->length);
}

bool spec_token_is_symbol(const struct spec_token *token, char symbol) {
    return token->kind == SPEC_TOKEN_SYMBOL && token->length == 1 && *token->text == symbol;
}

const char *spec_token_name(struct base_pool *pool, const struct spec_token *token) {
    if (token->kind == SPEC_TOKEN_END)
        return "the end";
    if (token->kind == SPEC_TOKEN_TAG)
        return "a tag";
    if (token->kind == SPEC_TOKEN_DIRECTIVE)
        return "a directive";
    unsigned char c = (unsigned char)*token->text;
    if (token->length == 1 && (c < 32 || c > 126))
        return base_pool_format(pool, "byte 0x%02x", c);
    int length = token->length < 40 ? (int)token->length : 40;
    const char *quote = token->kind == SPEC_TOKEN_QUOTED ? "" : "'";
    return base_pool_format(pool, "%s%.*s%s", quote, length, token->text, quote);
}
