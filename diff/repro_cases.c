#include "diff/repro_parts.h"

#include "base/bits.h"
#include "corpus/domain.h"
#include "diff/number.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum {
    TEXT_BYTES = 64,
    /// Equal numbers in a row that are written as one line.
    RUN_MIN = 4,
    /// Beyond so many runs a table has several numbers on a line, and no remarks.
    REMARKED_RUNS_MAX = 256,
    NUMBERS_PER_LINE = 6,
    /// Runs of an array that the running reproducer shows.
    SHOWN_RUNS_MAX = 12,
};

/// All numbers of one leaf of an argument, in a row.
struct leaf_view {
    const struct spec_param *param;
    const struct spec_leaf *leaf;
    const uint8_t *data;
    size_t count;
};

static struct leaf_view view_of(const struct corpus_case *one, uint32_t param, uint32_t leaf) {
    const struct spec_param *described = &one->kernel->params[param];
    const struct corpus_argument *argument = &one->arguments[param];
    return (struct leaf_view){.param = described,
                              .leaf = &described->leaves[leaf],
                              .data = argument->data,
                              .count = (size_t)argument->count * described->leaves[leaf].count};
}

static uint64_t view_bits(const struct leaf_view *view, size_t index) {
    uint64_t bits = 0;
    memcpy(&bits, view->data + corpus_leaf_offset(view->param, view->leaf, index),
           spec_base_size(view->leaf->base));
    return bits;
}

static size_t run_end(const struct leaf_view *view, size_t first) {
    uint64_t bits = view_bits(view, first);
    size_t end = first + 1;
    while (end < view->count && view_bits(view, end) == bits)
        end++;
    return end;
}

static size_t count_runs(const struct leaf_view *view) {
    size_t runs = 0;
    for (size_t i = 0; i < view->count; i = run_end(view, i))
        runs++;
    return runs;
}

void diff_repro_literal(enum spec_base base, uint64_t bits, char *text, size_t text_bytes) {
    struct diff_number number = diff_number_read(base, (const uint8_t *)&bits);
    if (base == SPEC_F32)
        snprintf(text, text_bytes, "0x%08" PRIx64, bits);
    else if (base == SPEC_F64)
        snprintf(text, text_bytes, "0x%016" PRIx64, bits);
    else if (number.integer == INT64_MIN)
        snprintf(text, text_bytes, "(-9223372036854775807 - 1)");
    else
        snprintf(text, text_bytes, "%s%" PRIu64 "%s", number.integer < 0 ? "-" : "",
                 (uint64_t)(number.integer < 0 ? -number.integer : number.integer),
                 number.integer > INT64_MAX ? "u" : "");
}

void diff_repro_remark(enum spec_base base, uint64_t bits, char *text, size_t text_bytes) {
    struct diff_number number = diff_number_read(base, (const uint8_t *)&bits);
    if (!spec_base_is_float(base)) {
        snprintf(text, text_bytes, spec_base_is_signed(base) ? "%" PRId64 : "%" PRIu64,
                 spec_base_is_signed(base) ? (uint64_t)(int64_t)number.integer : bits);
        return;
    }
    bool is_negative = bits >> (8 * spec_base_size(base) - 1) != 0;
    if (number.is_nan) {
        uint64_t quiet = base == SPEC_F32 ? bits >> 22 & 1 : bits >> 51 & 1;
        snprintf(text, text_bytes, "%s%sNaN 0x%" PRIx64, is_negative ? "-" : "",
                 quiet != 0 ? "" : "signalling ", bits);
        return;
    }
    for (int digits = 1; digits <= 17; digits++) {
        double back;
        snprintf(text, text_bytes, "%.*g", digits, number.real);
        sscanf(text, "%lf", &back);
        if (base == SPEC_F32 ? (float)back == (float)number.real : back == number.real)
            return;
    }
}

static const char *table_type(enum spec_base base) {
    static const char *const types[] = {
        [SPEC_BOOL] = "uint8_t", [SPEC_I8] = "int8_t",    [SPEC_U8] = "uint8_t",
        [SPEC_I16] = "int16_t",  [SPEC_U16] = "uint16_t", [SPEC_I32] = "int32_t",
        [SPEC_U32] = "uint32_t", [SPEC_I64] = "int64_t",  [SPEC_U64] = "uint64_t",
        [SPEC_F32] = "uint32_t", [SPEC_F64] = "uint64_t",
    };
    base_check(base < sizeof types / sizeof *types && types[base] != NULL);
    return types[base];
}

/// "0x3f800000, // [3] 0x1p+0 = 1", or a range of elements that are alike.
static void write_remarked(const struct leaf_view *view, size_t first, size_t end, FILE *out) {
    char literal[TEXT_BYTES], remark[TEXT_BYTES];
    uint64_t bits = view_bits(view, first);
    enum spec_base base = view->leaf->base;
    diff_repro_literal(base, bits, literal, sizeof literal);
    diff_repro_remark(base, bits, remark, sizeof remark);
    fputs("    ", out);
    if (end - first > 1)
        fprintf(out, "[%zu ... %zu] = ", first, end - 1);
    fprintf(out, "%s,", literal);
    if (spec_base_is_float(base)) {
        struct diff_number number = diff_number_read(base, (const uint8_t *)&bits);
        fprintf(out, " // ");
        if (end - first == 1)
            fprintf(out, "[%zu] ", first);
        if (!number.is_nan && !number.is_infinite)
            fprintf(out, "%a = ", number.real);
        fputs(remark, out);
    }
    fputc('\n', out);
}

