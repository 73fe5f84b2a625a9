#include "spec/parse.h"

#include <string.h>

static const spec_wide wide_minimum = INT64_MIN, wide_maximum = UINT64_MAX;

static bool is_in_range(spec_wide value) {
    return value >= wide_minimum && value <= wide_maximum;
}

/// One operator on two values of 64 bits. Their product needs 128 bits, so even that is checked.
static bool apply(enum spec_operation operation, spec_wide a, spec_wide b, spec_wide *value) {
    if (operation == SPEC_DIVIDE) {
        if (b == 0)
            return false;
        *value = a / b;
    } else if (operation == SPEC_MULTIPLY) {
        if (__builtin_mul_overflow(a, b, value))
            return false;
    } else {
        *value = operation == SPEC_ADD ? a + b : a - b;
    }
    return is_in_range(*value);
}

bool spec_evaluate(const struct spec_expr *expr, const spec_wide *values, spec_wide result,
                   spec_wide *value) {
    spec_wide left, right;
    switch (expr->operation) {
    case SPEC_NUMBER:
        *value = expr->number;
        return true;
    case SPEC_PARAM:
        *value = values[expr->param];
        return true;
    case SPEC_RETURN:
        *value = result;
        return true;
    default:
        return spec_evaluate(expr->left, values, result, &left) &&
               spec_evaluate(expr->right, values, result, &right) &&
               apply(expr->operation, left, right, value);
    }
}

static spec_wide clamp(spec_wide value) {
    return value < wide_minimum ? wide_minimum : value > wide_maximum ? wide_maximum : value;
}

static void widen(struct spec_interval *interval, spec_wide value) {
    value = clamp(value);
    interval->low = value < interval->low ? value : interval->low;
    interval->high = value > interval->high ? value : interval->high;
}

static const struct spec_interval empty_interval = {1, 0};

static struct spec_interval divide(struct spec_interval a, struct spec_interval b) {
    struct spec_interval all = {wide_maximum, wide_minimum};
    // Quotients are extreme at the ends of a and at the divisors farthest from and nearest to 0.
    const spec_wide divisors[] = {b.low, b.high, -1, 1};
    bool is_divisible = false;
    for (size_t i = 0; i < sizeof divisors / sizeof *divisors; i++) {
        spec_wide divisor = divisors[i];
        if (divisor == 0 || divisor < b.low || divisor > b.high)
            continue;
        widen(&all, a.low / divisor);
        widen(&all, a.high / divisor);
        is_divisible = true;
    }
    return is_divisible ? all : empty_interval;
}

static struct spec_interval multiply(struct spec_interval a, struct spec_interval b) {
    struct spec_interval all = {wide_maximum, wide_minimum};
    const spec_wide as[] = {a.low, a.high}, bs[] = {b.low, b.high};
    for (size_t i = 0; i < 4; i++) {
        spec_wide x = as[i / 2], y = bs[i % 2], product;
        if (__builtin_mul_overflow(x, y, &product))
            product = (x < 0) == (y < 0) ? wide_maximum : wide_minimum;
        widen(&all, product);
    }
    return all;
}

struct spec_interval spec_expr_interval(const struct spec_expr *expr,
                                        const struct spec_interval *scalars) {
    if (expr->operation == SPEC_NUMBER)
        return (struct spec_interval){expr->number, expr->number};
    if (expr->operation == SPEC_PARAM)
        return scalars[expr->param];
    if (expr->operation == SPEC_RETURN)
        return (struct spec_interval){wide_minimum, wide_maximum};
    struct spec_interval a = spec_expr_interval(expr->left, scalars);
    struct spec_interval b = spec_expr_interval(expr->right, scalars);
    if (a.low > a.high || b.low > b.high)
        return empty_interval;
    if (expr->operation == SPEC_ADD)
        return (struct spec_interval){clamp(a.low + b.low), clamp(a.high + b.high)};
    if (expr->operation == SPEC_SUBTRACT)
        return (struct spec_interval){clamp(a.low - b.high), clamp(a.high - b.low)};
    return expr->operation == SPEC_MULTIPLY ? multiply(a, b) : divide(a, b);
}

uint32_t spec_expr_params(const struct spec_expr *expr) {
    if (expr->operation == SPEC_NUMBER || expr->operation == SPEC_RETURN)
        return 0;
    if (expr->operation == SPEC_PARAM)
        return UINT32_C(1) << expr->param;
    return spec_expr_params(expr->left) | spec_expr_params(expr->right);
}

