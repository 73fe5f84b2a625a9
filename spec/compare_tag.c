#include "spec/parse.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TARGETS_MAX = 64, RULES_MAX = 16 };

struct rule_word {
    const char *word;
    enum spec_rule_kind kind;
};

static const struct rule_word rule_words[] = {
    {"bits", SPEC_BITS},     {"value", SPEC_EQUAL_VALUE}, {"near", SPEC_NEAR},
    {"ulp", SPEC_ULP},       {"abs", SPEC_ABS},           {"rel", SPEC_REL},
    {"ignore", SPEC_IGNORE}, {"with", SPEC_COMPARE_WITH},
};

enum { RULE_WORDS = sizeof rule_words / sizeof *rule_words };

static bool parse_tolerance(struct spec_reader *reader, struct spec_cursor *cursor,
                            struct spec_rule *rule, const char *word) {
    const struct spec_token *number = spec_peek(cursor);
    if (number->kind != SPEC_TOKEN_NUMBER)
        return rule->kind == SPEC_NEAR ||
               spec_expected(reader, number,
                             base_pool_format(reader->pool, "a number behind '%s'", word));
    spec_next(cursor);
    rule->tolerance = strtod(spec_copy_name(reader, number), NULL);
    rule->has_tolerance = true;
    if (!isfinite(rule->tolerance))
        return base_fail_at(reader->diag, number->place, "a tolerance is finite");
    if (rule->kind == SPEC_ULP &&
        !(rule->tolerance < 0x1p53 && rule->tolerance == (double)(uint64_t)rule->tolerance))
        return base_fail_at(reader->diag, number->place, "steps are counted in whole numbers");
    return true;
}

static bool parse_rule(struct spec_reader *reader, struct spec_cursor *cursor,
                       struct spec_rule *rule) {
    const struct spec_token *word = spec_next(cursor);
    for (size_t i = 0; i < RULE_WORDS; i++) {
        if (!spec_token_is(word, rule_words[i].word))
            continue;
        rule->kind = rule_words[i].kind;
        if (rule->kind == SPEC_COMPARE_WITH) {
            const struct spec_token *name = spec_next(cursor);
            if (name->kind != SPEC_TOKEN_NAME)
                return spec_expected(reader, name, "the name of a comparator behind 'with'");
            rule->name = spec_copy_name(reader, name);
        }
        return rule->kind < SPEC_NEAR || rule->kind > SPEC_REL ||
               parse_tolerance(reader, cursor, rule, rule_words[i].word);
    }
    if (word->kind != SPEC_TOKEN_NAME)
        return spec_expected(reader, word, "a rule such as bits, near 1e-6 or ulp 2");
    const char *text = spec_copy_name(reader, word), *candidates[RULE_WORDS];
    for (size_t i = 0; i < RULE_WORDS; i++)
        candidates[i] = rule_words[i].word;
    return base_fail_at(reader->diag, word->place, "unknown rule '%s'%s", text,
                        spec_suggest(reader, text, candidates, RULE_WORDS));
}

/// `rule { "|" rule }` and the end of the tag.
static bool parse_rules(struct spec_reader *reader, struct spec_cursor *cursor,
                        struct spec_compare *compare) {
    struct spec_rule rules[RULES_MAX] = {0};
    do {
        const struct spec_token *word = spec_peek(cursor);
        if (compare->rule_count == RULES_MAX)
            return base_fail_at(reader->diag, word->place, "more than %d rules", RULES_MAX);
        struct spec_rule *rule = &rules[compare->rule_count];
        if (!parse_rule(reader, cursor, rule))
            return false;
        for (uint32_t i = 0; i < compare->rule_count; i++)
            if (rules[i].kind == rule->kind || rules[i].kind == SPEC_IGNORE ||
                rule->kind == SPEC_IGNORE)
                return base_fail_at(reader->diag, word->place,
                                    "%s adds nothing to the rule before it",
                                    spec_token_name(reader->pool, word));
        compare->rule_count++;
    } while (spec_take_symbol(cursor, '|'));
    size_t bytes = compare->rule_count * sizeof *rules;
    compare->rules = memcpy(base_pool_take(reader->pool, bytes), rules, bytes);
    return spec_expect_end(reader, cursor, "the rule");
}

