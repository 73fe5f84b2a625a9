/// Words of a header and of its tags, each with its place.
///
/// The tokenizer accepts any bytes; what it does not know becomes a one-byte symbol.
#ifndef LOCKSTEP_SPEC_TOKEN_H
#define LOCKSTEP_SPEC_TOKEN_H

#include "base/diag.h"
#include "base/pool.h"

#include <stdbool.h>
#include <stddef.h>

enum spec_token_kind {
    SPEC_TOKEN_END,
    SPEC_TOKEN_NAME,
    SPEC_TOKEN_NUMBER, ///< decimal, `0x…`, decimal and hexadecimal floats; without suffix
    SPEC_TOKEN_QUOTED, ///< a string or character literal
    SPEC_TOKEN_SYMBOL, ///< one byte, or `..`, `..<`, `...`
    SPEC_TOKEN_PROSE,  ///< a `///` line: the text behind the slashes
    SPEC_TOKEN_TAG,    ///< a `///` line whose first visible character is `@`: the text from there
    SPEC_TOKEN_DIRECTIVE, ///< a `#` line with its continuations: the text behind `#`
};

struct spec_token {
    enum spec_token_kind kind;
    bool is_first; ///< nothing stands before it on its line
    const char *text;
    size_t length;
    struct base_place place;
};

/// Tokens end with one SPEC_TOKEN_END, which no reader passes.
struct spec_cursor {
    const struct spec_token *tokens;
    size_t at;
};

/// Splits C text. Comments vanish, except `///` lines of the file `path` itself. With
/// `has_markers` the text is a preprocessor's output, whose `# 12 "file"` lines set the places.
/// False only where a comment is never closed or the text is beyond 64 MiB.
bool spec_tokenize(struct base_pool *pool, const char *path, const char *text, size_t length,
                   bool has_markers, struct spec_cursor *cursor, struct base_diag *diag);

/// Splits one line (a tag's, a directive's) whose first byte is at `place`.
struct spec_cursor spec_tokenize_line(struct base_pool *pool, struct base_place place,
                                      const char *text, size_t length);

bool spec_token_is(const struct spec_token *token, const char *word);
bool spec_token_is_symbol(const struct spec_token *token, char symbol);

/// What a message calls the token: `'n'`, `the end of the line`.
const char *spec_token_name(struct base_pool *pool, const struct spec_token *token);

#endif
