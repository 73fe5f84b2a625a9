#include "spec/parse.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

enum { TARGETS_MAX = 64, ALTERNATIVES_MAX = 64 };

struct class_word {
    const char *word;
    enum spec_value value;
};

static const struct class_word class_words[] = {
    {"any", SPEC_ANY},
    {"finite", SPEC_FINITE},
    {"normal", SPEC_NORMAL},
    {"subnormal", SPEC_SUBNORMAL},
    {"zero", SPEC_ZERO},
    {"inf", SPEC_INF},
    {"nan", SPEC_NAN},
    {"partition", SPEC_PARTITION},
    {"permutation", SPEC_PERMUTATION},
    {"with", SPEC_WITH},
};

enum { CLASS_WORDS = sizeof class_words / sizeof *class_words };

/// One leaf for which the values of a tag are read; its type decides what they may be.
struct target {
    struct spec_draft *draft;
    const struct spec_param *param;
    const struct spec_leaf *leaf;
    const char *name; ///< as the user wrote it, for messages
};

static struct spec_scope scope_of(const struct target *target) {
    return (struct spec_scope){target->draft->params, target->draft->kernel->param_count, false};
}

static bool fail_value(const struct target *target, const struct spec_token *token,
                       const char *cause) {
    return base_fail_at(target->draft->reader->diag, token->place, "%s %s; '%s' is %s",
                        spec_token_name(target->draft->reader->pool, token), cause, target->name,
                        target->leaf->spelling);
}

/// A literal for a float target, unless the number only begins an integer expression.
static bool parse_literal(const struct target *target, struct spec_cursor *cursor,
                          struct spec_bound *bound, bool *is_literal) {
    struct spec_cursor ahead = *cursor;
    bool is_negative = spec_take_symbol(&ahead, '-');
    const struct spec_token *number = spec_next(&ahead);
    const struct spec_token *next = spec_peek(&ahead);
    *is_literal = number->kind == SPEC_TOKEN_NUMBER &&
                  !(next->kind == SPEC_TOKEN_SYMBOL && next->length == 1 &&
                    strchr("+-*/", *next->text) != NULL && *next->text != '\0');
    if (!*is_literal)
        return true;
    struct spec_reader *reader = target->draft->reader;
    double value = strtod(spec_copy_name(reader, number), NULL);
    // As in C, a literal is the nearest value of its type: 0.1 is 0.1f for a float.
    if (target->leaf->base == SPEC_F32 && value <= DBL_MAX)
        value = (double)(float)value;
    if (!(value <= DBL_MAX))
        return fail_value(target, number, "is beyond the largest finite value");
    bound->kind = SPEC_BOUND_NUMBER;
    bound->number = is_negative ? -value : value;
    bound->text =
        base_pool_format(reader->pool, "%s%.*s", is_negative ? "-" : "",
                         (int)(number->length < 400 ? number->length : 400), number->text);
    *cursor = ahead;
    return true;
}

/// `expr | [ "-" ] decimal | [ "-" ] hex-float | name`
static bool parse_bound(const struct target *target, struct spec_cursor *cursor,
                        struct spec_bound *bound) {
    struct spec_reader *reader = target->draft->reader;
    struct spec_scope scope = scope_of(target);
    if (spec_base_is_float(target->leaf->base)) {
        bool is_literal;
        if (!parse_literal(target, cursor, bound, &is_literal))
            return false;
        if (is_literal)
            return true;
        const struct spec_token *name = spec_peek(cursor);
        int32_t index = spec_find_param(scope.params, scope.count, name);
        if (index >= 0 && !scope.params[index].is_array &&
            spec_base_is_float(scope.params[index].base)) {
            spec_next(cursor);
            *bound = (struct spec_bound){.kind = SPEC_BOUND_PARAM,
                                         .param = (uint32_t)index,
                                         .text = scope.params[index].name};
            return true;
        }
    }
    bound->kind = SPEC_BOUND_EXPR;
    if (!spec_parse_expr(reader, cursor, &scope, &bound->expr))
        return false;
    bound->text = bound->expr->text;
    return true;
}

static bool is_range_symbol(const struct spec_token *token) {
    return spec_token_is(token, "..") || spec_token_is(token, "..<");
}

/// Whether a range of literals holds a value of the float type. Integer expressions are checked
/// once the domains of what they name are known.
static bool check_literals(const struct target *target, const struct spec_token *first,
                           const struct spec_alternative *range) {
    if (range->low.kind != SPEC_BOUND_NUMBER || range->high.kind != SPEC_BOUND_NUMBER)
        return true;
    double low = range->low.number, high = range->high.number;
    bool is_empty = low > high || (range->high_is_open && low == high);
    if (is_empty)
        return base_fail_at(target->draft->reader->diag, first->place, "the range %s%s%s is empty",
                            range->low.text, range->high_is_open ? "..<" : "..", range->high.text);
    return true;
}

