#include "spec/parse.h"

#include <limits.h>
#include <string.h>

struct known_type {
    const char *name;
    enum spec_base base;
};

// LP64 is the only data model that Lockstep runs on; the emitted assertions confirm it.
_Static_assert(sizeof(long) == 8 && sizeof(size_t) == 8 && sizeof(int) == 4, "LP64");

static const struct known_type known_types[] = {
    {"int8_t", SPEC_I8},   {"uint8_t", SPEC_U8},    {"int16_t", SPEC_I16},  {"uint16_t", SPEC_U16},
    {"int32_t", SPEC_I32}, {"uint32_t", SPEC_U32},  {"int64_t", SPEC_I64},  {"uint64_t", SPEC_U64},
    {"size_t", SPEC_U64},  {"ptrdiff_t", SPEC_I64}, {"intptr_t", SPEC_I64}, {"uintptr_t", SPEC_U64},
};

/// The words that C combines into a type, and how often each stands there.
enum word {
    WORD_VOID,
    WORD_BOOL,
    WORD_CHAR,
    WORD_SHORT,
    WORD_INT,
    WORD_LONG,
    WORD_FLOAT,
    WORD_DOUBLE,
    WORD_SIGNED,
    WORD_UNSIGNED,
    WORD_COUNT,
};

static const char *const words[] = {"void", "bool",  "char",   "short",  "int",
                                    "long", "float", "double", "signed", "unsigned"};

static const char *const refused_words[] = {"volatile", "_Atomic", "_Complex", "_Imaginary",
                                            "union"};

static enum word word_of(const struct spec_token *token) {
    if (spec_token_is(token, "_Bool"))
        return WORD_BOOL;
    for (enum word word = 0; word < WORD_COUNT; word++)
        if (spec_token_is(token, words[word]))
            return word;
    return WORD_COUNT;
}

/// The type of a combination such as `unsigned long int`; false where C has none.
static bool combine_words(const uint32_t counts[WORD_COUNT], struct spec_type *type) {
    uint32_t total = 0;
    for (enum word word = 0; word < WORD_COUNT; word++)
        total += counts[word];
    static const enum spec_base alone[] = {[WORD_VOID] = SPEC_VOID,
                                           [WORD_BOOL] = SPEC_BOOL,
                                           [WORD_FLOAT] = SPEC_F32,
                                           [WORD_DOUBLE] = SPEC_F64};
    for (enum word word = 0; word <= WORD_DOUBLE; word++) {
        bool stands_alone = word == WORD_VOID || word == WORD_BOOL || word >= WORD_FLOAT;
        if (stands_alone && counts[word] == 1 && total == 1) {
            type->base = alone[word];
            return true;
        }
    }
    if (counts[WORD_DOUBLE] == 1 && counts[WORD_LONG] == 1 && total == 2) {
        type->trouble = "long double has no portable bits";
        return true;
    }
    uint32_t sizes = counts[WORD_CHAR] + counts[WORD_SHORT] + (counts[WORD_LONG] > 0);
    uint32_t integers = counts[WORD_CHAR] + counts[WORD_SHORT] + counts[WORD_INT] +
                        counts[WORD_LONG] + counts[WORD_SIGNED] + counts[WORD_UNSIGNED];
    if (integers != total || sizes > 1 || counts[WORD_INT] > 1 || counts[WORD_LONG] > 2 ||
        counts[WORD_SIGNED] + counts[WORD_UNSIGNED] > 1 ||
        (counts[WORD_CHAR] > 0 && counts[WORD_INT] > 0))
        return false;
    bool is_unsigned = counts[WORD_UNSIGNED] > 0;
    if (counts[WORD_CHAR] > 0) {
        bool is_plain = !is_unsigned && counts[WORD_SIGNED] == 0;
        type->base = is_unsigned || (is_plain && CHAR_MIN == 0) ? SPEC_U8 : SPEC_I8;
    } else if (counts[WORD_SHORT] > 0) {
        type->base = is_unsigned ? SPEC_U16 : SPEC_I16;
    } else if (counts[WORD_LONG] > 0) {
        type->base = is_unsigned ? SPEC_U64 : SPEC_I64;
    } else {
        type->base = is_unsigned ? SPEC_U32 : SPEC_I32;
    }
    return true;
}

struct spec_named *spec_find_named(const struct spec_reader *reader, const struct spec_token *name,
                                   bool is_tag) {
    for (struct spec_named *named = reader->names; named != NULL; named = named->next)
        if (named->is_tag == is_tag && spec_token_is(name, named->name))
            return named;
    return NULL;
}

