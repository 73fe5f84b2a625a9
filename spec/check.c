#include "spec/parse.h"

#include <string.h>

enum { LENGTH_DEFAULT_MAX = 1024 };

static const uint64_t memory_limit_bytes = UINT64_C(1) << 30;

/// What the checks of one kernel share: the values each integer scalar can have.
struct facts {
    struct spec_draft *draft;
    struct spec_interval scalars[SPEC_PARAMS_MAX];
};

static bool fail(const struct facts *facts, struct base_place place, const char *text) {
    return base_fail_at(facts->draft->reader->diag, place, "%s", text);
}

/// A number for people; spec_wide has no conversion of printf's.
static const char *wide_text(const struct facts *facts, spec_wide value) {
    struct base_pool *pool = facts->draft->reader->pool;
    return value < 0 ? base_pool_format(pool, "%lld", (long long)value)
                     : base_pool_format(pool, "%llu", (unsigned long long)value);
}

static const char *leaf_name(const struct facts *facts, const struct spec_param *param,
                             const struct spec_leaf *leaf) {
    return *leaf->path == '\0'
               ? param->name
               : base_pool_format(facts->draft->reader->pool, "%s.%s", param->name, leaf->path);
}

/// `n`, `n or m`: the scalars whose domains bound the expression.
static const char *names_in(const struct facts *facts, const struct spec_expr *expr) {
    struct base_pool *pool = facts->draft->reader->pool;
    uint32_t named = spec_expr_params(expr);
    const char *text = "";
    for (uint32_t i = 0; i < facts->draft->kernel->param_count; i++)
        if (named >> i & 1u)
            text = base_pool_format(pool, "%s%s%s", text, *text == '\0' ? "" : " or ",
                                    facts->draft->params[i].name);
    return text;
}

static bool check_extents(struct facts *facts) {
    struct spec_draft *draft = facts->draft;
    uint32_t lengths = 0;
    for (uint32_t i = 0; i < draft->kernel->param_count; i++) {
        const struct spec_param *param = &draft->params[i];
        if (!param->is_array)
            continue;
        if (param->extent == NULL)
            return base_fail_at(draft->reader->diag, param->place,
                                "'%s' has no extent; say how long it is: '@array %s[…]'",
                                param->name, param->name);
        lengths |= spec_expr_params(param->extent);
    }
    for (uint32_t i = 0; i < draft->kernel->param_count; i++)
        draft->params[i].is_length = lengths >> i & 1u;
    return true;
}

static struct spec_alternative one_value(struct spec_reader *reader, struct base_place place,
                                         spec_wide low, const char *low_text, spec_wide high,
                                         const char *high_text) {
    struct spec_alternative range = {.kind = SPEC_RANGE, .place = place};
    range.low.text = low_text;
    range.low.expr = spec_number_expr(reader, low, place, low_text);
    range.high.text = high_text;
    range.high.expr =
        low == high ? range.low.expr : spec_number_expr(reader, high, place, high_text);
    return range;
}

static const struct spec_domain *enum_domain(struct spec_reader *reader,
                                             const struct spec_enum *enumeration,
                                             struct base_place place) {
    struct spec_domain *domain = base_pool_take(reader->pool, sizeof *domain);
    struct spec_alternative *alternatives =
        base_pool_take_array(reader->pool, enumeration->count, sizeof *alternatives);
    for (uint32_t i = 0; i < enumeration->count; i++) {
        bool is_repeated = false;
        for (uint32_t j = 0; j < i; j++)
            is_repeated |= enumeration->values[j] == enumeration->values[i];
        if (!is_repeated)
            alternatives[domain->alternative_count++] =
                one_value(reader, place, enumeration->values[i], enumeration->names[i],
                          enumeration->values[i], enumeration->names[i]);
    }
    domain->alternatives = alternatives;
    domain->is_default = true;
    domain->place = place;
    return domain;
}

static const struct spec_domain *default_domain(struct spec_reader *reader,
                                                const struct spec_param *param,
                                                const struct spec_leaf *leaf) {
    if (leaf->enumeration != NULL)
        return enum_domain(reader, leaf->enumeration, param->place);
    struct spec_domain *domain = base_pool_take(reader->pool, sizeof *domain);
    struct spec_alternative *only = base_pool_take(reader->pool, sizeof *only);
    *only = (struct spec_alternative){.kind = SPEC_ANY, .place = param->place};
    if (param->is_length && leaf->base != SPEC_BOOL) {
        spec_wide most = spec_base_maximum(leaf->base);
        most = most < LENGTH_DEFAULT_MAX ? most : LENGTH_DEFAULT_MAX;
        *only = one_value(reader, param->place, 0, "0", most,
                          base_pool_format(reader->pool, "%d", (int)most));
    }
    *domain = (struct spec_domain){
        .alternatives = only, .alternative_count = 1, .is_default = true, .place = param->place};
    return domain;
}

