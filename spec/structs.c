#include "spec/parse.h"

#include <string.h>

enum { FIELDS_MAX = 256, ENUMERATORS_MAX = 4096 };

/// A struct while its fields are read.
struct layout {
    struct spec_reader *reader;
    struct spec_field fields[FIELDS_MAX];
    uint32_t field_count;
    struct spec_leaf leaves[SPEC_LEAVES_MAX];
    uint32_t leaf_count;
    size_t size, align;
};

static const char *cause_of(const struct base_diag *diag) {
    const char *cause = strstr(diag->text, "error: ");
    return cause != NULL ? cause + 7 : diag->text;
}

static bool add_leaf(struct layout *layout, struct base_place place, struct spec_leaf leaf) {
    uint32_t depth = 1;
    for (const char *at = leaf.path; *at != '\0'; at++)
        depth += *at == '.';
    if (layout->leaf_count == SPEC_LEAVES_MAX || depth > SPEC_STRUCT_DEPTH_MAX)
        return base_fail_at(layout->reader->diag, place,
                            "a struct of more than %d members or %d levels is no element",
                            SPEC_LEAVES_MAX, SPEC_STRUCT_DEPTH_MAX);
    layout->leaves[layout->leaf_count++] = leaf;
    return true;
}

static bool add_leaves(struct layout *layout, struct base_place place,
                       const struct spec_field *field, const struct spec_type *type) {
    const struct spec_struct *inner = type->structure;
    if (inner == NULL)
        return add_leaf(layout, place,
                        (struct spec_leaf){.path = field->name,
                                           .base = type->base,
                                           .spelling = type->spelling,
                                           .offset = field->offset,
                                           .count = field->count,
                                           .enumeration = type->enumeration});
    for (size_t element = 0; element < field->count; element++) {
        for (uint32_t i = 0; i < inner->leaf_count; i++) {
            struct spec_leaf leaf = inner->leaves[i];
            leaf.path =
                base_pool_format(layout->reader->pool, "%s.%s", field->name, inner->leaves[i].path);
            leaf.offset += field->offset + element * inner->size;
            if (!add_leaf(layout, place, leaf))
                return false;
        }
    }
    return true;
}

static bool add_field(struct layout *layout, const struct spec_token *name,
                      const struct spec_type *type, spec_wide count, bool is_array) {
    struct spec_reader *reader = layout->reader;
    size_t size = type->structure != NULL ? type->structure->size : spec_base_size(type->base);
    size_t align = type->structure != NULL ? type->structure->align : size;
    size_t offset = (layout->size + align - 1) / align * align;
    if (count < 1 || count > SPEC_STRUCT_BYTES_MAX ||
        offset + size * (size_t)count > SPEC_STRUCT_BYTES_MAX)
        return base_fail_at(reader->diag, name->place,
                            "a field has from 1 element to %d bytes in its struct",
                            SPEC_STRUCT_BYTES_MAX);
    for (uint32_t i = 0; i < layout->field_count; i++)
        if (spec_token_is(name, layout->fields[i].name))
            return base_fail_at(reader->diag, name->place, "field '%s' stands there twice",
                                layout->fields[i].name);
    if (layout->field_count == FIELDS_MAX)
        return base_fail_at(reader->diag, name->place, "more than %d fields", FIELDS_MAX);
    struct spec_field *field = &layout->fields[layout->field_count++];
    *field = (struct spec_field){.name = spec_copy_name(reader, name),
                                 .spelling = type->spelling,
                                 .offset = offset,
                                 .count = (size_t)count,
                                 .is_array = is_array,
                                 .structure = type->structure,
                                 .enumeration = type->enumeration};
    layout->size = offset + size * (size_t)count;
    layout->align = align > layout->align ? align : layout->align;
    return add_leaves(layout, name->place, field, type);
}