/// Gives one leaf of a result its comparison, if the rules fit its type.
static bool assign(struct spec_draft *draft, struct spec_leaf *leaf, const char *name,
                   struct base_place place, const struct spec_compare *compare) {
    struct base_diag *diag = draft->reader->diag;
    for (uint32_t i = 0; i < compare->rule_count; i++) {
        enum spec_rule_kind kind = compare->rules[i].kind;
        if ((kind == SPEC_ULP || kind == SPEC_REL) && !spec_base_is_float(leaf->base))
            return base_fail_at(diag, place,
                                "'%s' is for floats, and '%s' is %s; on integers 'abs' and 'near' "
                                "are exact differences",
                                kind == SPEC_ULP ? "ulp" : "rel", name, leaf->spelling);
    }
    leaf->compare = compare;
    return true;
}

static const char *leaf_name(struct spec_draft *draft, const struct spec_param *param,
                             const struct spec_leaf *leaf) {
    return *leaf->path == '\0'
               ? param->name
               : base_pool_format(draft->reader->pool, "%s.%s", param->name, leaf->path);
}

struct result_path {
    const struct spec_token *name;
    uint32_t param; ///< SPEC_PARAMS_MAX: the returned value
    const struct spec_expr *slice;
    bool selected[SPEC_LEAVES_MAX];
};

static const struct spec_param *param_of(const struct spec_draft *draft, uint32_t index) {
    return index == SPEC_PARAMS_MAX ? &draft->kernel->result : &draft->params[index];
}

static bool parse_slice(struct spec_draft *draft, struct spec_cursor *cursor,
                        struct result_path *path) {
    struct spec_reader *reader = draft->reader;
    const struct spec_token *dots = spec_next(cursor);
    if (path->param == SPEC_PARAMS_MAX)
        return base_fail_at(reader->diag, dots->place, "only an array has a slice");
    if (!spec_token_is(dots, ".."))
        return spec_expected(reader, dots, "'..' in a slice such as [..k]");
    const struct spec_param *result = &draft->kernel->result;
    bool returns_integer = spec_base_is_integer(result->base);
    struct spec_cursor ahead = *cursor;
    for (const struct spec_token *token = spec_next(&ahead);
         token->kind != SPEC_TOKEN_END && !spec_token_is_symbol(token, ']');
         token = spec_next(&ahead))
        if (spec_token_is(token, "return") && !returns_integer)
            return base_fail_at(reader->diag, token->place,
                                "'return' counts elements only where the kernel returns an "
                                "integer; this one returns %s",
                                result->spelling);
    struct spec_scope scope = {draft->params, draft->kernel->param_count, true};
    return spec_parse_expr(reader, cursor, &scope, &path->slice) &&
           spec_expect_symbol(reader, cursor, ']', "behind the slice");
}

/// An unknown target may be a misspelt "return", which is no parameter's name.
static bool suggest_return(struct spec_draft *draft, const struct spec_token *name) {
    static const char *const only[] = {"return"};
    if (name->kind != SPEC_TOKEN_NAME || strstr(draft->reader->diag->text, "did you mean") != NULL)
        return false;
    const char *word = spec_copy_name(draft->reader, name);
    const char *suggestion = spec_suggest(draft->reader, word, only, 1);
    return *suggestion != '\0' && base_fail_at(draft->reader->diag, name->place,
                                               "unknown target '%s'%s", word, suggestion);
}

/// `"return" | name [ "[" ".." expr "]" ] { "." name }`
static bool parse_target(struct spec_draft *draft, struct spec_cursor *cursor,
                         struct result_path *path) {
    struct spec_reader *reader = draft->reader;
    path->name = spec_next(cursor);
    path->param = SPEC_PARAMS_MAX;
    if (!spec_token_is(path->name, "return")) {
        if (!spec_require_param(draft, path->name, &path->param))
            return suggest_return(draft, path->name);
        const struct spec_param *param = &draft->params[path->param];
        if (param->role == SPEC_IN)
            return base_fail_at(reader->diag, path->name->place,
                                "'%s' is never written, so there is nothing to compare",
                                param->name);
    } else if (draft->kernel->result.base == SPEC_VOID) {
        return base_fail_at(reader->diag, path->name->place, "%s returns nothing",
                            draft->kernel->name);
    }
    if (spec_take_symbol(cursor, '[') && !parse_slice(draft, cursor, path))
        return false;
    return spec_parse_fields(draft, cursor, path->name, path->param, path->selected);
}

/// Whether a tag names targets: a ':' stands somewhere on its line.
static bool has_targets(struct spec_cursor cursor) {
    const struct spec_token *token = spec_next(&cursor);
    while (token->kind != SPEC_TOKEN_END && !spec_token_is_symbol(token, ':'))
        token = spec_next(&cursor);
    return token->kind != SPEC_TOKEN_END;
}

