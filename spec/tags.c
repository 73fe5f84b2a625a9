#include "spec/parse.h"

#include <stdlib.h>
#include <string.h>

enum tag {
    TAG_ARRAY,
    TAG_PARAM,
    TAG_DOMAIN,
    TAG_ALIGN,
    TAG_COMPARE,
    TAG_BENCH,
    TAG_GATE,
    TAG_COUNT,
};

static const char *const tag_names[TAG_COUNT] = {"array",   "param", "domain", "align",
                                                 "compare", "bench", "gate"};

enum { BENCH_LISTS_MAX = SPEC_PARAMS_MAX, BENCH_POINTS_MAX = 256, ALIGN_MAX = 4096 };

/// The name behind `@`; its cursor stands behind the name. What follows ` -- ` is a remark.
static struct spec_cursor open_tag(struct spec_reader *reader, const struct spec_token *token,
                                   const struct spec_token **name) {
    size_t length = token->length;
    for (size_t i = 0; i + 2 < token->length; i++) {
        bool ends = i + 3 == token->length || token->text[i + 3] == ' ';
        if (memcmp(token->text + i, " --", 3) == 0 && ends) {
            length = i;
            break;
        }
    }
    struct spec_cursor cursor = spec_tokenize_line(reader->pool, token->place, token->text, length);
    spec_next(&cursor);
    *name = spec_next(&cursor);
    return cursor;
}

static bool find_tag(struct spec_reader *reader, const struct spec_token *name, enum tag *tag) {
    for (*tag = 0; *tag < TAG_COUNT; (*tag)++)
        if (spec_token_is(name, tag_names[*tag]))
            return true;
    if (name->kind != SPEC_TOKEN_NAME)
        return spec_expected(reader, name, "a tag's name behind '@'");
    const char *word = spec_copy_name(reader, name);
    const char *nearest = base_nearest(word, tag_names, TAG_COUNT);
    return base_fail_at(
        reader->diag, name->place, "unknown tag '@%s'%s", word,
        nearest != NULL
            ? base_pool_format(reader->pool, "; did you mean '@%s'?", nearest)
            : "; the tags are @array, @param, @domain, @align, @compare, @bench, @gate");
}

bool spec_parse_tag_names(struct spec_reader *reader, const struct spec_token *tokens,
                          size_t count) {
    bool has_compare = false;
    const struct spec_token *gate = NULL;
    bool has_bench = false;
    for (size_t i = 0; i < count; i++) {
        if (tokens[i].kind != SPEC_TOKEN_TAG)
            continue;
        const struct spec_token *name;
        enum tag tag;
        open_tag(reader, &tokens[i], &name);
        if (!find_tag(reader, name, &tag))
            return false;
        has_compare |= tag == TAG_COMPARE;
        has_bench |= tag == TAG_BENCH;
        gate = tag == TAG_GATE ? &tokens[i] : gate;
    }
    if (!has_compare)
        return base_fail_at(reader->diag, tokens->place,
                            "these tags lack an @compare, which makes a prototype a kernel");
    if (gate != NULL && !has_bench)
        return base_fail_at(reader->diag, gate->place,
                            "@gate without @bench: at which sizes shall it hold?");
    return true;
}

/// `"array" name "[" expr "]" { "," name "[" expr "]" }`
static bool parse_array(struct spec_draft *draft, struct spec_cursor *cursor) {
    struct spec_reader *reader = draft->reader;
    do {
        const struct spec_token *name = spec_next(cursor);
        uint32_t index;
        if (!spec_require_param(draft, name, &index))
            return false;
        struct spec_param *param = &draft->params[index];
        if (!param->is_array)
            return base_fail_at(reader->diag, name->place, "'%s' is no pointer", param->name);
        if (param->extent != NULL)
            return base_fail_at(reader->diag, name->place, "'%s' has an extent already: [%s]",
                                param->name, param->extent->text);
        struct spec_scope scope = {draft->params, draft->kernel->param_count, false};
        if (!spec_expect_symbol(reader, cursor, '[', "and the extent") ||
            !spec_parse_expr(reader, cursor, &scope, &param->extent) ||
            !spec_expect_symbol(reader, cursor, ']', "behind the extent"))
            return false;
    } while (spec_take_symbol(cursor, ','));
    return spec_expect_end(reader, cursor, "the extent");
}