/// `base name [ "[" expr "]" ] { "," name … } ";"`
static bool parse_field(struct layout *layout, struct spec_cursor *cursor) {
    struct spec_reader *reader = layout->reader;
    const struct spec_token *first = spec_peek(cursor);
    struct spec_type type;
    if (!spec_parse_type(reader, cursor, &type))
        return false;
    const struct spec_token *star = spec_peek(cursor);
    if (spec_token_is_symbol(star, '*'))
        return base_fail_at(reader->diag, star->place, "a field cannot be a pointer");
    if (type.trouble != NULL)
        return base_fail_at(reader->diag, first->place, "%s", type.trouble);
    if (type.is_const)
        return base_fail_at(reader->diag, first->place, "a field that is const cannot be filled");
    do {
        const struct spec_token *name = spec_next(cursor);
        spec_wide count = 1;
        if (spec_token_is_symbol(name, '*'))
            return base_fail_at(reader->diag, name->place, "a field cannot be a pointer");
        if (type.base == SPEC_VOID)
            return base_fail_at(reader->diag, first->place, "a field cannot be void");
        if (name->kind != SPEC_TOKEN_NAME)
            return spec_expected(reader, name, "a field's name");
        bool is_array = spec_take_symbol(cursor, '[');
        if (is_array && (!spec_parse_constant(reader, cursor, &count) ||
                         !spec_expect_symbol(reader, cursor, ']', "behind the length")))
            return false;
        const struct spec_token *next = spec_peek(cursor);
        if (spec_token_is_symbol(next, '['))
            return base_fail_at(reader->diag, next->place, "a field has at most one dimension");
        if (spec_token_is_symbol(next, ':'))
            return base_fail_at(reader->diag, next->place, "a field cannot be a bit-field");
        if (!add_field(layout, name, &type, count, is_array))
            return false;
    } while (spec_take_symbol(cursor, ','));
    return spec_expect_symbol(reader, cursor, ';', "behind a field");
}

/// What stands between `{` and `}`; the name is for messages and for the model.
static bool parse_fields(struct spec_reader *reader, struct spec_cursor *cursor,
                         struct spec_struct *structure) {
    struct layout *layout = base_pool_take(reader->pool, sizeof *layout);
    layout->reader = reader;
    layout->align = 1;
    while (!spec_take_symbol(cursor, '}'))
        if (!parse_field(layout, cursor))
            return false;
    const struct spec_token *next = spec_peek(cursor);
    if (reader->packs)
        return base_fail_at(reader->diag, structure->place, "#pragma pack changes its layout");
    if (spec_token_is(next, "__attribute__"))
        return base_fail_at(reader->diag, next->place, "an attribute may change its layout");
    if (layout->leaf_count == 0)
        return base_fail_at(reader->diag, structure->place, "a struct without fields");
    structure->size = (layout->size + layout->align - 1) / layout->align * layout->align;
    structure->align = layout->align;
    structure->fields = layout->fields;
    structure->field_count = layout->field_count;
    structure->leaves = layout->leaves;
    structure->leaf_count = layout->leaf_count;
    return true;
}

static void shrink_to_fit(struct spec_reader *reader, struct spec_struct *structure) {
    size_t field_bytes = structure->field_count * sizeof *structure->fields;
    size_t leaf_bytes = structure->leaf_count * sizeof *structure->leaves;
    structure->fields =
        memcpy(base_pool_take(reader->pool, field_bytes), structure->fields, field_bytes);
    structure->leaves =
        memcpy(base_pool_take(reader->pool, leaf_bytes), structure->leaves, leaf_bytes);
}

static bool parse_body(struct spec_reader *reader, struct spec_cursor *cursor, const char *tag,
                       struct base_place place, struct spec_type *type) {
    struct spec_struct *structure = base_pool_take(reader->pool, sizeof *structure);
    structure->name = tag != NULL ? tag : "";
    structure->spelling = tag != NULL ? base_pool_format(reader->pool, "struct %s", tag) : "";
    structure->place = place;
    *type = (struct spec_type){.base = SPEC_STRUCT, .spelling = structure->spelling};
    if (!parse_fields(reader, cursor, structure)) {
        // Only a kernel that uses it makes this a mistake.
        type->trouble = base_pool_format(reader->pool, "'%s' (line %u) cannot be an element: %s",
                                         tag != NULL ? structure->spelling : "struct", place.line,
                                         cause_of(reader->diag));
        return false;
    }
    shrink_to_fit(reader, structure);
    type->structure = structure;
    return true;
}

