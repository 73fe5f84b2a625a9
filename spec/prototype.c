#include "spec/parse.h"

#include <stdio.h>
#include <string.h>

static size_t element_align(const struct spec_type *type) {
    return type->structure != NULL ? type->structure->align : spec_base_size(type->base);
}

/// Writes what the type says into a parameter (or the result) and gives it leaves of its own.
static void apply_type(struct spec_reader *reader, const struct spec_type *type,
                       struct spec_param *param, struct spec_leaf **leaves) {
    param->base = type->base;
    param->spelling = type->spelling;
    param->structure = type->structure;
    param->enumeration = type->enumeration;
    param->element_size =
        type->structure != NULL ? type->structure->size : spec_base_size(type->base);
    param->element_align = element_align(type);
    param->extent_max = 1;
    param->leaf_count = type->structure != NULL ? type->structure->leaf_count : 1;
    *leaves = base_pool_take_array(reader->pool, param->leaf_count, sizeof **leaves);
    if (type->structure != NULL)
        memcpy(*leaves, type->structure->leaves, param->leaf_count * sizeof **leaves);
    else
        **leaves = (struct spec_leaf){.path = "",
                                      .base = type->base,
                                      .spelling = type->spelling,
                                      .count = 1,
                                      .enumeration = type->enumeration};
    param->leaves = *leaves;
}

static bool is_restrict(struct spec_cursor *cursor) {
    return spec_take_word(cursor, "restrict") || spec_take_word(cursor, "__restrict") ||
           spec_take_word(cursor, "__restrict__");
}

/// `{ "*" { "const" | "restrict" } }`; counts the stars.
static uint32_t take_stars(struct spec_cursor *cursor) {
    uint32_t stars = 0;
    while (spec_take_symbol(cursor, '*')) {
        stars += stars < 2;
        while (spec_take_word(cursor, "const") || is_restrict(cursor))
            continue;
    }
    return stars;
}

/// A name unknown to an extent may be that of a later parameter.
static bool explain_order(struct spec_reader *reader) {
    char *text = reader->diag->text;
    size_t used = strlen(text);
    if (strstr(text, "unknown name") != NULL && strstr(text, "did you mean") == NULL)
        snprintf(text + used, sizeof reader->diag->text - used,
                 "; an extent in brackets sees only the parameters before it");
    return false;
}

/// `"[" [ "static" ] [ "restrict" ] expr "]"`, behind its bracket.
static bool parse_extent(struct spec_draft *draft, struct spec_cursor *cursor,
                         struct spec_param *param) {
    struct spec_reader *reader = draft->reader;
    while (spec_take_word(cursor, "static") || spec_take_word(cursor, "const") ||
           is_restrict(cursor))
        continue;
    const struct spec_token *token = spec_peek(cursor);
    if (spec_token_is_symbol(token, ']') || spec_token_is_symbol(token, '*'))
        return base_fail_at(reader->diag, token->place,
                            "'%s' has no extent; write its length between the brackets",
                            param->name);
    // As in C, an extent sees only the parameters before it.
    struct spec_scope scope = {draft->params, draft->kernel->param_count, false};
    if (!spec_parse_expr(reader, cursor, &scope, &param->extent))
        return explain_order(reader);
    if (!spec_expect_symbol(reader, cursor, ']', "behind the extent"))
        return false;
    token = spec_peek(cursor);
    if (spec_token_is_symbol(token, '['))
        return base_fail_at(reader->diag, token->place,
                            "'%s' has two dimensions; write one, such as [rows * columns]",
                            param->name);
    param->is_variable_length = true;
    return true;
}

static bool check_param_type(struct spec_reader *reader, const struct spec_token *first,
                             const struct spec_type *type, uint32_t stars) {
    if (type->trouble != NULL)
        return base_fail_at(reader->diag, first->place, "%s", type->trouble);
    if (stars > 1)
        return base_fail_at(reader->diag, first->place,
                            "a pointer to a pointer cannot be passed; a kernel takes numbers, "
                            "structs of numbers, and arrays of them");
    return true;
}

/// `type name [ "[" … "]" ]`
static bool parse_param(struct spec_draft *draft, struct spec_cursor *cursor) {
    struct spec_reader *reader = draft->reader;
    struct spec_kernel *kernel = draft->kernel;
    const struct spec_token *first = spec_peek(cursor);
    struct spec_type type;
    if (spec_token_is(first, "..."))
        return base_fail_at(reader->diag, first->place, "a kernel has a fixed list of parameters");
    if (!spec_parse_type(reader, cursor, &type))
        return false;
    uint32_t stars = take_stars(cursor);
    const struct spec_token *name = spec_next(cursor);
    if (spec_token_is_symbol(name, '('))
        return base_fail_at(reader->diag, name->place, "a pointer to a function cannot be passed");
    if (!check_param_type(reader, first, &type, stars))
        return false;
    if (name->kind != SPEC_TOKEN_NAME)
        return spec_expected(reader, name, "a parameter's name");
    if (kernel->param_count == SPEC_PARAMS_MAX)
        return base_fail_at(reader->diag, name->place, "more than %d parameters", SPEC_PARAMS_MAX);
    if (spec_find_param(draft->params, kernel->param_count, name) >= 0)
        return base_fail_at(reader->diag, name->place, "parameter '%s' stands there twice",
                            spec_copy_name(reader, name));
    struct spec_param *param = &draft->params[kernel->param_count];
    param->name = spec_copy_name(reader, name);
    param->place = name->place;
    bool has_brackets = spec_take_symbol(cursor, '[');
    if (has_brackets && !parse_extent(draft, cursor, param))
        return false;
    if (has_brackets && stars > 0)
        return base_fail_at(reader->diag, name->place, "'%s' is an array of pointers", param->name);
    param->is_array = has_brackets || stars > 0;
    if (type.base == SPEC_VOID && (!param->is_array || has_brackets))
        return base_fail_at(reader->diag, first->place, "'%s' cannot be void", param->name);
    if (type.base == SPEC_VOID) {
        param->is_void = true;
        type.base = SPEC_U8;
    }
    spec_mark_used(reader, &type);
    apply_type(reader, &type, param, &draft->leaves[kernel->param_count]);
    if (param->is_void)
        draft->leaves[kernel->param_count]->spelling = "unsigned char";
    param->is_declared_const = param->is_const = param->is_array && type.is_const;
    param->role = param->is_array && !param->is_const ? SPEC_IN_OUT : SPEC_IN;
    kernel->param_count++;
    return true;
}

