#include "spec/show.h"

#include <stdlib.h>
#include <string.h>

/// One row a number, a struct or the result; the columns of the table.
enum column {
    COLUMN_NAME,
    COLUMN_ROLE,
    COLUMN_TYPE,
    COLUMN_MOST,
    COLUMN_ALIGN,
    COLUMN_DOMAIN,
    COLUMN_COMPARE,
    COLUMN_COUNT,
};

static const char *const titles[COLUMN_COUNT] = {"name",  "role",   "type",    "at most",
                                                 "align", "values", "compared"};

struct row {
    const char *cells[COLUMN_COUNT];
};

struct table {
    struct base_pool pool;
    struct row *rows;
    size_t count;
};

static const char *bound_text(const struct spec_bound *bound) {
    return bound->text != NULL ? bound->text : "?";
}

static const char *alternative_text(struct base_pool *pool, const struct spec_alternative *one) {
    static const char *const words[] = {"any",  "finite", "normal", "subnormal",
                                        "zero", "inf",    "nan"};
    if (one->kind < SPEC_RANGE)
        return words[one->kind];
    if (one->kind == SPEC_PARTITION)
        return base_pool_format(pool, "partition(%s)", one->size->text);
    if (one->kind == SPEC_PERMUTATION)
        return "permutation";
    if (one->kind == SPEC_WITH)
        return base_pool_format(pool, "with %s", one->name);
    const char *low = bound_text(&one->low), *high = bound_text(&one->high);
    // One value is a range whose ends were written once.
    if (low == high)
        return low;
    return base_pool_format(pool, "%s%s%s", low, one->high_is_open ? "..<" : "..", high);
}

static const char *domain_text(struct base_pool *pool, const struct spec_domain *domain) {
    const char *text = "";
    for (uint32_t i = 0; i < domain->alternative_count; i++)
        text = base_pool_format(pool, "%s%s%s", text, i > 0 ? " | " : "",
                                alternative_text(pool, &domain->alternatives[i]));
    bool is_told = domain->is_default && domain->alternatives->kind != SPEC_ANY;
    return base_pool_format(pool, "%s%s%s%s", text, domain->is_sorted ? " sorted" : "",
                            domain->is_unique ? " unique" : "", is_told ? " (default)" : "");
}

static const char *rule_text(struct base_pool *pool, const struct spec_rule *rule) {
    static const char *const words[] = {"bits", "value", "near",   "ulp",
                                        "abs",  "rel",   "ignore", "with"};
    if (rule->kind == SPEC_COMPARE_WITH)
        return base_pool_format(pool, "with %s", rule->name);
    // The fewest digits that read back as the same number.
    for (int digits = 1; rule->has_tolerance && digits <= 17; digits++) {
        const char *text =
            base_pool_format(pool, "%s %.*g", words[rule->kind], digits, rule->tolerance);
        if (strtod(strchr(text, ' '), NULL) == rule->tolerance)
            return text;
    }
    return words[rule->kind];
}

static const char *compare_text(struct base_pool *pool, const struct spec_compare *compare) {
    const char *text = "";
    for (uint32_t i = 0; i < compare->rule_count; i++)
        text = base_pool_format(pool, "%s%s%s", text, i > 0 ? " | " : "",
                                rule_text(pool, &compare->rules[i]));
    if (compare->slice != NULL)
        text = base_pool_format(pool, "%s, only [..%s]", text, compare->slice->text);
    return compare->is_default ? base_pool_format(pool, "%s (default)", text) : text;
}

static struct row *add_row(struct table *table) {
    struct row *row = &table->rows[table->count++];
    for (int i = 0; i < COLUMN_COUNT; i++)
        row->cells[i] = "";
    return row;
}

static void fill_leaf(struct table *table, struct row *row, const struct spec_param *param,
                      const struct spec_leaf *leaf) {
    row->cells[COLUMN_TYPE] =
        leaf->count > 1 ? base_pool_format(&table->pool, "%s[%zu]", leaf->spelling, leaf->count)
                        : leaf->spelling;
    if (param->role != SPEC_OUT)
        row->cells[COLUMN_DOMAIN] = domain_text(&table->pool, leaf->domain);
    if (leaf->compare != NULL)
        row->cells[COLUMN_COMPARE] = compare_text(&table->pool, leaf->compare);
}