static bool parse_range(const struct target *target, struct spec_cursor *cursor,
                        struct spec_alternative *range) {
    const struct spec_token *first = spec_peek(cursor);
    range->kind = SPEC_RANGE;
    if (!parse_bound(target, cursor, &range->low))
        return false;
    const struct spec_token *dots = spec_peek(cursor);
    range->high = range->low;
    if (is_range_symbol(dots)) {
        spec_next(cursor);
        range->high_is_open = dots->length == 3;
        if (!parse_bound(target, cursor, &range->high))
            return false;
    }
    return check_literals(target, first, range);
}

/// What a value's class asks of its target.
static bool check_class(const struct target *target, const struct spec_token *word,
                        enum spec_value value) {
    bool is_float = spec_base_is_float(target->leaf->base);
    if (value >= SPEC_FINITE && value <= SPEC_NAN && !is_float)
        return fail_value(target, word,
                          value == SPEC_ZERO ? "is for floats; write 0" : "is for floats");
    if (value == SPEC_PARTITION || value == SPEC_PERMUTATION) {
        if (!target->param->is_array)
            return fail_value(target, word, "is for arrays");
        if (is_float || target->leaf->base == SPEC_BOOL || target->leaf->enumeration != NULL)
            return fail_value(target, word, "is for arrays of integers");
        if (target->leaf->count > 1)
            return fail_value(target, word, "is for fields of one number");
    }
    return true;
}

static bool parse_class(const struct target *target, struct spec_cursor *cursor,
                        const struct class_word *word, struct spec_alternative *alternative) {
    struct spec_reader *reader = target->draft->reader;
    struct spec_scope scope = scope_of(target);
    const struct spec_token *token = spec_next(cursor);
    alternative->kind = word->value;
    if (!check_class(target, token, word->value))
        return false;
    if (word->value == SPEC_PARTITION)
        return spec_expect_symbol(reader, cursor, '(', "and the partition's last value") &&
               spec_parse_expr(reader, cursor, &scope, &alternative->size) &&
               spec_expect_symbol(reader, cursor, ')', "behind the partition's last value");
    if (word->value == SPEC_WITH) {
        const struct spec_token *name = spec_next(cursor);
        if (name->kind != SPEC_TOKEN_NAME)
            return spec_expected(reader, name, "the name of a generator behind 'with'");
        alternative->name = spec_copy_name(reader, name);
    }
    return true;
}

static bool parse_value(const struct target *target, struct spec_cursor *cursor,
                        struct spec_alternative *alternative) {
    const struct spec_token *first = spec_peek(cursor);
    alternative->place = first->place;
    for (size_t i = 0; i < CLASS_WORDS; i++)
        if (spec_token_is(first, class_words[i].word))
            return parse_class(target, cursor, &class_words[i], alternative);
    if (parse_range(target, cursor, alternative))
        return true;
    // A misspelt class reads as an unknown name: look for it among the classes too.
    struct spec_reader *reader = target->draft->reader;
    if (first->kind == SPEC_TOKEN_NAME && strstr(reader->diag->text, "unknown name") != NULL &&
        strstr(reader->diag->text, "did you mean") == NULL) {
        const char *candidates[CLASS_WORDS], *word = spec_copy_name(reader, first);
        for (size_t i = 0; i < CLASS_WORDS; i++)
            candidates[i] = class_words[i].word;
        if (base_nearest(word, candidates, CLASS_WORDS) != NULL)
            return base_fail_at(reader->diag, first->place, "unknown value '%s'%s", word,
                                spec_suggest(reader, word, candidates, CLASS_WORDS));
    }
    return false;
}

/// `{ "sorted" | "unique" }` and the end of the tag.
static bool parse_order(const struct target *target, struct spec_cursor *cursor,
                        struct spec_domain *domain) {
    struct spec_reader *reader = target->draft->reader;
    for (;;) {
        const struct spec_token *word = spec_peek(cursor);
        bool sorts = spec_token_is(word, "sorted"), differs = spec_token_is(word, "unique");
        if (!sorts && !differs) {
            static const char *const words[] = {"sorted", "unique"};
            if (word->kind == SPEC_TOKEN_NAME) {
                const char *text = spec_copy_name(reader, word);
                const char *nearest = base_nearest(text, words, 2);
                if (nearest != NULL)
                    return base_fail_at(reader->diag, word->place, "unknown word '%s'%s", text,
                                        spec_suggest(reader, text, words, 2));
            }
            return spec_expect_end(reader, cursor, "the values");
        }
        spec_next(cursor);
        if (sorts ? domain->is_sorted : domain->is_unique)
            return base_fail_at(reader->diag, word->place, "%s stands there twice",
                                spec_token_name(reader->pool, word));
        if (!target->param->is_array || target->leaf->count > 1)
            return fail_value(target, word, "is for arrays of numbers");
        for (uint32_t i = 0; i < domain->alternative_count; i++)
            if (domain->alternatives[i].kind >= SPEC_PARTITION)
                return fail_value(target, word,
                                  "does not go with a partition, a permutation or a generator");
        domain->is_sorted |= sorts;
        domain->is_unique |= differs;
    }
}

