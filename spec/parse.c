#include "spec/parse.h"

#include <string.h>

const struct spec_token *spec_peek(const struct spec_cursor *cursor) {
    size_t at = cursor->at;
    // Prose may stand anywhere between the words of a declaration.
    while (cursor->tokens[at].kind == SPEC_TOKEN_PROSE)
        at++;
    return &cursor->tokens[at];
}

const struct spec_token *spec_next(struct spec_cursor *cursor) {
    const struct spec_token *token = spec_peek(cursor);
    if (token->kind != SPEC_TOKEN_END)
        cursor->at = (size_t)(token - cursor->tokens) + 1;
    return token;
}

bool spec_take_symbol(struct spec_cursor *cursor, char symbol) {
    bool is_there = spec_token_is_symbol(spec_peek(cursor), symbol);
    if (is_there)
        spec_next(cursor);
    return is_there;
}

bool spec_take_word(struct spec_cursor *cursor, const char *word) {
    bool is_there = spec_token_is(spec_peek(cursor), word);
    if (is_there)
        spec_next(cursor);
    return is_there;
}

bool spec_expected(struct spec_reader *reader, const struct spec_token *token, const char *what) {
    return base_fail_at(reader->diag, token->place, "expected %s, not %s", what,
                        spec_token_name(reader->pool, token));
}

bool spec_expect_symbol(struct spec_reader *reader, struct spec_cursor *cursor, char symbol,
                        const char *context) {
    const struct spec_token *token = spec_peek(cursor);
    if (spec_take_symbol(cursor, symbol))
        return true;
    return spec_expected(reader, token, base_pool_format(reader->pool, "'%c' %s", symbol, context));
}

bool spec_expect_end(struct spec_reader *reader, const struct spec_cursor *cursor,
                     const char *context) {
    const struct spec_token *token = spec_peek(cursor);
    if (token->kind == SPEC_TOKEN_END)
        return true;
    return base_fail_at(reader->diag, token->place,
                        "unexpected %s behind %s; a remark follows ' -- '",
                        spec_token_name(reader->pool, token), context);
}

const char *spec_copy_name(struct spec_reader *reader, const struct spec_token *token) {
    return base_pool_copy(reader->pool, token->text, token->length);
}

const char *spec_suggest(struct spec_reader *reader, const char *word,
                         const char *const *candidates, size_t count) {
    const char *nearest = base_nearest(word, candidates, count);
    return nearest == NULL ? "" : base_pool_format(reader->pool, "; did you mean '%s'?", nearest);
}

bool spec_needs_preprocessor(struct spec_reader *reader, struct base_place place,
                             const char *what) {
    reader->needs_preprocessor = true;
    return base_fail_at(reader->diag, place, "%s needs a preprocessor", what);
}

/// Skips what no kernel is made of: up to its `;`, or behind the body of a function.
static bool skip_declaration(struct spec_reader *reader, struct spec_cursor *cursor) {
    uint64_t braces = 0, others = 0;
    bool is_body = false;
    const struct spec_token *before = NULL;
    for (;;) {
        const struct spec_token *token = spec_next(cursor);
        if (token->kind == SPEC_TOKEN_END)
            return true;
        if (token->kind == SPEC_TOKEN_TAG)
            return base_fail_at(reader->diag, token->place,
                                "this tag stands inside a declaration; is a ';' missing above it?");
        if (spec_token_is_symbol(token, '{')) {
            is_body |= braces == 0 && before != NULL && spec_token_is_symbol(before, ')');
            braces++;
        } else if (spec_token_is_symbol(token, '}')) {
            braces -= braces > 0;
            if (braces == 0 && (is_body || before == NULL))
                return true;
        } else if (spec_token_is_symbol(token, '(') || spec_token_is_symbol(token, '[')) {
            others++;
        } else if (spec_token_is_symbol(token, ')') || spec_token_is_symbol(token, ']')) {
            others -= others > 0;
        } else if (spec_token_is_symbol(token, ';') && braces == 0 && others == 0) {
            return true;
        }
        before = token;
    }
}

/// The `///` lines in a row that start at the cursor; moves the cursor behind them.
struct block {
    const struct spec_token *tokens;
    size_t count;
    size_t first_tag; ///< count where there is none
};

static bool is_comment(const struct spec_token *token) {
    return token->kind == SPEC_TOKEN_PROSE || token->kind == SPEC_TOKEN_TAG;
}

static bool follows(const struct spec_token *below, const struct spec_token *above) {
    return below->place.file == above->place.file && below->place.line == above->place.line + 1;
}