bool spec_parse_struct(struct spec_reader *reader, struct spec_cursor *cursor) {
    const struct spec_token *name = spec_next(cursor);
    if (name->kind != SPEC_TOKEN_NAME || !spec_take_symbol(cursor, '{'))
        return name->kind == SPEC_TOKEN_NAME && spec_take_symbol(cursor, ';');
    const char *tag = spec_copy_name(reader, name);
    struct spec_type type;
    bool is_read = parse_body(reader, cursor, tag, name->place, &type);
    spec_add_named(reader, tag, true, name->place, type);
    return is_read && spec_take_symbol(cursor, ';');
}

static bool parse_enumerators(struct spec_reader *reader, struct spec_cursor *cursor,
                              struct spec_enum *enumeration) {
    const char **names = base_pool_take_array(reader->pool, ENUMERATORS_MAX, sizeof *names);
    spec_wide *values = base_pool_take_array(reader->pool, ENUMERATORS_MAX, sizeof *values);
    spec_wide next = 0, smallest = 0, largest = 0;
    while (!spec_take_symbol(cursor, '}')) {
        const struct spec_token *name = spec_next(cursor);
        if (name->kind != SPEC_TOKEN_NAME)
            return spec_expected(reader, name, "an enumerator's name");
        if (enumeration->count == ENUMERATORS_MAX)
            return base_fail_at(reader->diag, name->place, "more than %d enumerators",
                                ENUMERATORS_MAX);
        if (spec_take_symbol(cursor, '=') && !spec_parse_constant(reader, cursor, &next))
            return false;
        struct spec_constant *constant = base_pool_take(reader->pool, sizeof *constant);
        *constant = (struct spec_constant){reader->constants, spec_copy_name(reader, name), next};
        reader->constants = constant;
        names[enumeration->count] = constant->name;
        values[enumeration->count++] = next;
        smallest = next < smallest ? next : smallest;
        largest = next > largest ? next : largest;
        next++;
        if (!spec_take_symbol(cursor, ',') && !spec_token_is_symbol(spec_peek(cursor), '}'))
            return spec_expected(reader, spec_peek(cursor), "',' or '}' behind an enumerator");
    }
    enumeration->base = smallest < 0 ? SPEC_I32 : SPEC_U32;
    if (enumeration->count == 0 || smallest < INT32_MIN ||
        largest > spec_base_maximum(enumeration->base))
        return base_fail_at(reader->diag, enumeration->place,
                            "an enum has enumerators, and they fit 32 bits");
    enumeration->names = names;
    enumeration->values = values;
    return true;
}

static bool parse_enum_body(struct spec_reader *reader, struct spec_cursor *cursor, const char *tag,
                            struct base_place place, struct spec_type *type) {
    struct spec_enum *enumeration = base_pool_take(reader->pool, sizeof *enumeration);
    enumeration->name = tag != NULL ? tag : "";
    enumeration->spelling = tag != NULL ? base_pool_format(reader->pool, "enum %s", tag) : "";
    enumeration->place = place;
    *type = (struct spec_type){.base = SPEC_U32, .spelling = enumeration->spelling};
    if (!parse_enumerators(reader, cursor, enumeration)) {
        type->trouble = base_pool_format(reader->pool, "'enum %s' (line %u) cannot be read: %s",
                                         enumeration->name, place.line, cause_of(reader->diag));
        return false;
    }
    type->base = enumeration->base;
    type->enumeration = enumeration;
    return true;
}

