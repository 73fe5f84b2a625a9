#include "spec/parse.h"

#include <string.h>

/// Headers whose types we know and whose functions are no kernels.
static const char *const known_headers[] = {
    "assert.h", "complex.h",     "errno.h",  "float.h",   "inttypes.h", "iso646.h", "limits.h",
    "math.h",   "stdalign.h",    "stdarg.h", "stdbool.h", "stddef.h",   "stdint.h", "stdio.h",
    "stdlib.h", "stdnoreturn.h", "string.h", "time.h",    "uchar.h",    "wchar.h",  "sys/types.h",
};

/// One open #if.
enum region {
    REGION_KEPT,    ///< an include guard, or the part for C
    REGION_SKIPPED, ///< the part for C++
};

enum { REGIONS_MAX = 64 };

struct sieve {
    struct spec_reader *reader;
    enum region regions[REGIONS_MAX];
    bool is_guard[REGIONS_MAX]; ///< opened by #ifndef NAME / #define NAME: may have no #else
    uint32_t depth;
    const struct spec_token *directive;
};

static bool is_skipping(const struct sieve *sieve) {
    for (uint32_t i = 0; i < sieve->depth; i++)
        if (sieve->regions[i] == REGION_SKIPPED)
            return true;
    return false;
}

static bool give_up(struct sieve *sieve, const char *what) {
    return spec_needs_preprocessor(sieve->reader, sieve->directive->place, what);
}

static struct spec_define *find_define(const struct spec_reader *reader,
                                       const struct spec_token *name) {
    for (struct spec_define *define = reader->defines; define != NULL; define = define->next)
        if (spec_token_is(name, define->name))
            return define;
    return NULL;
}

static bool obey_define(struct sieve *sieve, struct spec_cursor *line) {
    struct spec_reader *reader = sieve->reader;
    const struct spec_token *name = spec_next(line);
    if (name->kind != SPEC_TOKEN_NAME)
        return spec_expected(reader, name, "a name behind #define");
    struct spec_define *define = base_pool_take(reader->pool, sizeof *define);
    const char *body = name->text + name->length;
    const char *end = sieve->directive->text + sieve->directive->length;
    *define = (struct spec_define){.next = reader->defines,
                                   .name = spec_copy_name(reader, name),
                                   .has_params = body < end && *body == '('};
    while (body < end && strchr(" \t\r\n\\", *body) != NULL && *body != '\0')
        body++;
    define->body = body;
    define->body_length = (size_t)(end - body);
    define->place = name->place;
    define->place.column += (uint32_t)(body - name->text);
    if (define->has_params && !reader->is_preprocessed)
        return give_up(
            sieve, base_pool_format(reader->pool, "the macro '%s' with parameters", define->name));
    reader->defines = define;
    return true;
}

static bool obey_include(struct sieve *sieve) {
    struct spec_reader *reader = sieve->reader;
    const char *text = sieve->directive->text;
    const char *end = text + sieve->directive->length;
    const char *open = text;
    while (open < end && *open != '<' && *open != '"')
        open++;
    const char *close = open < end ? open + 1 : end;
    while (close < end && *close != '>' && *close != '"')
        close++;
    size_t length = close < end ? (size_t)(close - open) - 1 : 0;
    for (size_t i = 0; i < sizeof known_headers / sizeof *known_headers; i++) {
        if (length > 0 && strlen(known_headers[i]) == length &&
            memcmp(known_headers[i], open + 1, length) == 0) {
            reader->has_includes = true;
            return true;
        }
    }
    int shown = length < 200 ? (int)length : 200;
    return give_up(sieve, base_pool_format(reader->pool, "#include of '%.*s'", shown,
                                           length > 0 ? open + 1 : ""));
}

static bool open_region(struct sieve *sieve, enum region region, bool is_guard) {
    if (sieve->depth == REGIONS_MAX)
        return base_fail_at(sieve->reader->diag, sieve->directive->place,
                            "conditionals nested deeper than %d levels", REGIONS_MAX);
    sieve->regions[sieve->depth] = region;
    sieve->is_guard[sieve->depth++] = is_guard;
    return true;
}