const struct spec_expr *spec_number_expr(struct spec_reader *reader, spec_wide number,
                                         struct base_place place, const char *text) {
    struct spec_expr *expr = base_pool_take(reader->pool, sizeof *expr);
    *expr = (struct spec_expr){
        .operation = SPEC_NUMBER, .number = number, .place = place, .text = text};
    return expr;
}

bool spec_read_integer(struct spec_reader *reader, const struct spec_token *token,
                       spec_wide *number) {
    bool is_hex = token->length > 2 && (token->text[1] | 32) == 'x';
    const char *name = spec_token_name(reader->pool, token);
    if (!is_hex && token->length > 1 && *token->text == '0' && token->text[1] != '.' &&
        (token->text[1] | 32) != 'e')
        return base_fail_at(reader->diag, token->place,
                            "%s would be octal in C; integers are decimal or 0x…", name);
    spec_wide value = 0;
    for (size_t i = is_hex ? 2 : 0; i < token->length; i++) {
        char c = token->text[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : is_hex ? (c | 32) - 'a' + 10 : -1;
        if (digit < 0 || digit > 15)
            return base_fail_at(reader->diag, token->place, "%s is no integer", name);
        value = value * (is_hex ? 16 : 10) + digit;
        if (value > wide_maximum)
            return base_fail_at(reader->diag, token->place, "%s does not fit 64 bits", name);
    }
    *number = value;
    return true;
}

int32_t spec_find_param(const struct spec_param *params, uint32_t count,
                        const struct spec_token *name) {
    for (uint32_t i = 0; i < count; i++)
        if (spec_token_is(name, params[i].name))
            return (int32_t)i;
    return -1;
}

bool spec_require_param(struct spec_draft *draft, const struct spec_token *name, uint32_t *index) {
    struct spec_reader *reader = draft->reader;
    if (name->kind != SPEC_TOKEN_NAME)
        return spec_expected(reader, name, "a parameter's name");
    uint32_t count = draft->kernel->param_count;
    int32_t found = spec_find_param(draft->params, count, name);
    if (found >= 0) {
        *index = (uint32_t)found;
        return true;
    }
    const char *candidates[SPEC_PARAMS_MAX];
    for (uint32_t i = 0; i < count; i++)
        candidates[i] = draft->params[i].name;
    const char *word = spec_copy_name(reader, name);
    return base_fail_at(reader->diag, name->place, "%s has no parameter '%s'%s",
                        draft->kernel->name, word, spec_suggest(reader, word, candidates, count));
}

static bool parse_sum(struct spec_reader *reader, struct spec_cursor *cursor,
                      const struct spec_scope *scope, uint32_t depth,
                      const struct spec_expr **expr);

static bool define_value(struct spec_reader *reader, struct spec_define *define,
                         const struct spec_token *name, spec_wide *value) {
    if (define->state == SPEC_DEFINE_UNREAD && !define->has_params &&
        reader->define_depth < SPEC_DEFINE_DEPTH_MAX) {
        reader->define_depth++;
        define->state = SPEC_DEFINE_BUSY;
        struct spec_cursor body =
            spec_tokenize_line(reader->pool, define->place, define->body, define->body_length);
        struct spec_scope nothing = {0};
        const struct spec_expr *expr;
        // What the body names is read with the operators it has itself, not with ours.
        uint32_t operators = reader->expr_operators;
        reader->expr_operators = 0;
        bool is_integer = parse_sum(reader, &body, &nothing, 0, &expr) &&
                          spec_peek(&body)->kind == SPEC_TOKEN_END;
        reader->expr_operators = operators;
        reader->define_depth--;
        define->state = is_integer ? SPEC_DEFINE_INTEGER : SPEC_DEFINE_OTHER;
        define->value = is_integer ? expr->number : 0;
    }
    if (define->state != SPEC_DEFINE_INTEGER) {
        // The preprocessor may know better: a macro with parameters, a name of another header.
        if (!reader->is_preprocessed)
            return spec_needs_preprocessor(
                reader, name->place,
                base_pool_format(reader->pool, "'%s' is no integer constant that it can read",
                                 define->name));
        return base_fail_at(reader->diag, name->place, "'%s' is no integer constant: %.*s",
                            define->name, define->body_length < 60 ? (int)define->body_length : 60,
                            define->body);
    }
    *value = define->value;
    return true;
}

static bool unknown_name(struct spec_reader *reader, const struct spec_token *token,
                         const struct spec_scope *scope) {
    size_t count = scope->count;
    for (const struct spec_constant *c = reader->constants; c != NULL; c = c->next)
        count++;
    for (const struct spec_define *d = reader->defines; d != NULL; d = d->next)
        count++;
    const char **candidates = base_pool_take_array(reader->pool, count + 1, sizeof *candidates);
    count = 0;
    for (uint32_t i = 0; i < scope->count; i++)
        candidates[count++] = scope->params[i].name;
    for (const struct spec_constant *c = reader->constants; c != NULL; c = c->next)
        candidates[count++] = c->name;
    for (const struct spec_define *d = reader->defines; d != NULL; d = d->next)
        candidates[count++] = d->name;
    const char *word = spec_copy_name(reader, token);
    reader->may_need_preprocessor = reader->has_includes;
    return base_fail_at(reader->diag, token->place, "unknown name '%s'%s", word,
                        spec_suggest(reader, word, candidates, count));
}

static bool parse_name(struct spec_reader *reader, const struct spec_token *token,
                       const struct spec_scope *scope, struct spec_expr *expr) {
    if (spec_token_is(token, "return")) {
        expr->operation = SPEC_RETURN;
        if (!scope->allows_return)
            return base_fail_at(reader->diag, token->place,
                                "'return' can only stand in a slice of @compare");
        return true;
    }
    int32_t param = spec_find_param(scope->params, scope->count, token);
    if (param >= 0) {
        const struct spec_param *named = &scope->params[param];
        *expr = (struct spec_expr){.operation = SPEC_PARAM, .param = (uint32_t)param};
        if (named->is_array)
            return base_fail_at(reader->diag, token->place,
                                "'%s' is an array; an expression needs an integer scalar",
                                named->name);
        if (!spec_base_is_integer(named->base))
            return base_fail_at(reader->diag, token->place,
                                "'%s' is no integer; an expression is exact integer arithmetic",
                                named->name);
        return true;
    }
    expr->operation = SPEC_NUMBER;
    for (const struct spec_constant *c = reader->constants; c != NULL; c = c->next) {
        if (spec_token_is(token, c->name)) {
            expr->number = c->value;
            return true;
        }
    }
    for (struct spec_define *d = reader->defines; d != NULL; d = d->next)
        if (spec_token_is(token, d->name))
            return define_value(reader, d, token, &expr->number);
    return unknown_name(reader, token, scope);
}

/// Skips an integer suffix (`64u`, `1024UL`), which C allows and a tag has no use for.
static void skip_suffix(struct spec_cursor *cursor, const struct spec_token *number) {
    const struct spec_token *suffix = spec_peek(cursor);
    if (suffix->kind != SPEC_TOKEN_NAME || suffix->text != number->text + number->length)
        return;
    for (size_t i = 0; i < suffix->length; i++)
        if (strchr("uUlL", suffix->text[i]) == NULL)
            return;
    spec_next(cursor);
}

static bool combine(struct spec_reader *reader, enum spec_operation operation,
                    const struct spec_token *symbol, const struct spec_expr *left,
                    const struct spec_expr *right, const struct spec_expr **expr) {
    struct spec_expr *both = base_pool_take(reader->pool, sizeof *both);
    *both = (struct spec_expr){
        .operation = operation, .left = left, .right = right, .place = left->place};
    if (++reader->expr_operators > SPEC_EXPR_OPERATORS_MAX)
        return base_fail_at(reader->diag, symbol->place,
                            "an expression of more than %d operators is no contract",
                            SPEC_EXPR_OPERATORS_MAX);
    if (operation == SPEC_DIVIDE && right->operation == SPEC_NUMBER && right->number == 0)
        return base_fail_at(reader->diag, symbol->place, "this divides by zero");
    if (left->operation == SPEC_NUMBER && right->operation == SPEC_NUMBER) {
        if (!apply(operation, left->number, right->number, &both->number))
            return base_fail_at(reader->diag, symbol->place, "this does not fit 64 bits");
        both->operation = SPEC_NUMBER;
        both->left = both->right = NULL;
    }
    *expr = both;
    return true;
}

static bool parse_factor(struct spec_reader *reader, struct spec_cursor *cursor,
                         const struct spec_scope *scope, uint32_t depth,
                         const struct spec_expr **result) {
    const struct spec_token *token = spec_next(cursor);
    if (depth > SPEC_EXPR_DEPTH_MAX)
        return base_fail_at(reader->diag, token->place, "nested deeper than %d levels",
                            SPEC_EXPR_DEPTH_MAX);
    if (spec_token_is_symbol(token, '('))
        return parse_sum(reader, cursor, scope, depth + 1, result) &&
               spec_expect_symbol(reader, cursor, ')', "to close the '('");
    if (spec_token_is_symbol(token, '-')) {
        const struct spec_expr *zero = spec_number_expr(reader, 0, token->place, "0"), *operand;
        return parse_factor(reader, cursor, scope, depth + 1, &operand) &&
               combine(reader, SPEC_SUBTRACT, token, zero, operand, result);
    }
    struct spec_expr *expr = base_pool_take(reader->pool, sizeof *expr);
    expr->operation = SPEC_NUMBER;
    if (token->kind == SPEC_TOKEN_NUMBER) {
        if (!spec_read_integer(reader, token, &expr->number))
            return false;
        skip_suffix(cursor, token);
    } else if (token->kind == SPEC_TOKEN_NAME) {
        if (!parse_name(reader, token, scope, expr))
            return false;
    } else {
        return spec_expected(reader, token, "a number or a name");
    }
    expr->place = token->place;
    expr->text = spec_copy_name(reader, token);
    *result = expr;
    return true;
}

static bool parse_product(struct spec_reader *reader, struct spec_cursor *cursor,
                          const struct spec_scope *scope, uint32_t depth,
                          const struct spec_expr **expr) {
    if (!parse_factor(reader, cursor, scope, depth, expr))
        return false;
    for (;;) {
        const struct spec_token *symbol = spec_peek(cursor);
        bool multiplies = spec_token_is_symbol(symbol, '*');
        if (!multiplies && !spec_token_is_symbol(symbol, '/'))
            return true;
        spec_next(cursor);
        const struct spec_expr *right;
        if (!parse_factor(reader, cursor, scope, depth, &right) ||
            !combine(reader, multiplies ? SPEC_MULTIPLY : SPEC_DIVIDE, symbol, *expr, right, expr))
            return false;
    }
}

static bool parse_sum(struct spec_reader *reader, struct spec_cursor *cursor,
                      const struct spec_scope *scope, uint32_t depth,
                      const struct spec_expr **expr) {
    if (!parse_product(reader, cursor, scope, depth, expr))
        return false;
    for (;;) {
        const struct spec_token *symbol = spec_peek(cursor);
        bool adds = spec_token_is_symbol(symbol, '+');
        if (!adds && !spec_token_is_symbol(symbol, '-'))
            return true;
        spec_next(cursor);
        const struct spec_expr *right;
        if (!parse_product(reader, cursor, scope, depth, &right) ||
            !combine(reader, adds ? SPEC_ADD : SPEC_SUBTRACT, symbol, *expr, right, expr))
            return false;
    }
}

bool spec_parse_expr(struct spec_reader *reader, struct spec_cursor *cursor,
                     const struct spec_scope *scope, const struct spec_expr **result) {
    const struct spec_token *first = spec_peek(cursor);
    const struct spec_expr *expr;
    reader->expr_operators = 0;
    if (!parse_sum(reader, cursor, scope, 0, &expr))
        return false;
    const struct spec_token *last = &cursor->tokens[cursor->at - 1];
    struct spec_expr *whole = base_pool_take(reader->pool, sizeof *whole);
    *whole = *expr;
    whole->place = first->place;
    size_t length = (size_t)(last->text + last->length - first->text);
    char *text = base_pool_copy(reader->pool, first->text, length);
    for (size_t i = 0; i < length; i++)
        text[i] = text[i] == '\n' || text[i] == '\r' || text[i] == '\t' ? ' ' : text[i];
    whole->text = text;
    *result = whole;
    return true;
}

bool spec_parse_constant(struct spec_reader *reader, struct spec_cursor *cursor, spec_wide *value) {
    struct spec_scope nothing = {0};
    const struct spec_expr *expr;
    if (!spec_parse_expr(reader, cursor, &nothing, &expr))
        return false;
    *value = expr->number;
    return true;
}
