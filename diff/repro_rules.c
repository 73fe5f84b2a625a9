#include "diff/repro_parts.h"

#include "spec/emit.h"

#include <inttypes.h>

static const struct spec_param *result_param(const struct diff_repro *repro, uint32_t param) {
    return param == DIFF_RETURN ? &repro->kernel->result : &repro->kernel->params[param];
}

static char kind_letter(enum spec_base base) {
    if (spec_base_is_float(base))
        return 'f';
    return spec_base_is_signed(base) ? 'i' : 'u';
}

static void write_result(const struct diff_repro *repro, uint32_t result, uint32_t param,
                         const struct spec_leaf *leaf) {
    const struct spec_param *described = result_param(repro, param);
    (void)result;
    fprintf(repro->out, "    {\"%s\", \"%s\", %" PRId32 ", %zu, %zu, %zu, '%c', %zu},\n",
            described->name, leaf->path,
            param == DIFF_RETURN ? -1 : (int32_t)diff_repro_kept_index(repro, param),
            described->element_size, leaf->offset, leaf->count, kind_letter(leaf->base),
            spec_base_size(leaf->base));
}

/// A slice as C: the failing case's scalars are numbers by now, only the return value is open.
static void write_expr(const struct spec_expr *expr, const spec_wide *values, FILE *out) {
    static const char signs[] = {
        [SPEC_ADD] = '+', [SPEC_SUBTRACT] = '-', [SPEC_MULTIPLY] = '*', [SPEC_DIVIDE] = '/'};
    spec_wide value = 0;
    char literal[64];
    if (expr->operation == SPEC_RETURN) {
        fputs("returned", out);
        return;
    }
    if (expr->operation == SPEC_NUMBER || expr->operation == SPEC_PARAM) {
        spec_evaluate(expr, values, 0, &value);
        diff_repro_literal(value < 0 ? SPEC_I64 : SPEC_U64, (uint64_t)value, literal,
                           sizeof literal);
        fprintf(out, "(__int128)%s", literal);
        return;
    }
    bool divides = expr->operation == SPEC_DIVIDE;
    fputc('(', out);
    if (divides) { // a division by zero leaves nothing to compare
        write_expr(expr->right, values, out);
        fputs(" == 0 ? 0 : ", out);
    }
    write_expr(expr->left, values, out);
    fprintf(out, " %c ", signs[expr->operation]);
    write_expr(expr->right, values, out);
    fputc(')', out);
}

static void write_slice(const struct diff_repro *repro, uint32_t result, uint32_t param,
                        const struct spec_leaf *leaf) {
    spec_wide values[SPEC_PARAMS_MAX];
    (void)param;
    if (leaf->compare->slice == NULL)
        return;
    corpus_case_values(diff_repro_failing(repro), values);
    fprintf(repro->out, "    case %" PRIu32 ": // only %s of them\n        slice = ", result,
            leaf->compare->slice->text);
    write_expr(leaf->compare->slice, values, repro->out);
    fputs(";\n        break;\n", repro->out);
}

/// How many elements of a result are compared.
static void write_count(const struct diff_repro *repro) {
    FILE *out = repro->out;
    bool has_slice = (repro->needs & DIFF_REPRO_SLICE) != 0;
    const struct spec_param *returned = &repro->kernel->result;
    fprintf(out,
            "\n// The number of elements that the contract compares.\n"
            "static size_t count_compared(int result%s) {\n"
            "    size_t count = 1;\n",
            has_slice ? ", const unsigned char *reference_returned" : "");
    if ((repro->needs & DIFF_REPRO_ARRAYS) != 0)
        fputs("    if (results[result].array >= 0)\n"
              "        count = inputs[REPRO_CASES - 1][results[result].array].count;\n",
              out);
    else
        fputs("    (void)result;\n", out);
    if (has_slice) {
        fputs("    __int128 slice = (__int128)count, returned = 0;\n", out);
        if (spec_base_is_integer(returned->base))
            fprintf(out,
                    "    %s value;\n    memcpy(&value, reference_returned, sizeof value);\n"
                    "    returned = (__int128)value;\n",
                    returned->spelling);
        else
            fputs("    (void)reference_returned;\n", out);
        fputs("    (void)returned;\n    switch (result) {\n", out);
        diff_repro_each_result(repro, write_slice);
        fputs("    }\n"
              "    if (slice < (__int128)count)\n"
              "        count = slice < 0 ? 0 : (size_t)slice;\n",
              out);
    }
    fputs("    return count;\n}\n", out);
}