/// #ifdef and #ifndef, where we know the answer: C is not C++, and a guard's name is new.
static bool obey_if(struct sieve *sieve, struct spec_cursor *line, bool wants_defined) {
    struct spec_reader *reader = sieve->reader;
    const struct spec_token *name = spec_next(line);
    if (is_skipping(sieve))
        return open_region(sieve, REGION_KEPT, false);
    if (spec_token_is(name, "__cplusplus"))
        return open_region(sieve, wants_defined ? REGION_SKIPPED : REGION_KEPT, false);
    const struct spec_token *next = sieve->directive + 1;
    while (next->kind == SPEC_TOKEN_PROSE)
        next++;
    if (!wants_defined && next->kind == SPEC_TOKEN_DIRECTIVE && find_define(reader, name) == NULL) {
        struct spec_cursor below =
            spec_tokenize_line(reader->pool, next->place, next->text, next->length);
        const char *guard = spec_copy_name(reader, name);
        if (spec_take_word(&below, "define") && spec_token_is(spec_peek(&below), guard))
            return open_region(sieve, REGION_KEPT, true);
    }
    return give_up(sieve, "this condition");
}

static bool obey_else(struct sieve *sieve, bool is_end) {
    struct base_diag *diag = sieve->reader->diag;
    if (sieve->depth == 0)
        return base_fail_at(diag, sieve->directive->place, "no #if is open here");
    uint32_t top = sieve->depth - 1;
    if (is_end)
        sieve->depth--;
    else if (sieve->is_guard[top])
        return give_up(sieve, "this condition");
    else
        sieve->regions[top] = sieve->regions[top] == REGION_SKIPPED ? REGION_KEPT : REGION_SKIPPED;
    return true;
}

static bool obey_undef(struct sieve *sieve, struct spec_cursor *line) {
    struct spec_reader *reader = sieve->reader;
    if (!reader->is_preprocessed)
        return give_up(sieve, "#undef");
    const struct spec_define *gone = find_define(reader, spec_peek(line));
    for (struct spec_define **at = &reader->defines; *at != NULL; at = &(*at)->next) {
        if (*at == gone) {
            *at = gone->next;
            break;
        }
    }
    return true;
}

/// Obeys one directive; sets `keeps` where the parser must see it at its place.
static bool obey(struct sieve *sieve, bool *keeps) {
    struct spec_reader *reader = sieve->reader;
    const struct spec_token *token = sieve->directive;
    struct spec_cursor line =
        spec_tokenize_line(reader->pool, token->place, token->text, token->length);
    *keeps = false;
    if (!reader->is_preprocessed) {
        if (spec_take_word(&line, "ifdef"))
            return obey_if(sieve, &line, true);
        if (spec_take_word(&line, "ifndef"))
            return obey_if(sieve, &line, false);
        if (spec_take_word(&line, "else"))
            return obey_else(sieve, false);
        if (spec_take_word(&line, "endif"))
            return obey_else(sieve, true);
        if (spec_take_word(&line, "if"))
            return is_skipping(sieve) ? open_region(sieve, REGION_KEPT, false)
                                      : give_up(sieve, "this condition");
    }
    if (is_skipping(sieve))
        return true;
    if (spec_take_word(&line, "pragma")) {
        *keeps = spec_token_is(spec_peek(&line), "pack");
        return true;
    }
    if (spec_take_word(&line, "define"))
        return obey_define(sieve, &line);
    if (spec_take_word(&line, "undef"))
        return obey_undef(sieve, &line);
    if (spec_peek(&line)->kind == SPEC_TOKEN_END)
        return true;
    if (reader->is_preprocessed)
        return true;
    return spec_take_word(&line, "include") ? obey_include(sieve)
                                            : give_up(sieve, "this directive");
}

bool spec_obey_directives(struct spec_reader *reader) {
    const struct spec_token *token = reader->cursor.tokens;
    size_t count = 0;
    while (token[count++].kind != SPEC_TOKEN_END)
        continue;
    struct spec_token *kept = base_pool_take_array(reader->pool, count, sizeof *kept);
    struct sieve sieve = {.reader = reader};
    size_t kept_count = 0;
    for (size_t i = 0; i < count; i++, token++) {
        bool keeps = !is_skipping(&sieve);
        sieve.directive = token;
        if (token->kind == SPEC_TOKEN_DIRECTIVE && !obey(&sieve, &keeps))
            return false;
        if (keeps || token->kind == SPEC_TOKEN_END)
            kept[kept_count++] = *token;
    }
    if (sieve.depth > 0)
        return base_fail_at(reader->diag, kept[kept_count - 1].place,
                            "the file ends inside an #if");
    reader->cursor = (struct spec_cursor){kept, 0};
    return true;
}