/// `"param" "[" ( "in" | "out" | "in,out" ) "]" name text`
static bool parse_role(struct spec_draft *draft, struct spec_cursor *cursor) {
    struct spec_reader *reader = draft->reader;
    const struct spec_token *open = spec_peek(cursor);
    if (!spec_take_symbol(cursor, '['))
        return base_fail_at(reader->diag, open->place,
                            "expected [in], [out] or [in,out] behind @param");
    const struct spec_token *word = spec_peek(cursor);
    bool reads = spec_take_word(cursor, "in");
    bool writes = reads ? spec_take_symbol(cursor, ',') : true;
    if (writes && !spec_take_word(cursor, "out"))
        return spec_expected(reader, reads ? spec_peek(cursor) : word, "in, out or in,out");
    uint32_t index;
    if (!spec_expect_symbol(reader, cursor, ']', "behind the role"))
        return false;
    const struct spec_token *name = spec_next(cursor);
    if (!spec_require_param(draft, name, &index))
        return false;
    struct spec_param *param = &draft->params[index];
    if (draft->has_role[index])
        return base_fail_at(reader->diag, name->place, "'%s' has a role already", param->name);
    draft->has_role[index] = true;
    if (writes && (!param->is_array || param->is_const))
        return base_fail_at(reader->diag, name->place, "'%s' is %s, so it cannot be written",
                            param->name, param->is_array ? "const" : "passed by value");
    if (param->is_array && !writes)
        param->is_const = true;
    param->role = !writes ? SPEC_IN : reads ? SPEC_IN_OUT : SPEC_OUT;
    return true;
}

/// `"align" name { "," name } ":" integer`
static bool parse_align(struct spec_draft *draft, struct spec_cursor *cursor) {
    struct spec_reader *reader = draft->reader;
    uint32_t named[SPEC_PARAMS_MAX], count = 0;
    do {
        const struct spec_token *name = spec_next(cursor);
        uint32_t index;
        if (!spec_require_param(draft, name, &index))
            return false;
        if (!draft->params[index].is_array)
            return base_fail_at(reader->diag, name->place,
                                "'%s' is no array; only arrays have an alignment",
                                draft->params[index].name);
        if (draft->has_align[index])
            return base_fail_at(reader->diag, name->place, "'%s' has an alignment already",
                                draft->params[index].name);
        draft->has_align[index] = true;
        named[count++] = index;
    } while (spec_take_symbol(cursor, ','));
    if (!spec_expect_symbol(reader, cursor, ':', "and the alignment in bytes"))
        return false;
    const struct spec_token *number = spec_next(cursor);
    spec_wide bytes;
    if (number->kind != SPEC_TOKEN_NUMBER)
        return spec_expected(reader, number, "the alignment in bytes");
    if (!spec_read_integer(reader, number, &bytes))
        return false;
    if (bytes < 1 || bytes > ALIGN_MAX || (bytes & (bytes - 1)) != 0)
        return base_fail_at(reader->diag, number->place,
                            "an alignment is a power of two up to %d bytes", ALIGN_MAX);
    for (uint32_t i = 0; i < count; i++) {
        struct spec_param *param = &draft->params[named[i]];
        if ((size_t)bytes < param->element_align)
            return base_fail_at(reader->diag, number->place,
                                "elements of '%s' are aligned to %zu bytes already", param->name,
                                param->element_align);
        param->alignment = (size_t)bytes;
    }
    return spec_expect_end(reader, cursor, "the alignment");
}

struct bench_list {
    uint32_t param;
    uint32_t count;
    spec_wide values[BENCH_POINTS_MAX];
};