static bool parse_params(struct spec_draft *draft, struct spec_cursor *cursor) {
    struct spec_reader *reader = draft->reader;
    const struct spec_token *open = spec_peek(cursor);
    if (!spec_expect_symbol(reader, cursor, '(', "behind the kernel's name"))
        return false;
    struct spec_cursor ahead = *cursor;
    if (spec_take_word(&ahead, "void") && spec_take_symbol(&ahead, ')')) {
        *cursor = ahead;
        return true;
    }
    if (spec_take_symbol(cursor, ')'))
        return base_fail_at(reader->diag, open->place,
                            "'()' leaves the parameters open; write (void)");
    do {
        if (!parse_param(draft, cursor))
            return false;
    } while (spec_take_symbol(cursor, ','));
    return spec_expect_symbol(reader, cursor, ')', "or ',' behind a parameter");
}

static bool refuse_storage(struct spec_reader *reader, const struct spec_token *token) {
    static const char *const local[] = {"static", "inline", "__inline", "__inline__"};
    static const char *const types[] = {"typedef"};
    for (size_t i = 0; i < sizeof local / sizeof *local; i++)
        if (spec_token_is(token, local[i]))
            return !base_fail_at(reader->diag, token->place,
                                 "'%s': a kernel is a function that a library exports", local[i]);
    if (spec_token_is(token, types[0]))
        return !base_fail_at(reader->diag, token->place,
                             "tags belong above a prototype, not above a type");
    return false;
}

static bool parse_result(struct spec_draft *draft, struct spec_cursor *cursor) {
    struct spec_reader *reader = draft->reader;
    const struct spec_token *first = spec_peek(cursor);
    struct spec_type type;
    if (!spec_parse_type(reader, cursor, &type) || !check_param_type(reader, first, &type, 0))
        return false;
    const struct spec_token *next = spec_peek(cursor);
    if (spec_token_is_symbol(next, '{') || spec_token_is_symbol(next, ';'))
        return base_fail_at(reader->diag, first->place,
                            "tags belong above a prototype, not above a type");
    if (take_stars(cursor) > 0)
        return base_fail_at(reader->diag, next->place,
                            "a kernel cannot return a pointer: what it points at has no extent");
    struct spec_param *result = &draft->kernel->result;
    result->name = "return";
    result->place = first->place;
    result->role = SPEC_OUT;
    if (type.base != SPEC_VOID) {
        spec_mark_used(reader, &type);
        apply_type(reader, &type, result, &draft->leaves[SPEC_PARAMS_MAX]);
    } else {
        result->spelling = "void";
    }
    return true;
}

bool spec_parse_prototype(struct spec_reader *reader, struct spec_cursor *cursor,
                          struct spec_draft *draft) {
    if (!spec_skip_attributes(reader, cursor))
        return false;
    spec_take_word(cursor, "extern");
    if (!spec_skip_attributes(reader, cursor) || refuse_storage(reader, spec_peek(cursor)))
        return false;
    // `struct pair { … };` below tags: say so rather than stumble over the brace.
    struct spec_cursor ahead = *cursor;
    const struct spec_token *first = spec_next(&ahead);
    if ((spec_token_is(first, "struct") || spec_token_is(first, "enum")) &&
        (spec_next(&ahead), spec_token_is_symbol(spec_peek(&ahead), '{')))
        return base_fail_at(reader->diag, first->place,
                            "tags belong above a prototype, not above a type");
    if (!parse_result(draft, cursor) || !spec_skip_attributes(reader, cursor))
        return false;
    const struct spec_token *name = spec_next(cursor);
    if (name->kind != SPEC_TOKEN_NAME)
        return spec_expected(reader, name, "the kernel's name");
    draft->kernel->name = spec_copy_name(reader, name);
    draft->kernel->place = name->place;
    if (!parse_params(draft, cursor) || !spec_skip_attributes(reader, cursor))
        return false;
    const struct spec_token *end = spec_peek(cursor);
    if (spec_token_is_symbol(end, '{'))
        return base_fail_at(reader->diag, end->place,
                            "a contract stands above a prototype, not above a function's body");
    return spec_expect_symbol(reader, cursor, ';', "behind the prototype");
}