struct spec_named *spec_add_named(struct spec_reader *reader, const char *name, bool is_tag,
                                  struct base_place place, struct spec_type type) {
    struct spec_named *named = base_pool_take(reader->pool, sizeof *named);
    bool is_own = place.file == reader->path;
    *named = (struct spec_named){reader->names, name, is_tag, is_own, is_own, type};
    named->type.is_const = false;
    reader->names = named;
    return named;
}

void spec_mark_used(struct spec_reader *reader, const struct spec_type *type) {
    if (type->structure == NULL && type->enumeration == NULL)
        return;
    for (struct spec_named *named = reader->names; named != NULL; named = named->next)
        named->is_used |= named->type.structure == type->structure &&
                          named->type.enumeration == type->enumeration;
    for (uint32_t i = 0; type->structure != NULL && i < type->structure->field_count; i++) {
        const struct spec_field *field = &type->structure->fields[i];
        struct spec_type inner = {.structure = field->structure, .enumeration = field->enumeration};
        spec_mark_used(reader, &inner);
    }
}

static bool unknown_type(struct spec_reader *reader, const struct spec_token *token) {
    if (token->kind != SPEC_TOKEN_NAME)
        return spec_expected(reader, token, "a type");
    const char *word = spec_copy_name(reader, token);
    for (const struct spec_define *define = reader->defines; define != NULL; define = define->next)
        if (spec_token_is(token, define->name) && !reader->is_preprocessed)
            return spec_needs_preprocessor(reader, token->place,
                                           base_pool_format(reader->pool, "the macro '%s'", word));
    size_t known = sizeof known_types / sizeof *known_types, count = known + WORD_COUNT + 3;
    for (const struct spec_named *named = reader->names; named != NULL; named = named->next)
        count++;
    const char **candidates = base_pool_take_array(reader->pool, count, sizeof *candidates);
    count = 0;
    for (size_t i = 0; i < known; i++)
        candidates[count++] = known_types[i].name;
    for (enum word i = 0; i < WORD_COUNT; i++)
        candidates[count++] = words[i];
    candidates[count++] = "const";
    candidates[count++] = "struct";
    candidates[count++] = "enum";
    for (const struct spec_named *named = reader->names; named != NULL; named = named->next)
        if (!named->is_tag)
            candidates[count++] = named->name;
    reader->may_need_preprocessor = reader->has_includes;
    return base_fail_at(reader->diag, token->place, "unknown type '%s'%s", word,
                        spec_suggest(reader, word, candidates, count));
}

/// `struct NAME` or `enum NAME`, behind the keyword.
static bool parse_tagged(struct spec_reader *reader, struct spec_cursor *cursor,
                         const char *keyword, struct spec_type *type) {
    const struct spec_token *name = spec_next(cursor);
    if (name->kind != SPEC_TOKEN_NAME)
        return spec_expected(reader, name,
                             base_pool_format(reader->pool, "the name of a%s %s",
                                              *keyword == 'e' ? "n" : "", keyword));
    bool is_struct = *keyword == 's';
    const struct spec_named *named = spec_find_named(reader, name, true);
    const char *word = spec_copy_name(reader, name);
    const char *spelling = base_pool_format(reader->pool, "%s %s", keyword, word);
    if (named != NULL) {
        *type = named->type;
        bool matches = type->trouble != NULL || (type->structure != NULL) == is_struct;
        if (!matches)
            return base_fail_at(reader->diag, name->place, "'%s' is no %s", word, keyword);
        return true;
    }
    *type = (struct spec_type){.base = is_struct ? SPEC_STRUCT : SPEC_U32, .spelling = spelling};
    type->trouble = base_pool_format(reader->pool, "'%s' is not defined before its use", spelling);
    return true;
}

static bool parse_named(struct spec_reader *reader, struct spec_cursor *cursor,
                        struct spec_type *type) {
    const struct spec_token *token = spec_next(cursor);
    if (spec_token_is(token, "struct"))
        return parse_tagged(reader, cursor, "struct", type);
    if (spec_token_is(token, "enum"))
        return parse_tagged(reader, cursor, "enum", type);
    for (size_t i = 0; i < sizeof known_types / sizeof *known_types; i++) {
        if (spec_token_is(token, known_types[i].name)) {
            *type =
                (struct spec_type){.base = known_types[i].base, .spelling = known_types[i].name};
            return true;
        }
    }
    const struct spec_named *named = spec_find_named(reader, token, false);
    if (named == NULL)
        return unknown_type(reader, token);
    *type = named->type;
    // `typedef struct pair pair;` may stand before the struct.
    if (type->base == SPEC_STRUCT && type->structure == NULL && type->trouble != NULL &&
        strncmp(type->spelling, "struct ", 7) == 0) {
        struct spec_token tag = {.kind = SPEC_TOKEN_NAME,
                                 .text = type->spelling + 7,
                                 .length = strlen(type->spelling + 7)};
        const struct spec_named *defined = spec_find_named(reader, &tag, true);
        if (defined != NULL)
            *type = defined->type;
    }
    return true;
}