bool spec_parse_enum(struct spec_reader *reader, struct spec_cursor *cursor) {
    const struct spec_token *name = spec_peek(cursor);
    const char *tag = NULL;
    struct spec_type type;
    if (name->kind == SPEC_TOKEN_NAME)
        tag = spec_copy_name(reader, spec_next(cursor));
    if (!spec_take_symbol(cursor, '{'))
        return spec_take_symbol(cursor, ';');
    bool is_read = parse_enum_body(reader, cursor, tag, name->place, &type);
    if (tag != NULL)
        spec_add_named(reader, tag, true, name->place, type);
    return is_read && spec_take_symbol(cursor, ';');
}

/// The name that a typedef which we cannot read declares: the word before its `;`, or that of a
/// pointer to a function, `(*name)`.
static const struct spec_token *typedef_name(struct spec_cursor cursor) {
    const struct spec_token *token = spec_next(&cursor), *before = token, *pointed = NULL;
    uint64_t braces = 0;
    for (; token->kind != SPEC_TOKEN_END && token->kind != SPEC_TOKEN_TAG;
         before = token, token = spec_next(&cursor)) {
        if (spec_token_is_symbol(token, ';') && braces == 0)
            return before->kind == SPEC_TOKEN_NAME ? before : pointed;
        braces += spec_token_is_symbol(token, '{');
        braces -= braces > 0 && spec_token_is_symbol(token, '}');
        if (token->kind == SPEC_TOKEN_NAME && spec_token_is_symbol(before, '*') &&
            pointed == NULL && spec_token_is_symbol(spec_peek(&cursor), ')'))
            pointed = token;
    }
    return NULL;
}

static bool parse_typedef(struct spec_reader *reader, struct spec_cursor *cursor,
                          struct spec_type *type) {
    struct spec_cursor ahead = *cursor;
    const struct spec_token *keyword = spec_next(&ahead), *tag = spec_peek(&ahead);
    bool is_struct = spec_token_is(keyword, "struct"), is_enum = spec_token_is(keyword, "enum");
    const char *tag_name = NULL;
    if (tag->kind == SPEC_TOKEN_NAME)
        tag_name = spec_copy_name(reader, spec_next(&ahead));
    if (!(is_struct || is_enum) || !spec_take_symbol(&ahead, '{'))
        return spec_parse_type(reader, cursor, type);
    *cursor = ahead;
    bool is_read = is_struct ? parse_body(reader, cursor, tag_name, tag->place, type)
                             : parse_enum_body(reader, cursor, tag_name, tag->place, type);
    if (tag_name != NULL)
        spec_add_named(reader, tag_name, true, tag->place, *type);
    return is_read;
}

bool spec_parse_typedef(struct spec_reader *reader, struct spec_cursor *cursor) {
    const struct spec_token *name = typedef_name(*cursor);
    struct spec_type type;
    bool is_read = parse_typedef(reader, cursor, &type);
    const struct spec_token *declared = spec_next(cursor);
    if (is_read && declared->kind == SPEC_TOKEN_NAME && spec_take_symbol(cursor, ';')) {
        const char *word = spec_copy_name(reader, declared);
        // A struct or enum without a tag is known by its first typedef.
        bool is_nameless = type.trouble == NULL && *type.spelling == '\0';
        if (is_nameless && type.structure != NULL) {
            struct spec_struct *structure = base_pool_take(reader->pool, sizeof *structure);
            *structure = *type.structure;
            structure->name = structure->spelling = type.spelling = word;
            type.structure = structure;
        } else if (is_nameless) {
            struct spec_enum *enumeration = base_pool_take(reader->pool, sizeof *enumeration);
            *enumeration = *type.enumeration;
            enumeration->spelling = type.spelling = word;
            type.enumeration = enumeration;
        }
        spec_add_named(reader, word, false, declared->place, type);
        return true;
    }
    if (name != NULL) {
        const char *word = spec_copy_name(reader, name);
        const char *cause =
            is_read ? "it names no plain number, struct or enum" : cause_of(reader->diag);
        struct spec_type refused = {.base = SPEC_VOID, .spelling = word};
        refused.trouble = base_pool_format(reader->pool, "'%s' (line %u) cannot be passed: %s",
                                           word, name->place.line, cause);
        spec_add_named(reader, word, false, name->place, refused);
    }
    return false;
}