static void set_default_domains(struct facts *facts) {
    struct spec_draft *draft = facts->draft;
    for (uint32_t i = 0; i < draft->kernel->param_count; i++) {
        const struct spec_param *param = &draft->params[i];
        for (uint32_t j = 0; j < param->leaf_count; j++) {
            struct spec_leaf *leaf = &draft->leaves[i][j];
            // Fields that an array of structs repeats share one domain.
            if (leaf->domain == NULL)
                leaf->domain = default_domain(draft->reader, param, leaf);
        }
    }
    static const struct spec_alternative any = {.kind = SPEC_ANY};
    static const struct spec_domain of_result = {
        .alternatives = &any, .alternative_count = 1, .is_default = true};
    for (uint32_t j = 0; j < draft->kernel->result.leaf_count; j++)
        draft->leaves[SPEC_PARAMS_MAX][j].domain = &of_result;
}

static uint32_t bound_params(const struct spec_bound *bound) {
    if (bound->kind == SPEC_BOUND_PARAM)
        return UINT32_C(1) << bound->param;
    return bound->kind == SPEC_BOUND_EXPR && bound->expr != NULL ? spec_expr_params(bound->expr)
                                                                 : 0;
}

static uint32_t alternative_params(const struct spec_alternative *one) {
    if (one->kind == SPEC_RANGE)
        return bound_params(&one->low) | bound_params(&one->high);
    return one->kind == SPEC_PARTITION ? spec_expr_params(one->size) : 0;
}

/// Bits of the scalars that a parameter's domains name.
static uint32_t param_dependencies(const struct spec_param *param) {
    uint32_t named = 0;
    for (uint32_t i = 0; i < param->leaf_count; i++)
        for (uint32_t j = 0; j < param->leaves[i].domain->alternative_count; j++)
            named |= alternative_params(&param->leaves[i].domain->alternatives[j]);
    return named;
}

/// Depth-first walk over what a scalar's domain names.
struct walk {
    struct facts *facts;
    uint32_t done;
    uint32_t path[SPEC_PARAMS_MAX];
    uint32_t depth;
    uint32_t *order;
    uint32_t count;
};

static bool fail_cycle(const struct walk *walk, uint32_t again) {
    const struct spec_draft *draft = walk->facts->draft;
    struct base_pool *pool = draft->reader->pool;
    uint32_t start = 0;
    while (walk->path[start] != again)
        start++;
    const char *text = "";
    for (uint32_t i = start; i < walk->depth; i++)
        text = base_pool_format(pool, "%s%s depends on ", text, draft->params[walk->path[i]].name);
    const struct spec_param *param = &draft->params[again];
    return base_fail_at(draft->reader->diag, param->leaves->domain->place, "%s%s", text,
                        param->name);
}

static bool visit(struct walk *walk, uint32_t index) {
    const struct spec_param *param = &walk->facts->draft->params[index];
    if (walk->done >> index & 1u)
        return true;
    for (uint32_t i = 0; i < walk->depth; i++)
        if (walk->path[i] == index)
            return fail_cycle(walk, index);
    walk->path[walk->depth++] = index;
    uint32_t named = param_dependencies(param);
    for (uint32_t i = 0; i < SPEC_PARAMS_MAX; i++)
        if (named >> i & 1u && !visit(walk, i))
            return false;
    walk->depth--;
    walk->done |= UINT32_C(1) << index;
    walk->order[walk->count++] = index;
    return true;
}

static bool order_scalars(struct facts *facts) {
    struct spec_draft *draft = facts->draft;
    struct walk walk = {.facts = facts};
    walk.order = base_pool_take_array(draft->reader->pool, SPEC_PARAMS_MAX, sizeof *walk.order);
    for (uint32_t i = 0; i < draft->kernel->param_count; i++)
        if (!draft->params[i].is_array && !visit(&walk, i))
            return false;
    draft->kernel->scalar_order = walk.order;
    draft->kernel->scalar_count = walk.count;
    return true;
}