static const char *const result_declaration =
    "\n// The results that the contract compares.\n"
    "struct repro_result {\n"
    "    const char *name, *field;\n"
    "    int array;                       // -1: the return value\n"
    "    size_t stride, offset, numbers;  // of elements; of the field within; in the field\n"
    "    char kind;                       // f: float, i: signed, u: unsigned\n"
    "    size_t size;                     // bytes of a number\n"
    "};\n\n"
    "static const struct repro_result results[REPRO_RESULTS] = {\n";

void diff_repro_write_results(const struct diff_repro *repro) {
    fputs(result_declaration, repro->out);
    diff_repro_each_result(repro, write_result);
    fputs("};\n", repro->out);
    write_count(repro);
    fputc('\n', repro->out);
}

static double tolerance_of(const struct diff_repro *repro, const struct spec_rule *rule) {
    return rule->has_tolerance ? rule->tolerance : repro->subject->options->near_tolerance;
}

static void describe_rule(const struct diff_repro *repro, const struct spec_rule *rule) {
    static const char *const names[] = {
        [SPEC_BITS] = "bits",     [SPEC_EQUAL_VALUE] = "value", [SPEC_NEAR] = "near",
        [SPEC_ULP] = "ulp",       [SPEC_ABS] = "abs",           [SPEC_REL] = "rel",
        [SPEC_IGNORE] = "ignore", [SPEC_COMPARE_WITH] = "with"};
    fputs(names[rule->kind], repro->out);
    if (rule->kind == SPEC_COMPARE_WITH)
        fprintf(repro->out, " %s", rule->name);
    if (rule->kind == SPEC_NEAR || rule->kind == SPEC_ULP || rule->kind == SPEC_ABS ||
        rule->kind == SPEC_REL)
        fprintf(repro->out, " %g", tolerance_of(repro, rule));
}

static void describe_rules(const struct diff_repro *repro, uint32_t result, uint32_t param,
                           const struct spec_leaf *leaf) {
    fprintf(repro->out, "    case %" PRIu32 ": // %s%s%s: ", result,
            result_param(repro, param)->name, leaf->path[0] != '\0' ? "." : "", leaf->path);
    for (uint32_t i = 0; i < leaf->compare->rule_count; i++) {
        fputs(i > 0 ? " | " : "", repro->out);
        describe_rule(repro, &leaf->compare->rules[i]);
    }
    fputs("\n        return ", repro->out);
}

static void write_rule(const struct diff_repro *repro, const struct spec_rule *rule,
                       const struct spec_leaf *leaf) {
    double tolerance = tolerance_of(repro, rule);
    switch (rule->kind) {
    case SPEC_IGNORE:
        fputs("1", repro->out);
        break;
    case SPEC_EQUAL_VALUE:
        fputs("r.value == o.value", repro->out);
        break;
    case SPEC_NEAR:
        fprintf(repro->out, "distance(r, o) <= %aL * ", tolerance);
        if ((repro->needs & DIFF_REPRO_MAGNITUDE) != 0)
            fputs("(scale >= 0 ? scale : at_least_one(larger(r, o)))", repro->out);
        else
            fputs("at_least_one(larger(r, o))", repro->out);
        break;
    case SPEC_ULP:
        fprintf(repro->out, "count_steps(r, o, %zu) <= %aL", spec_base_size(leaf->base), tolerance);
        break;
    case SPEC_ABS:
        fprintf(repro->out, "distance(r, o) <= %aL", tolerance);
        break;
    case SPEC_REL:
        fprintf(repro->out, "distance(r, o) <= %aL * larger(r, o)", tolerance);
        break;
    case SPEC_BITS:
    case SPEC_COMPARE_WITH:
        fputs("0", repro->out);
        break;
    }
}