static void add_param(struct table *table, const struct spec_param *param) {
    static const char *const roles[] = {"in", "out", "in,out"};
    struct row *row = add_row(table);
    row->cells[COLUMN_NAME] = param->name;
    row->cells[COLUMN_ROLE] = roles[param->role];
    if (param->is_array) {
        row->cells[COLUMN_NAME] =
            base_pool_format(&table->pool, "%s[%s]", param->name, param->extent->text);
        row->cells[COLUMN_MOST] =
            base_pool_format(&table->pool, "%llu", (unsigned long long)param->extent_max);
    }
    if (param->alignment > 0)
        row->cells[COLUMN_ALIGN] = base_pool_format(&table->pool, "%zu", param->alignment);
    if (param->structure == NULL) {
        fill_leaf(table, row, param, param->leaves);
        if (param->is_void)
            row->cells[COLUMN_TYPE] = "void (bytes)";
        return;
    }
    row->cells[COLUMN_TYPE] = param->spelling;
    for (uint32_t i = 0; i < param->leaf_count; i++) {
        bool is_repeated = false;
        for (uint32_t j = 0; j < i; j++)
            is_repeated |= strcmp(param->leaves[i].path, param->leaves[j].path) == 0;
        if (is_repeated)
            continue;
        struct row *inner = add_row(table);
        inner->cells[COLUMN_NAME] = base_pool_format(&table->pool, "  .%s", param->leaves[i].path);
        fill_leaf(table, inner, param, &param->leaves[i]);
    }
}

/// Characters, not bytes: the user's text may hold any of them.
static int width_of(const char *text) {
    int width = 0;
    for (; *text != '\0'; text++)
        width += ((unsigned char)*text & 0xc0) != 0x80;
    return width;
}

static void print_table(const struct table *table, FILE *out) {
    int widths[COLUMN_COUNT] = {0};
    for (size_t i = 0; i < table->count; i++)
        for (int column = 0; column < COLUMN_COUNT; column++) {
            int width = width_of(table->rows[i].cells[column]);
            widths[column] = width > widths[column] ? width : widths[column];
        }
    for (int column = 0; column < COLUMN_COUNT; column++)
        // A column that says nothing is left out, with its title.
        if (widths[column] > 0 && width_of(titles[column]) > widths[column])
            widths[column] = width_of(titles[column]);
    for (size_t i = 0; i <= table->count; i++) {
        const char *const *cells = i == 0 ? titles : table->rows[i - 1].cells;
        int pending = 2;
        for (int column = 0; column < COLUMN_COUNT; column++) {
            if (widths[column] == 0)
                continue;
            int space = widths[column] - width_of(cells[column]);
            bool is_right = column == COLUMN_MOST || column == COLUMN_ALIGN;
            // Blanks are only written before a text, so that no line ends with one.
            if (*cells[column] != '\0')
                fprintf(out, "%*s%s", pending + (is_right ? space : 0), "", cells[column]);
            pending =
                *cells[column] == '\0' ? pending + widths[column] + 2 : (is_right ? 0 : space) + 2;
        }
        fputc('\n', out);
    }
}

static void print_bench(const struct spec_kernel *kernel, FILE *out) {
    for (uint32_t i = 0; i < kernel->bench_point_count; i++) {
        const struct spec_bench_point *point = &kernel->bench_points[i];
        fputs(i == 0 ? "  bench   " : "          ", out);
        for (uint32_t j = 0; j < point->count; j++)
            fprintf(out, "%s%s = %lld", j > 0 ? ", " : "", kernel->params[point->params[j]].name,
                    (long long)point->values[j]);
        fputc('\n', out);
    }
}

static void print_bytes(uint64_t bytes, FILE *out) {
    if (bytes == 0)
        fputs("no arrays", out);
    else if (bytes < 1024)
        fprintf(out, "at most %llu bytes", (unsigned long long)bytes);
    else if (bytes < 1024 * 1024)
        fprintf(out, "at most %.1f KiB", (double)bytes / 1024);
    else
        fprintf(out, "at most %.1f MiB", (double)bytes / (1024 * 1024));
}

static void print_prose(const char *prose, FILE *out) {
    while (*prose != '\0') {
        size_t length = strcspn(prose, "\n");
        if (length > 0)
            fprintf(out, "  %.*s", (int)length, prose);
        fputc('\n', out);
        prose += length + (prose[length] == '\n');
    }
}

void spec_show(const struct spec_kernel *kernel, FILE *out) {
    struct table table = {.pool = {NULL}};
    size_t rows = 1 + kernel->result.leaf_count;
    for (uint32_t i = 0; i < kernel->param_count; i++)
        rows += 1 + kernel->params[i].leaf_count;
    table.rows = base_pool_take_array(&table.pool, rows, sizeof *table.rows);
    for (uint32_t i = 0; i < kernel->param_count; i++)
        add_param(&table, &kernel->params[i]);
    if (kernel->result.base != SPEC_VOID)
        add_param(&table, &kernel->result);
    fprintf(out, "%s\n", kernel->name);
    print_prose(kernel->prose, out);
    fputc('\n', out);
    print_table(&table, out);
    fputc('\n', out);
    print_bench(kernel, out);
    if (kernel->has_gate)
        fprintf(out, "  gate    at least %gx\n", kernel->gate);
    fputs("  memory  ", out);
    print_bytes(kernel->memory_bytes, out);
    fputc('\n', out);
    base_pool_free(&table.pool);
}