static const char *join_words(struct spec_reader *reader, const uint32_t counts[WORD_COUNT]) {
    // In the order that people write: `unsigned long long int`, whatever the order in the header.
    static const enum word order[] = {WORD_SIGNED, WORD_UNSIGNED, WORD_SHORT, WORD_LONG,
                                      WORD_CHAR,   WORD_INT,      WORD_FLOAT, WORD_DOUBLE,
                                      WORD_VOID,   WORD_BOOL};
    const char *text = "";
    for (size_t i = 0; i < WORD_COUNT; i++)
        for (uint32_t n = 0; n < counts[order[i]]; n++)
            text = base_pool_format(reader->pool, "%s%s%s", text, *text == '\0' ? "" : " ",
                                    words[order[i]]);
    return text;
}

static bool refuse_word(struct spec_reader *reader, const struct spec_token *token) {
    for (size_t i = 0; i < sizeof refused_words / sizeof *refused_words; i++)
        if (spec_token_is(token, refused_words[i]))
            return !base_fail_at(reader->diag, token->place, "'%s' cannot stand in a contract",
                                 refused_words[i]);
    return false;
}

bool spec_parse_type(struct spec_reader *reader, struct spec_cursor *cursor,
                     struct spec_type *type) {
    uint32_t counts[WORD_COUNT] = {0}, total = 0;
    bool is_const = false, is_named = false;
    const struct spec_token *first = spec_peek(cursor);
    *type = (struct spec_type){0};
    for (;;) {
        const struct spec_token *token = spec_peek(cursor);
        if (refuse_word(reader, token))
            return false;
        if (spec_take_word(cursor, "const")) {
            is_const = true;
            continue;
        }
        enum word word = word_of(token);
        if (word < WORD_COUNT && !is_named && total < 4) {
            spec_next(cursor);
            counts[word]++;
            total++;
        } else if (total == 0 && !is_named) {
            if (!parse_named(reader, cursor, type))
                return false;
            is_named = true;
        } else {
            break;
        }
    }
    if (total > 0) {
        type->spelling = join_words(reader, counts);
        if (!combine_words(counts, type))
            return base_fail_at(reader->diag, first->place, "'%s' is no type of C", type->spelling);
    }
    type->is_const = is_const;
    return true;
}

/// Attributes that change nothing about how a function is called.
static const char *const harmless_attributes[] = {
    "access",
    "alloc_size",
    "artificial",
    "cold",
    "const",
    "deprecated",
    "flatten",
    "hot",
    "leaf",
    "malloc",
    "noinline",
    "nonnull",
    "nothrow",
    "pure",
    "unused",
    "used",
    "returns_nonnull",
    "visibility",
    "warn_unused_result",
};

static bool is_harmless(const struct spec_token *name) {
    struct spec_token bare = *name;
    if (bare.length > 4 && memcmp(bare.text, "__", 2) == 0) {
        bare.text += 2;
        bare.length -= 4;
    }
    for (size_t i = 0; i < sizeof harmless_attributes / sizeof *harmless_attributes; i++)
        if (spec_token_is(&bare, harmless_attributes[i]))
            return true;
    return false;
}

/// `((name, name(arguments)))` behind `__attribute__`.
static bool skip_attribute(struct spec_reader *reader, struct spec_cursor *cursor) {
    if (!spec_expect_symbol(reader, cursor, '(', "behind __attribute__") ||
        !spec_expect_symbol(reader, cursor, '(', "behind __attribute__"))
        return false;
    uint32_t depth = 2;
    bool is_name_next = true;
    while (depth > 0) {
        const struct spec_token *token = spec_next(cursor);
        if (token->kind == SPEC_TOKEN_END || token->kind == SPEC_TOKEN_TAG)
            return spec_expected(reader, token, "')' to close __attribute__");
        if (token->kind == SPEC_TOKEN_NAME && depth == 2 && is_name_next && !is_harmless(token))
            return base_fail_at(reader->diag, token->place,
                                "attribute '%s' may change how the kernel is called",
                                spec_copy_name(reader, token));
        is_name_next = depth == 2 && spec_token_is_symbol(token, ',');
        depth += spec_token_is_symbol(token, '(');
        depth -= spec_token_is_symbol(token, ')');
    }
    return true;
}

bool spec_skip_attributes(struct spec_reader *reader, struct spec_cursor *cursor) {
    while (spec_take_word(cursor, "__attribute__") || spec_take_word(cursor, "__attribute"))
        if (!skip_attribute(reader, cursor))
            return false;
    return true;
}