static void write_accepted(const struct diff_repro *repro, uint32_t result, uint32_t param,
                           const struct spec_leaf *leaf) {
    describe_rules(repro, result, param, leaf);
    for (uint32_t i = 0; i < leaf->compare->rule_count; i++) {
        fputs(i > 0 ? " ||\n               " : "", repro->out);
        write_rule(repro, &leaf->compare->rules[i], leaf);
    }
    fputs(";\n", repro->out);
}

static uint32_t count_comparators(const struct spec_leaf *leaf) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < leaf->compare->rule_count; i++)
        count += leaf->compare->rules[i].kind == SPEC_COMPARE_WITH;
    return count;
}

static void write_comparators(const struct diff_repro *repro, uint32_t result, uint32_t param,
                              const struct spec_leaf *leaf) {
    if (count_comparators(leaf) == 0)
        return;
    bool is_first = true;
    describe_rules(repro, result, param, leaf);
    for (uint32_t i = 0; i < leaf->compare->rule_count; i++) {
        if (leaf->compare->rules[i].kind != SPEC_COMPARE_WITH)
            continue;
        fprintf(repro->out, "%sask_comparator(\"%s\", &results[result], r, o, count)",
                is_first ? "" : " ||\n               ", leaf->compare->rules[i].name);
        is_first = false;
    }
    fputs(";\n", repro->out);
}

static void write_rejected(const struct diff_repro *repro, uint32_t result, uint32_t param,
                           const struct spec_leaf *leaf) {
    (void)param;
    // Any other rule that accepts every number suffices.
    if (count_comparators(leaf) > 0 && count_comparators(leaf) == leaf->compare->rule_count)
        fprintf(repro->out, " || result == %" PRIu32, result);
}

static const char *const same_numbers = "    if (r.bits == o.bits)\n        return 1;\n";
static const char *const special_floats =
    "    // NaN equals only NaN, and an infinity only itself.\n"
    "    if (r.value != r.value || o.value != o.value)\n"
    "        return r.value != r.value && o.value != o.value;\n"
    "    if (__builtin_isinf(r.value) || __builtin_isinf(o.value))\n"
    "        return 0;\n";

void diff_repro_write_rules(const struct diff_repro *repro) {
    FILE *out = repro->out;
    bool has_magnitude = (repro->needs & DIFF_REPRO_MAGNITUDE) != 0;
    fprintf(out,
            "// Whether the contract accepts the number o where the reference has r.\n"
            "static int accepts(int result, struct repro_number r, struct repro_number o%s) {\n",
            has_magnitude ? ",\n                   long double scale" : "");
    fputs(same_numbers, out);
    if ((repro->needs & DIFF_REPRO_FLOATS) != 0)
        fputs(special_floats, out);
    fputs("    switch (result) {\n", out);
    diff_repro_each_result(repro, write_accepted);
    fputs("    }\n    return 0;\n}\n\n", out);
}

void diff_repro_write_comparators(const struct diff_repro *repro) {
    FILE *out = repro->out;
    if ((repro->needs & DIFF_REPRO_COMPARATOR) == 0)
        return;
    fputs("static int accepted_by_comparator(int result, const unsigned char *r,\n"
          "                                  const unsigned char *o, size_t count) {\n"
          "    switch (result) {\n",
          out);
    diff_repro_each_result(repro, write_comparators);
    fputs("    }\n    return 0;\n}\n\n"
          "// Whether a comparator has the last word, whatever single numbers look like.\n"
          "static int rejected_without_numbers(int result) {\n    return 0",
          out);
    diff_repro_each_result(repro, write_rejected);
    fputs(";\n}\n\n", out);
}