/// `name ":" integer { integer }`
static bool parse_bench_list(struct spec_draft *draft, struct spec_cursor *cursor,
                             struct bench_list *list) {
    struct spec_reader *reader = draft->reader;
    const struct spec_token *name = spec_next(cursor);
    if (!spec_require_param(draft, name, &list->param))
        return false;
    const struct spec_param *param = &draft->params[list->param];
    if (param->is_array || !spec_base_is_integer(param->base))
        return base_fail_at(reader->diag, name->place,
                            "'%s' is no integer scalar; @bench names sizes", param->name);
    if (!spec_expect_symbol(reader, cursor, ':', "and the sizes to time"))
        return false;
    do {
        const struct spec_token *first = spec_peek(cursor);
        bool is_negative = spec_take_symbol(cursor, '-');
        const struct spec_token *number = spec_next(cursor);
        spec_wide value;
        if (number->kind != SPEC_TOKEN_NUMBER)
            return spec_expected(reader, number, "a size to time");
        if (!spec_read_integer(reader, number, &value))
            return false;
        value = is_negative ? -value : value;
        if (value < spec_base_minimum(param->base) || value > spec_base_maximum(param->base))
            return base_fail_at(reader->diag, first->place, "'%s' cannot hold this", param->name);
        if (list->count == BENCH_POINTS_MAX)
            return base_fail_at(reader->diag, first->place, "more than %d sizes", BENCH_POINTS_MAX);
        list->values[list->count++] = value;
    } while (spec_peek(cursor)->kind == SPEC_TOKEN_NUMBER ||
             spec_token_is_symbol(spec_peek(cursor), '-'));
    return true;
}

/// Makes points of the lists: those of one value accompany every point, the others go in step.
static void zip_lists(struct spec_draft *draft, const struct bench_list *lists, uint32_t count,
                      uint32_t longest) {
    struct base_pool *pool = draft->reader->pool;
    struct spec_bench_point *points = base_pool_take_array(pool, longest, sizeof *points);
    uint32_t *params = base_pool_take_array(pool, count, sizeof *params);
    for (uint32_t i = 0; i < count; i++)
        params[i] = lists[i].param;
    for (uint32_t point = 0; point < longest; point++) {
        spec_wide *values = base_pool_take_array(pool, count, sizeof *values);
        for (uint32_t i = 0; i < count; i++)
            values[i] = lists[i].values[lists[i].count == 1 ? 0 : point];
        points[point] = (struct spec_bench_point){params, values, count};
    }
    draft->kernel->bench_points = points;
    draft->kernel->bench_point_count = longest;
}

static bool parse_bench(struct spec_draft *draft, const struct spec_token *tag,
                        struct spec_cursor *cursor) {
    struct spec_reader *reader = draft->reader;
    struct bench_list *lists = base_pool_take_array(reader->pool, BENCH_LISTS_MAX, sizeof *lists);
    uint32_t count = 0, longest = 1;
    if (draft->bench_place.line > 0)
        return base_fail_at(reader->diag, tag->place,
                            "a second @bench; put sizes that belong together behind a ','");
    draft->bench_place = tag->place;
    do {
        const struct spec_token *name = spec_peek(cursor);
        if (count == BENCH_LISTS_MAX)
            return base_fail_at(reader->diag, name->place, "more than %d lists", BENCH_LISTS_MAX);
        struct bench_list *list = &lists[count];
        if (!parse_bench_list(draft, cursor, list))
            return false;
        for (uint32_t i = 0; i < count; i++)
            if (lists[i].param == list->param)
                return base_fail_at(reader->diag, name->place, "'%s' has sizes already",
                                    draft->params[list->param].name);
        if (list->count > 1 && longest > 1 && list->count != longest)
            return base_fail_at(reader->diag, name->place,
                                "%u sizes beside %u; lists go in step, or have one value",
                                list->count, longest);
        longest = list->count > longest ? list->count : longest;
        count++;
    } while (spec_take_symbol(cursor, ','));
    zip_lists(draft, lists, count, longest);
    return spec_expect_end(reader, cursor, "the sizes");
}