static void write_table(const struct leaf_view *view, bool is_remarked, FILE *out) {
    size_t in_line = 0;
    for (size_t i = 0, end; i < view->count; i = end) {
        char literal[TEXT_BYTES];
        end = run_end(view, i);
        bool is_run = end - i >= RUN_MIN;
        if (!is_run)
            end = i + 1;
        if (is_run || is_remarked) {
            fputs(in_line > 0 ? "\n" : "", out);
            in_line = 0;
            write_remarked(view, i, end, out);
            continue;
        }
        diff_repro_literal(view->leaf->base, view_bits(view, i), literal, sizeof literal);
        fprintf(out, "%s%s,", in_line > 0 ? " " : "    ", literal);
        in_line = (in_line + 1) % NUMBERS_PER_LINE;
        fputs(in_line == 0 ? "\n" : "", out);
    }
    fputs(in_line > 0 ? "\n" : "", out);
}

bool diff_repro_has_table(const struct corpus_case *one, uint32_t param) {
    const struct spec_param *described = &one->kernel->params[param];
    return diff_repro_is_kept(described) && described->role != SPEC_OUT &&
           one->arguments[param].count > 0;
}

void diff_repro_table_name(const struct spec_param *param, uint32_t case_number, uint32_t leaf,
                           FILE *out) {
    fprintf(out, "case%" PRIu32, case_number);
    if (param->leaf_count > 1)
        fprintf(out, "_leaf%" PRIu32, leaf);
    fprintf(out, "_%s", param->name);
}

static void write_argument(const struct corpus_case *one, uint32_t param, uint32_t case_number,
                           bool is_remarked, FILE *out) {
    const struct spec_param *described = &one->kernel->params[param];
    for (uint32_t i = 0; diff_repro_has_table(one, param) && i < described->leaf_count; i++) {
        struct leaf_view view = view_of(one, param, i);
        bool is_float = spec_base_is_float(view.leaf->base);
        fprintf(out, "\n// %s%s%s%s: %s%s\n", described->name, described->is_array ? "[]" : "",
                view.leaf->path[0] != '\0' ? "." : "", view.leaf->path, view.leaf->spelling,
                is_float ? ", as bits" : "");
        fprintf(out, "static const %s ", table_type(view.leaf->base));
        diff_repro_table_name(described, case_number, i, out);
        fprintf(out, "[%zu] = {\n", view.count);
        write_table(&view, is_remarked && is_float && count_runs(&view) <= REMARKED_RUNS_MAX, out);
        fputs("};\n", out);
    }
}

static void show_leaf(const struct leaf_view *view, FILE *out) {
    size_t runs = 0;
    fprintf(out, "    puts(\"    %s", view->param->name);
    if (view->param->is_array)
        fprintf(out, "[%zu]", view->count / view->leaf->count);
    fprintf(out, "%s%s = {", view->leaf->path[0] != '\0' ? "." : "", view->leaf->path);
    for (size_t i = 0, end; i < view->count; i = end) {
        char remark[TEXT_BYTES];
        end = run_end(view, i);
        if (runs++ == SHOWN_RUNS_MAX) {
            fputs(", \"\n         \"... all are in the source", out);
            break;
        }
        fputs(i > 0 ? ", " : "", out);
        if (runs > 1 && runs % 4 == 1)
            fputs("\"\n         \"", out);
        diff_repro_remark(view->leaf->base, view_bits(view, i), remark, sizeof remark);
        fputs(remark, out);
        if (end - i > 1)
            fprintf(out, " (%zu times)", end - i);
    }
    fputs("}\");\n", out);
}

static void write_show(const struct diff_repro *repro) {
    const struct corpus_case *one = diff_repro_failing(repro);
    fprintf(repro->out, "\nstatic void show_case(void) {\n    puts(\"%s%s%s\");\n",
            repro->kernel->name, repro->case_count > 1 ? ", after earlier calls," : "",
            repro->kernel->param_count > 0 ? " with" : "");
    for (uint32_t i = 0; i < one->kernel->param_count; i++) {
        const struct spec_param *param = &one->kernel->params[i];
        char remark[TEXT_BYTES];
        if (diff_repro_is_kept(param) && param->role == SPEC_OUT) {
            fprintf(repro->out, "    puts(\"    %s[%" PRIu64 "], to be written\");\n", param->name,
                    one->arguments[i].count);
        } else if (diff_repro_is_kept(param)) {
            for (uint32_t j = 0; j < param->leaf_count; j++) {
                struct leaf_view view = view_of(one, i, j);
                show_leaf(&view, repro->out);
            }
        } else {
            diff_repro_remark(param->base, one->arguments[i].bits, remark, sizeof remark);
            fprintf(repro->out, "    puts(\"    %s = %s\");\n", param->name, remark);
        }
    }
    fputs("}\n", repro->out);
}

void diff_repro_write_cases(const struct diff_repro *repro) {
    for (uint32_t i = 0; i < repro->case_count; i++)
        for (uint32_t j = 0; j < repro->kernel->param_count; j++)
            write_argument(repro->cases[i], j, i + 1, i + 1 == repro->case_count, repro->out);
    write_show(repro);
}