static bool is_empty(struct spec_interval interval) {
    return interval.low > interval.high;
}

static bool fail_outside(const struct facts *facts, const struct spec_alternative *range,
                         const char *name, const struct spec_leaf *leaf, spec_wide value,
                         const struct spec_expr *cause) {
    const char *narrow = names_in(facts, cause);
    return base_fail_at(facts->draft->reader->diag, range->place,
                        "'%s' cannot be %s: %s holds %s..%s%s%s", name, wide_text(facts, value),
                        leaf->spelling, wide_text(facts, spec_base_minimum(leaf->base)),
                        wide_text(facts, spec_base_maximum(leaf->base)),
                        *narrow == '\0' ? "" : "; narrow the domain of ", narrow);
}

/// The values that an integer range can have, or an error where it has none, or one that its type
/// cannot hold.
static bool range_interval(const struct facts *facts, const struct spec_param *param,
                           const struct spec_leaf *leaf, const struct spec_alternative *range,
                           struct spec_interval *interval) {
    const char *name = leaf_name(facts, param, leaf);
    struct spec_interval low = spec_expr_interval(range->low.expr, facts->scalars);
    struct spec_interval high = spec_expr_interval(range->high.expr, facts->scalars);
    if (is_empty(low) || is_empty(high))
        return fail(facts, range->place, "this divides by zero, whatever is passed");
    *interval = (struct spec_interval){low.low, high.high - range->high_is_open};
    if (is_empty(*interval))
        return base_fail_at(facts->draft->reader->diag, range->place,
                            "the range %s%s%s is empty, whatever is passed", range->low.text,
                            range->high_is_open ? "..<" : "..", range->high.text);
    if (interval->low < spec_base_minimum(leaf->base))
        return fail_outside(facts, range, name, leaf, interval->low, range->low.expr);
    if (interval->high > spec_base_maximum(leaf->base))
        return fail_outside(facts, range, name, leaf, interval->high, range->high.expr);
    return true;
}

/// A float range with an integer expression for a bound, and so not checked when it was read.
static bool check_float_range(const struct facts *facts, const struct spec_alternative *range) {
    const struct spec_bound *bounds[] = {&range->low, &range->high};
    double ends[2];
    for (int i = 0; i < 2; i++) {
        if (bounds[i]->kind == SPEC_BOUND_PARAM)
            return true;
        ends[i] = bounds[i]->number;
        if (bounds[i]->kind != SPEC_BOUND_EXPR)
            continue;
        struct spec_interval values = spec_expr_interval(bounds[i]->expr, facts->scalars);
        if (is_empty(values))
            return fail(facts, range->place, "this divides by zero, whatever is passed");
        ends[i] = (double)(i == 0 ? values.low : values.high);
    }
    if (ends[0] > ends[1] || (range->high_is_open && ends[0] == ends[1]))
        return base_fail_at(facts->draft->reader->diag, range->place,
                            "the range %s%s%s is empty, whatever is passed", range->low.text,
                            range->high_is_open ? "..<" : "..", range->high.text);
    return true;
}

/// One float value, which counts as two since −0 and +0 are values of 0.
static bool is_one_literal(const struct spec_alternative *one) {
    return one->kind == SPEC_RANGE && one->low.kind == SPEC_BOUND_NUMBER &&
           one->high.kind == SPEC_BOUND_NUMBER && one->low.number == one->high.number;
}

/// Checks a leaf's alternatives; unites the values of an integer leaf, and counts at most how many
/// different ones there are (UINT64_MAX: too many to matter).
static bool check_alternatives(const struct facts *facts, const struct spec_param *param,
                               const struct spec_leaf *leaf, struct spec_interval *all,
                               uint64_t *distinct) {
    spec_wide count = 0;
    bool is_integer = spec_base_is_integer(leaf->base);
    *all = (struct spec_interval){UINT64_MAX, INT64_MIN};
    for (uint32_t i = 0; i < leaf->domain->alternative_count; i++) {
        const struct spec_alternative *one = &leaf->domain->alternatives[i];
        struct spec_interval values = {spec_base_minimum(leaf->base),
                                       spec_base_maximum(leaf->base)};
        if (!is_integer) {
            if (one->kind == SPEC_RANGE && !check_float_range(facts, one))
                return false;
            bool is_pair = one->kind == SPEC_ZERO || one->kind == SPEC_INF || is_one_literal(one);
            count += is_pair ? 2 : UINT64_MAX;
            continue;
        }
        if (one->kind == SPEC_RANGE && !range_interval(facts, param, leaf, one, &values))
            return false;
        all->low = values.low < all->low ? values.low : all->low;
        all->high = values.high > all->high ? values.high : all->high;
        count += values.high - values.low + 1;
    }
    *distinct = count < UINT64_MAX ? (uint64_t)count : UINT64_MAX;
    return true;
}