static bool assign_path(struct spec_draft *draft, const struct result_path *path,
                        const struct spec_compare *rules) {
    struct spec_reader *reader = draft->reader;
    const struct spec_param *param = param_of(draft, path->param);
    struct spec_leaf *leaves = draft->leaves[path->param];
    struct spec_compare *compare = base_pool_take(reader->pool, sizeof *compare);
    *compare = *rules;
    compare->slice = path->slice;
    for (uint32_t i = 0; i < param->leaf_count; i++) {
        if (!path->selected[i])
            continue;
        const char *name = leaf_name(draft, param, &leaves[i]);
        if (leaves[i].compare != NULL)
            return base_fail_at(reader->diag, path->name->place,
                                "'%s' has an @compare already, on line %u", name,
                                leaves[i].compare->place.line);
        if (!assign(draft, &leaves[i], name, path->name->place, compare))
            return false;
    }
    return true;
}

bool spec_parse_compare(struct spec_draft *draft, const struct spec_token *tag,
                        struct spec_cursor *cursor) {
    struct spec_reader *reader = draft->reader;
    struct spec_compare compare = {.place = tag->place};
    if (!has_targets(*cursor)) {
        if (draft->has_compare_for_all)
            return base_fail_at(reader->diag, tag->place,
                                "a second @compare for all results; name its targets, such as "
                                "'@compare return: bits'");
        draft->has_compare_for_all = true;
        draft->compare_for_all_token = *spec_peek(cursor);
        if (!parse_rules(reader, cursor, &compare))
            return false;
        draft->compare_for_all = compare;
        return true;
    }
    struct result_path *paths = base_pool_take_array(reader->pool, TARGETS_MAX, sizeof *paths);
    uint32_t count = 0;
    do {
        if (count == TARGETS_MAX)
            return base_fail_at(reader->diag, spec_peek(cursor)->place, "more than %d targets",
                                TARGETS_MAX);
        if (!parse_target(draft, cursor, &paths[count]))
            return false;
        count++;
    } while (spec_take_symbol(cursor, ','));
    if (!spec_expect_symbol(reader, cursor, ':', "and a rule") ||
        !parse_rules(reader, cursor, &compare))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!assign_path(draft, &paths[i], &compare))
            return false;
    return true;
}

static bool is_ignored(const struct spec_compare *compare) {
    return compare->rules->kind == SPEC_IGNORE;
}

bool spec_finish_compares(struct spec_draft *draft) {
    struct spec_reader *reader = draft->reader;
    static const struct spec_rule bits = {.kind = SPEC_BITS};
    struct spec_compare *rest = base_pool_take(reader->pool, sizeof *rest);
    bool is_used = false, is_anything_compared = false, has_results = false;
    *rest = (struct spec_compare){
        .rules = &bits, .rule_count = 1, .is_default = true, .place = draft->kernel->place};
    if (draft->has_compare_for_all)
        *rest = draft->compare_for_all;
    for (uint32_t index = 0; index <= SPEC_PARAMS_MAX; index++) {
        bool is_result = index == SPEC_PARAMS_MAX || index < draft->kernel->param_count;
        const struct spec_param *param = param_of(draft, index);
        if (!is_result || param->role == SPEC_IN || draft->leaves[index] == NULL)
            continue;
        has_results = true;
        for (uint32_t i = 0; i < param->leaf_count; i++) {
            struct spec_leaf *leaf = &draft->leaves[index][i];
            bool needs_rest = leaf->compare == NULL;
            if (needs_rest && !assign(draft, leaf, leaf_name(draft, param, leaf),
                                      draft->compare_for_all_token.place, rest))
                return false;
            is_used |= needs_rest;
            is_anything_compared |= !is_ignored(leaf->compare);
        }
    }
    if (!has_results)
        return base_fail_at(reader->diag, draft->kernel->place,
                            "%s returns nothing and writes nothing: there is nothing to compare",
                            draft->kernel->name);
    if (draft->has_compare_for_all && !is_used)
        return base_fail_at(reader->diag, draft->compare_for_all_token.place,
                            "every result has an @compare of its own: this one holds for none");
    if (!is_anything_compared)
        return base_fail_at(reader->diag, draft->kernel->place,
                            "every result of %s is ignored: there is nothing to compare",
                            draft->kernel->name);
    return true;
}