static struct block take_block(struct spec_cursor *cursor) {
    struct block block = {.tokens = &cursor->tokens[cursor->at]};
    const struct spec_token *token = block.tokens;
    while (is_comment(token) && (block.count == 0 || follows(token, token - 1))) {
        block.count++;
        token++;
    }
    cursor->at += block.count;
    while (block.first_tag < block.count && block.tokens[block.first_tag].kind != SPEC_TOKEN_TAG)
        block.first_tag++;
    return block;
}

static bool check_block(struct spec_reader *reader, const struct block *block) {
    for (size_t i = block->first_tag; i < block->count; i++) {
        const struct spec_token *line = &block->tokens[i];
        if (line->kind == SPEC_TOKEN_PROSE && line->length > 0)
            return base_fail_at(
                reader->diag, line->place,
                "prose behind a tag; prose comes first, and a remark follows ' -- '");
        if (line->kind == SPEC_TOKEN_TAG && !line->is_first)
            return base_fail_at(reader->diag, line->place, "a tag needs a line of its own");
    }
    return spec_parse_tag_names(reader, block->tokens + block->first_tag,
                                block->count - block->first_tag);
}

static const char *prose_of(struct spec_reader *reader, const struct block *block) {
    size_t count = block->first_tag, length = 0;
    while (count > 0 && block->tokens[count - 1].length == 0)
        count--;
    for (size_t i = 0; i < count; i++)
        length += block->tokens[i].length + 1;
    char *prose = base_pool_take(reader->pool, length + 1), *end = prose;
    for (size_t i = 0; i < count; i++) {
        memcpy(end, block->tokens[i].text, block->tokens[i].length);
        end += block->tokens[i].length;
        *end++ = i + 1 < count ? '\n' : '\0';
    }
    return prose;
}

static bool read_kernel(struct spec_reader *reader, const struct block *block) {
    struct spec_draft *draft = base_pool_take(reader->pool, sizeof *draft);
    struct spec_kernel_link *link = base_pool_take(reader->pool, sizeof *link);
    struct spec_kernel *kernel = base_pool_take(reader->pool, sizeof *kernel);
    draft->reader = reader;
    draft->kernel = kernel;
    kernel->header = reader->header;
    kernel->prose = prose_of(reader, block);
    if (!spec_parse_prototype(reader, &reader->cursor, draft))
        return false;
    for (const struct spec_kernel_link *other = reader->kernels; other != NULL; other = other->next)
        if (strcmp(other->kernel->name, kernel->name) == 0)
            return base_fail_at(reader->diag, kernel->place,
                                "kernel '%s' has a contract already, on line %u", kernel->name,
                                other->kernel->place.line);
    if (!spec_parse_tags(draft, block->tokens + block->first_tag,
                         block->count - block->first_tag) ||
        !spec_check_kernel(draft))
        return false;
    *link = (struct spec_kernel_link){reader->kernels, kernel};
    reader->kernels = link;
    reader->kernel_count++;
    return true;
}

/// Reads what declares a type, or skips. A declaration that we do not read is no mistake: only a
/// kernel that uses it makes it one.
static bool read_declaration(struct spec_reader *reader) {
    struct spec_cursor *cursor = &reader->cursor, start = *cursor;
    const struct spec_token *first = spec_peek(cursor);
    bool is_read = false;
    if (first->kind == SPEC_TOKEN_DIRECTIVE) {
        // Only `#pragma pack` comes this far: `()` and `(pop)` restore the natural layout.
        spec_next(cursor);
        struct spec_cursor line =
            spec_tokenize_line(reader->pool, first->place, first->text, first->length);
        spec_next(&line), spec_next(&line), spec_next(&line);
        reader->packs =
            !spec_token_is_symbol(spec_peek(&line), ')') && !spec_token_is(spec_peek(&line), "pop");
        return true;
    }
    // GCC's headers mark what ISO C would warn about.
    spec_take_word(cursor, "__extension__");
    if (spec_take_word(cursor, "typedef"))
        is_read = spec_parse_typedef(reader, cursor);
    else if (spec_take_word(cursor, "struct"))
        is_read = spec_parse_struct(reader, cursor);
    else if (spec_take_word(cursor, "enum"))
        is_read = spec_parse_enum(reader, cursor);
    if (reader->needs_preprocessor && !reader->is_preprocessed)
        return false;
    if (is_read)
        return true;
    *cursor = start;
    return skip_declaration(reader, cursor);
}