static bool check_alternatives(const struct target *target, const struct spec_domain *domain) {
    bool has_only_nan = true;
    for (uint32_t i = 0; i < domain->alternative_count; i++) {
        const struct spec_alternative *one = &domain->alternatives[i];
        has_only_nan &= one->kind == SPEC_NAN;
        if ((one->kind == SPEC_PARTITION || one->kind == SPEC_PERMUTATION) &&
            domain->alternative_count > 1)
            return base_fail_at(target->draft->reader->diag, one->place,
                                "a partition or a permutation fills the whole array; it has no "
                                "alternative");
    }
    if (has_only_nan && domain->is_sorted)
        return base_fail_at(target->draft->reader->diag, domain->place,
                            "'%s' cannot be sorted: NaN has no order", target->name);
    return true;
}

static bool parse_values(const struct target *target, struct spec_cursor cursor,
                         struct base_place place, const struct spec_domain **result) {
    struct spec_reader *reader = target->draft->reader;
    struct spec_domain *domain = base_pool_take(reader->pool, sizeof *domain);
    struct spec_alternative alternatives[ALTERNATIVES_MAX] = {0};
    domain->place = place;
    do {
        if (domain->alternative_count == ALTERNATIVES_MAX)
            return base_fail_at(reader->diag, spec_peek(&cursor)->place,
                                "more than %d alternatives", ALTERNATIVES_MAX);
        if (!parse_value(target, &cursor, &alternatives[domain->alternative_count]))
            return false;
        domain->alternative_count++;
    } while (spec_take_symbol(&cursor, '|'));
    size_t bytes = domain->alternative_count * sizeof *alternatives;
    domain->alternatives = memcpy(base_pool_take(reader->pool, bytes), alternatives, bytes);
    if (!parse_order(target, &cursor, domain) || !check_alternatives(target, domain))
        return false;
    *result = domain;
    return true;
}

struct path {
    const struct spec_token *name;
    uint32_t param;
    bool selected[SPEC_LEAVES_MAX];
};

static bool parse_path(struct spec_draft *draft, struct spec_cursor *cursor, struct path *path) {
    struct spec_reader *reader = draft->reader;
    path->name = spec_next(cursor);
    if (spec_token_is(path->name, "return"))
        return base_fail_at(reader->diag, path->name->place,
                            "a domain is for what is passed; 'return' is compared");
    if (!spec_require_param(draft, path->name, &path->param))
        return false;
    if (draft->params[path->param].role == SPEC_OUT)
        return base_fail_at(reader->diag, path->name->place,
                            "'%s' is only written, so a domain would mean nothing",
                            draft->params[path->param].name);
    return spec_parse_fields(draft, cursor, path->name, path->param, path->selected);
}

static bool is_same_path(const struct spec_leaf *a, const struct spec_leaf *b) {
    return strcmp(a->path, b->path) == 0;
}

static bool assign(struct spec_draft *draft, const struct path *path, struct spec_cursor cursor,
                   struct base_place place) {
    struct spec_reader *reader = draft->reader;
    struct spec_leaf *leaves = draft->leaves[path->param];
    const struct spec_param *param = &draft->params[path->param];
    const struct spec_leaf *first = NULL;
    for (uint32_t i = 0; i < param->leaf_count; i++) {
        if (!path->selected[i])
            continue;
        const char *name = *leaves[i].path == '\0' ? param->name
                                                   : base_pool_format(reader->pool, "%s.%s",
                                                                      param->name, leaves[i].path);
        if (leaves[i].domain != NULL)
            return base_fail_at(reader->diag, path->name->place,
                                "'%s' has a domain already, on line %u", name,
                                leaves[i].domain->place.line);
        struct target target = {draft, param, &leaves[i], name};
        const struct spec_domain *domain;
        if (!parse_values(&target, cursor, place, &domain))
            return false;
        if (domain->alternatives->kind == SPEC_WITH && first != NULL &&
            !is_same_path(first, &leaves[i]))
            return base_fail_at(reader->diag, path->name->place,
                                "a generator fills one field; name it, such as '%s.%s'",
                                param->name, first->path);
        first = &leaves[i];
        leaves[i].domain = domain;
    }
    return true;
}

/// `"domain" path { "," path } ":" value { "|" value } { "sorted" | "unique" }`
bool spec_parse_domain(struct spec_draft *draft, const struct spec_token *tag,
                       struct spec_cursor *cursor) {
    struct spec_reader *reader = draft->reader;
    struct path *paths = base_pool_take_array(reader->pool, TARGETS_MAX, sizeof *paths);
    uint32_t count = 0;
    do {
        if (count == TARGETS_MAX)
            return base_fail_at(reader->diag, spec_peek(cursor)->place, "more than %d names",
                                TARGETS_MAX);
        if (!parse_path(draft, cursor, &paths[count]))
            return false;
        count++;
    } while (spec_take_symbol(cursor, ','));
    if (!spec_expect_symbol(reader, cursor, ':', "and the values"))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!assign(draft, &paths[i], *cursor, tag->place))
            return false;
    return true;
}