static bool check_scalars(struct facts *facts) {
    struct spec_draft *draft = facts->draft;
    for (uint32_t i = 0; i < draft->kernel->scalar_count; i++) {
        uint32_t index = draft->kernel->scalar_order[i];
        const struct spec_param *param = &draft->params[index];
        for (uint32_t j = 0; j < param->leaf_count; j++) {
            uint64_t distinct;
            if (!check_alternatives(facts, param, &param->leaves[j], &facts->scalars[index],
                                    &distinct))
                return false;
        }
    }
    return true;
}

static bool fail_unbounded(const struct facts *facts, const struct spec_param *param,
                           const char *cause) {
    const char *names = names_in(facts, param->extent);
    return base_fail_at(facts->draft->reader->diag, param->extent->place, "'%s[%s]' %s; %s%s",
                        param->name, param->extent->text, cause,
                        *names == '\0' ? "shorten it" : "narrow the domain of ", names);
}

static bool measure_array(struct facts *facts, struct spec_param *param,
                          struct spec_interval *extent) {
    *extent = spec_expr_interval(param->extent, facts->scalars);
    if (is_empty(*extent))
        return fail(facts, param->extent->place, "this divides by zero, whatever is passed");
    if (extent->high < 0)
        return base_fail_at(facts->draft->reader->diag, param->extent->place,
                            "the extent [%s] is negative, whatever is passed", param->extent->text);
    if (extent->high == UINT64_MAX)
        return fail_unbounded(facts, param, "has no bound");
    param->extent_max = (uint64_t)extent->high;
    spec_wide bytes = extent->high * (spec_wide)param->element_size;
    bytes += facts->draft->kernel->memory_bytes;
    if (bytes > (spec_wide)memory_limit_bytes)
        return fail_unbounded(facts, param, "brings the kernel's arrays beyond 1 GiB");
    facts->draft->kernel->memory_bytes = (uint64_t)bytes;
    return true;
}

/// Partitions and permutations, whose values depend on the array's extent.
static bool check_whole(const struct facts *facts, const struct spec_param *param,
                        const struct spec_leaf *leaf, struct spec_interval extent) {
    const struct spec_alternative *one = leaf->domain->alternatives;
    struct base_diag *diag = facts->draft->reader->diag;
    spec_wide most = spec_base_maximum(leaf->base);
    const char *name = leaf_name(facts, param, leaf);
    if (one->kind == SPEC_PERMUTATION && extent.high - 1 > most)
        return base_fail_at(diag, one->place,
                            "a permutation of '%s[%s]' needs values up to %s: %s holds at most %s",
                            name, param->extent->text, wide_text(facts, extent.high - 1),
                            leaf->spelling, wide_text(facts, most));
    if (one->kind != SPEC_PARTITION)
        return true;
    struct spec_interval last = spec_expr_interval(one->size, facts->scalars);
    if (is_empty(last) || last.high < 0)
        return fail(facts, one->place, "a partition ends with 0 or more; this one never does");
    if (last.high > most)
        return fail_outside(facts, one, name, leaf, last.high, one->size);
    return true;
}

static bool check_array(struct facts *facts, struct spec_param *param) {
    struct spec_interval extent, values;
    if (!measure_array(facts, param, &extent))
        return false;
    for (uint32_t i = 0; i < param->leaf_count; i++) {
        const struct spec_leaf *leaf = &param->leaves[i];
        uint64_t distinct;
        if (!check_alternatives(facts, param, leaf, &values, &distinct) ||
            !check_whole(facts, param, leaf, extent))
            return false;
        if (leaf->domain->is_unique && extent.low > 0 && (spec_wide)distinct < extent.low)
            return base_fail_at(facts->draft->reader->diag, leaf->domain->place,
                                "'%s' has at least %s elements, but its domain only %s different "
                                "values",
                                leaf_name(facts, param, leaf), wide_text(facts, extent.low),
                                wide_text(facts, (spec_wide)distinct));
    }
    return true;
}