/// `extern "C"`, which hides in a C header behind `#ifdef __cplusplus`.
static bool is_linkage(const struct spec_cursor *cursor) {
    struct spec_cursor ahead = *cursor;
    return spec_take_word(&ahead, "extern") && spec_peek(&ahead)->kind == SPEC_TOKEN_QUOTED;
}

static bool read_item(struct spec_reader *reader) {
    struct spec_cursor *cursor = &reader->cursor;
    struct block block = take_block(cursor);
    const struct spec_token *next = &cursor->tokens[cursor->at];
    if (block.first_tag < block.count) {
        const struct spec_token *tag = &block.tokens[block.first_tag];
        if (!check_block(reader, &block))
            return false;
        if (!follows(next, next - 1) || next->kind == SPEC_TOKEN_END)
            return base_fail_at(reader->diag, tag->place,
                                "these tags stand above nothing; they belong on the lines right "
                                "above a prototype");
        return read_kernel(reader, &block);
    }
    if (is_comment(next) || next->kind == SPEC_TOKEN_END || spec_take_symbol(cursor, ';'))
        return true;
    if (is_linkage(cursor))
        return base_fail_at(reader->diag, next->place,
                            "extern \"C\" is C++; it stands between #ifdef __cplusplus and #endif");
    return read_declaration(reader);
}

static void flatten(struct spec_reader *reader) {
    struct spec_header *header = reader->header;
    struct spec_kernel *kernels =
        base_pool_take_array(reader->pool, reader->kernel_count, sizeof *kernels);
    uint32_t at = header->kernel_count = reader->kernel_count;
    for (const struct spec_kernel_link *link = reader->kernels; link != NULL; link = link->next)
        kernels[--at] = *link->kernel;
    header->kernels = kernels;
    size_t count = 0;
    for (const struct spec_named *name = reader->names; name != NULL; name = name->next)
        count++;
    // Each struct or enum once, though a tag and a typedef may both name it; oldest first.
    struct spec_struct *structs = base_pool_take_array(reader->pool, count + 1, sizeof *structs);
    struct spec_enum *enums = base_pool_take_array(reader->pool, count + 1, sizeof *enums);
    for (const struct spec_named *name = reader->names; name != NULL; name = name->next) {
        bool is_wanted =
            name->is_used && name->type.trouble == NULL &&
            (name->is_tag || strncmp(name->type.spelling, name->name, strlen(name->name) + 1) == 0);
        if (is_wanted && name->type.structure != NULL)
            structs[header->struct_count++] = *name->type.structure;
        else if (is_wanted && name->type.enumeration != NULL)
            enums[header->enum_count++] = *name->type.enumeration;
    }
    for (uint32_t i = 0, j = header->struct_count; i + 1 < j; i++) {
        struct spec_struct swapped = structs[i];
        structs[i] = structs[--j];
        structs[j] = swapped;
    }
    for (uint32_t i = 0, j = header->enum_count; i + 1 < j; i++) {
        struct spec_enum swapped = enums[i];
        enums[i] = enums[--j];
        enums[j] = swapped;
    }
    header->structs = structs;
    header->enums = enums;
}

static bool read_text(struct spec_reader *reader, const char *text, size_t length) {
    reader->header = base_pool_take(reader->pool, sizeof *reader->header);
    reader->header->path = reader->path;
    reader->header->text = base_pool_copy(reader->pool, text, length);
    if (!spec_tokenize(reader->pool, reader->path, reader->header->text, length,
                       reader->is_preprocessed, &reader->cursor, reader->diag) ||
        !spec_obey_directives(reader))
        return false;
    while (spec_peek(&reader->cursor)->kind != SPEC_TOKEN_END ||
           is_comment(&reader->cursor.tokens[reader->cursor.at]))
        if (!read_item(reader))
            return false;
    if (reader->kernel_count == 0)
        return base_fail_at(reader->diag, (struct base_place){.file = reader->path},
                            "is no contract: no prototype has an @compare above it");
    flatten(reader);
    return true;
}

bool spec_read_text(struct spec_reader *reader, const char *text, size_t length) {
    if (read_text(reader, text, length))
        return true;
    // A diagnostic is one line, whatever bytes of the user's it quotes.
    for (char *at = reader->diag->text; *at != '\0'; at++)
        *at = (unsigned char)*at < ' ' || *at == 127 ? '?' : *at;
    return false;
}

bool spec_parse(struct base_pool *pool, const char *path, const char *text, size_t length,
                const struct spec_header **header, struct base_diag *diag) {
    struct spec_reader reader = {.pool = pool, .diag = diag, .path = path};
    if (!spec_read_text(&reader, text, length))
        return false;
    *header = reader.header;
    return true;
}