/// `"gate" number "x"`
static bool parse_gate(struct spec_draft *draft, const struct spec_token *tag,
                       struct spec_cursor *cursor) {
    struct spec_reader *reader = draft->reader;
    if (draft->gate_place.line > 0)
        return base_fail_at(reader->diag, tag->place, "a second @gate");
    draft->gate_place = tag->place;
    const struct spec_token *number = spec_next(cursor);
    const struct spec_token *unit = spec_peek(cursor);
    if (number->kind != SPEC_TOKEN_NUMBER)
        return spec_expected(reader, number, "a speed-up such as 2x");
    if (!spec_take_word(cursor, "x"))
        return spec_expected(reader, unit, "'x' behind the number, such as 2x");
    double gate = strtod(spec_copy_name(reader, number), NULL);
    if (!(gate > 0) || !(gate <= 1e6))
        return base_fail_at(reader->diag, number->place,
                            "a speed-up is above 0x and at most 1000000x");
    draft->kernel->gate = gate;
    draft->kernel->has_gate = true;
    return spec_expect_end(reader, cursor, "the speed-up");
}

static bool parse_tag(struct spec_draft *draft, const struct spec_token *token, bool is_shape) {
    const struct spec_token *name;
    struct spec_cursor cursor = open_tag(draft->reader, token, &name);
    enum tag tag;
    if (!find_tag(draft->reader, name, &tag))
        return false;
    if (is_shape != (tag == TAG_ARRAY || tag == TAG_PARAM))
        return true;
    switch (tag) {
    case TAG_ARRAY:
        return parse_array(draft, &cursor);
    case TAG_PARAM:
        return parse_role(draft, &cursor);
    case TAG_DOMAIN:
        return spec_parse_domain(draft, token, &cursor);
    case TAG_ALIGN:
        return parse_align(draft, &cursor);
    case TAG_COMPARE:
        return spec_parse_compare(draft, token, &cursor);
    case TAG_BENCH:
        return parse_bench(draft, token, &cursor);
    default:
        return parse_gate(draft, token, &cursor);
    }
}

bool spec_parse_tags(struct spec_draft *draft, const struct spec_token *tokens, size_t count) {
    // Roles and extents first, wherever they stand: what the other tags may say depends on them.
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < count; i++)
            if (tokens[i].kind == SPEC_TOKEN_TAG && !parse_tag(draft, &tokens[i], pass == 0))
                return false;
    return spec_finish_compares(draft);
}

static bool has_prefix(const char *path, const char *prefix) {
    size_t length = strlen(prefix);
    return strncmp(path, prefix, length) == 0 &&
           (length == 0 || path[length] == '\0' || path[length] == '.');
}

bool spec_parse_fields(struct spec_draft *draft, struct spec_cursor *cursor,
                       const struct spec_token *name, uint32_t param, bool *selected) {
    struct spec_reader *reader = draft->reader;
    const struct spec_param *owner =
        param == SPEC_PARAMS_MAX ? &draft->kernel->result : &draft->params[param];
    const char *prefix = "";
    const struct spec_token *last = name;
    for (uint32_t depth = 0; spec_take_symbol(cursor, '.'); depth++) {
        last = spec_next(cursor);
        if (depth == SPEC_STRUCT_DEPTH_MAX)
            return base_fail_at(reader->diag, last->place, "no struct is nested so deep");
        if (last->kind != SPEC_TOKEN_NAME)
            return spec_expected(reader, last, "a field's name behind '.'");
        prefix = base_pool_format(reader->pool, "%s%s%s", prefix, *prefix == '\0' ? "" : ".",
                                  spec_copy_name(reader, last));
    }
    uint32_t count = 0;
    const char *candidates[SPEC_LEAVES_MAX];
    for (uint32_t i = 0; i < owner->leaf_count; i++) {
        selected[i] = has_prefix(owner->leaves[i].path, prefix);
        count += selected[i];
        candidates[i] = owner->leaves[i].path;
    }
    if (count > 0)
        return true;
    if (owner->structure == NULL)
        return base_fail_at(reader->diag, last->place, "'%s' is no struct", owner->name);
    return base_fail_at(reader->diag, last->place, "'%s' has no field '%s'%s",
                        owner->structure->spelling, prefix,
                        spec_suggest(reader, prefix, candidates, owner->leaf_count));
}