static bool check_slices(const struct facts *facts, const struct spec_param *param) {
    for (uint32_t i = 0; i < param->leaf_count; i++) {
        const struct spec_compare *compare = param->leaves[i].compare;
        if (compare == NULL || compare->slice == NULL)
            continue;
        struct spec_interval slice = spec_expr_interval(compare->slice, facts->scalars);
        if (is_empty(slice) || slice.high <= 0)
            return base_fail_at(facts->draft->reader->diag, compare->slice->place,
                                "the slice [..%s] is empty, whatever is passed",
                                compare->slice->text);
    }
    return true;
}

/// What is known at one point of @bench: the values it names.
struct point {
    const struct spec_bench_point *bench;
    uint32_t known;
    spec_wide values[SPEC_PARAMS_MAX];
};

/// Whether the value lies in an alternative; true where that depends on a scalar left open.
static bool may_hold(const struct point *point, const struct spec_alternative *one,
                     spec_wide value) {
    spec_wide low, high;
    if (one->kind != SPEC_RANGE || (alternative_params(one) & ~point->known) != 0)
        return true;
    return spec_evaluate(one->low.expr, point->values, 0, &low) &&
           spec_evaluate(one->high.expr, point->values, 0, &high) && value >= low &&
           value <= high - one->high_is_open;
}

static bool check_point(const struct facts *facts, const struct spec_bench_point *bench) {
    const struct spec_draft *draft = facts->draft;
    struct point point = {.bench = bench};
    for (uint32_t i = 0; i < bench->count; i++) {
        point.known |= UINT32_C(1) << bench->params[i];
        point.values[bench->params[i]] = bench->values[i];
    }
    for (uint32_t i = 0; i < bench->count; i++) {
        const struct spec_param *param = &draft->params[bench->params[i]];
        const struct spec_domain *domain = param->leaves->domain;
        bool holds = false;
        for (uint32_t j = 0; j < domain->alternative_count; j++)
            holds |= may_hold(&point, &domain->alternatives[j], bench->values[i]);
        if (!holds)
            return base_fail_at(draft->reader->diag, draft->bench_place,
                                "%s = %s lies outside the domain of '%s'", param->name,
                                wide_text(facts, bench->values[i]), param->name);
    }
    for (uint32_t i = 0; i < draft->kernel->param_count; i++) {
        const struct spec_param *param = &draft->params[i];
        spec_wide extent;
        if (!param->is_array || (spec_expr_params(param->extent) & ~point.known) != 0)
            continue;
        if (!spec_evaluate(param->extent, point.values, 0, &extent) || extent < 0)
            return base_fail_at(draft->reader->diag, draft->bench_place,
                                "'%s[%s]' has no length at one of these sizes", param->name,
                                param->extent->text);
    }
    return true;
}

static bool check_bench(const struct facts *facts) {
    const struct spec_draft *draft = facts->draft;
    const struct spec_kernel *kernel = draft->kernel;
    for (uint32_t i = 0; i < kernel->bench_point_count; i++)
        if (!check_point(facts, &kernel->bench_points[i]))
            return false;
    for (uint32_t i = 0; kernel->bench_point_count > 0 && i < kernel->param_count; i++) {
        const struct spec_param *param = &draft->params[i];
        bool is_open = param->is_length && facts->scalars[i].low != facts->scalars[i].high;
        for (uint32_t j = 0; j < kernel->bench_points->count; j++)
            is_open &= kernel->bench_points->params[j] != i;
        if (is_open)
            return base_fail_at(draft->reader->diag, draft->bench_place,
                                "@bench leaves '%s' open, on which the length of an array depends",
                                param->name);
    }
    return true;
}

bool spec_check_kernel(struct spec_draft *draft) {
    struct facts facts = {.draft = draft};
    struct spec_kernel *kernel = draft->kernel;
    if (!check_extents(&facts))
        return false;
    set_default_domains(&facts);
    if (!order_scalars(&facts) || !check_scalars(&facts))
        return false;
    for (uint32_t i = 0; i < kernel->param_count; i++)
        if (draft->params[i].is_array &&
            (!check_array(&facts, &draft->params[i]) || !check_slices(&facts, &draft->params[i])))
            return false;
    if (!check_bench(&facts))
        return false;
    size_t bytes = kernel->param_count * sizeof *draft->params;
    kernel->params = memcpy(base_pool_take(draft->reader->pool, bytes + 1), draft->params, bytes);
    return true;
}
