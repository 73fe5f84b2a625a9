#include "diff/summary.h"

#include "base/bits.h"
#include "diff/number.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    SHORT_ELEMENTS = 16,   ///< of an array that are shown in a summary
    LONG_RUN_ELEMENTS = 4, ///< alike in a row, from which on they are counted
    RESULT_LINES_MAX = 256,
};

static void put_number(enum spec_base base, const uint8_t *bytes, FILE *out) {
    struct diff_number number = diff_number_read(base, bytes);
    if (!spec_base_is_float(base)) {
        bool is_negative = number.integer < 0;
        uint64_t size = (uint64_t)(is_negative ? -number.integer : number.integer);
        fprintf(out, "%s%" PRIu64, is_negative ? "-" : "", size);
    } else if (number.is_nan) {
        fprintf(out, "nan(0x%0*" PRIx64 ")", base == SPEC_F32 ? 8 : 16, number.bits);
    } else {
        fprintf(out, base == SPEC_F32 ? "%.9g" : "%.17g", number.real);
    }
}

static void put_element(const struct spec_param *param, const uint8_t *element, FILE *out) {
    bool is_struct = param->base == SPEC_STRUCT;
    if (is_struct)
        fputc('{', out);
    for (uint32_t i = 0; i < param->leaf_count; i++) {
        const struct spec_leaf *leaf = &param->leaves[i];
        if (is_struct)
            fprintf(out, "%s%s ", i > 0 ? ", " : "", leaf->path);
        for (size_t j = 0; j < leaf->count; j++) {
            if (j > 0)
                fputc(' ', out);
            put_number(leaf->base, element + leaf->offset + j * spec_base_size(leaf->base), out);
        }
    }
    if (is_struct)
        fputc('}', out);
}

/// How many elements from `from` on have the same bytes.
static uint64_t run_length(const struct spec_param *param, const uint8_t *data, uint64_t from,
                           uint64_t count) {
    uint64_t end = from + 1;
    while (end < count && memcmp(data + from * param->element_size,
                                 data + end * param->element_size, param->element_size) == 0)
        end++;
    return end - from;
}

/// A minimized array is mostly zeros: long runs are written once, so that the culprit among them
/// shows.
static void put_array(const struct spec_param *param, const uint8_t *data, uint64_t count,
                      FILE *out) {
    fprintf(out, "%s = {", param->name);
    uint64_t at = 0;
    for (uint32_t shown = 0; at < count && shown < SHORT_ELEMENTS; shown++) {
        uint64_t length = run_length(param, data, at, count);
        fputs(at > 0 ? ", " : "", out);
        put_element(param, data + at * param->element_size, out);
        if (length >= LONG_RUN_ELEMENTS)
            fprintf(out, " (%" PRIu64 " times)", length);
        at += length >= LONG_RUN_ELEMENTS ? length : 1;
    }
    if (at < count)
        fprintf(out, ", … %" PRIu64 " more", count - at);
    fputc('}', out);
}

static void put_case(const struct corpus_case *one, FILE *out) {
    const char *separator = "";
    for (uint32_t i = 0; i < one->kernel->param_count; i++) {
        const struct spec_param *param = &one->kernel->params[i];
        const struct corpus_argument *argument = &one->arguments[i];
        if (param->is_array && param->role == SPEC_OUT)
            continue;
        fputs(separator, out);
        separator = ", ";
        if (param->is_array) {
            put_array(param, argument->data, argument->count, out);
            continue;
        }
        fprintf(out, "%s = ", param->name);
        put_element(param,
                    param->base == SPEC_STRUCT ? argument->data : (const uint8_t *)&argument->bits,
                    out);
    }
    fputc('\n', out);
}

static void put_distance(const struct diff_number *reference, const struct diff_number *optimized,
                         FILE *out) {
    if (reference->is_nan || optimized->is_nan)
        return;
    if (reference->base == SPEC_F32)
        fprintf(out, " (%" PRIu64 " ULP apart)",
                base_ulp_f32((uint32_t)reference->bits, (uint32_t)optimized->bits));
    else if (reference->base == SPEC_F64)
        fprintf(out, " (%" PRIu64 " ULP apart)", base_ulp_f64(reference->bits, optimized->bits));
}

/// How many representable steps of the kernel's type a result lies from the oracle's value; the
/// oracle is first rounded to that type.
static uint64_t oracle_distance(const struct diff_number *number, long double oracle) {
    if (number->base == SPEC_F32)
        return base_ulp_f32((uint32_t)number->bits, base_bits_f32((float)oracle));
    return base_ulp_f64(number->bits, base_bits_f64((double)oracle));
}

static void put_oracle(const struct diff_number *reference, const struct diff_number *optimized,
                       long double oracle, FILE *out) {
    // The sign of a NaN means nothing, and printf would show it.
    fprintf(out, "oracle: %.21Lg", isnan(oracle) ? fabsl(oracle) : oracle);
    if (isnan(oracle) || reference->is_nan || optimized->is_nan) {
        fputc('\n', out);
        return;
    }
    uint64_t first = oracle_distance(reference, oracle);
    uint64_t second = oracle_distance(optimized, oracle);
    const char *who = first <= 1 && second <= 1 ? "both are within 1 ULP"
                      : first <= 1              ? "the optimized side is wrong"
                      : second <= 1             ? "the reference is wrong"
                                                : "both are wrong";
    fprintf(out, "; %s: reference %" PRIu64 ", optimized %" PRIu64 " ULP from it\n", who, first,
            second);
}

void diff_summary_write(const struct diff_subject *subject, const struct corpus_case *one,
                        const struct diff_executor *executor, const struct diff_outcome *outcome,
                        FILE *out) {
    struct diff_results reference, optimized;
    put_case(one, out);
    if (outcome->class != DIFF_DIFFERS || outcome->param == DIFF_NO_PARAM ||
        !diff_executor_results(executor, DIFF_REFERENCE, &reference) ||
        !diff_executor_results(executor, DIFF_OPTIMIZED, &optimized))
        return;
    bool is_return = outcome->param == DIFF_RETURN;
    const struct spec_param *param =
        is_return ? &subject->kernel->result : &subject->kernel->params[outcome->param];
    const struct spec_leaf *leaf = &param->leaves[outcome->leaf];
    size_t at = outcome->element * param->element_size + leaf->offset +
                outcome->number * spec_base_size(leaf->base);
    const uint8_t *expected = is_return ? reference.result : reference.arrays[outcome->param];
    const uint8_t *found = is_return ? optimized.result : optimized.arrays[outcome->param];
    char place[64] = "";
    if (param->is_array)
        snprintf(place, sizeof place, "[%" PRIu64 "]", outcome->element);
    fprintf(out, "%s%s%s%s: reference ", param->name, place, leaf->path[0] != '\0' ? "." : "",
            leaf->path);
    put_number(leaf->base, expected + at, out);
    fputs(", optimized ", out);
    put_number(leaf->base, found + at, out);
    struct diff_number first = diff_number_read(leaf->base, expected + at);
    struct diff_number second = diff_number_read(leaf->base, found + at);
    put_distance(&first, &second, out);
    fputc('\n', out);
    long double oracle;
    if (leaf->path[0] == '\0' && spec_base_is_float(leaf->base) &&
        diff_executor_oracle(executor, outcome->param, outcome->element, &oracle))
        put_oracle(&first, &second, oracle, out);
}

static void put_result(const struct spec_param *param, const char *name, uint64_t count,
                       const uint8_t *reference, const uint8_t *optimized, FILE *out) {
    uint64_t lines = 0;
    for (uint64_t i = 0; i < count; i++) {
        const uint8_t *expected = reference + i * param->element_size;
        const uint8_t *found = optimized + i * param->element_size;
        bool is_same = memcmp(expected, found, param->element_size) == 0;
        // In a long array only what differs is of interest.
        if ((count > SHORT_ELEMENTS && is_same) || lines++ >= RESULT_LINES_MAX)
            continue;
        char place[32] = "";
        if (param->is_array)
            snprintf(place, sizeof place, "[%" PRIu64 "]", i);
        fprintf(out, "  %s%s: reference ", name, place);
        put_element(param, expected, out);
        fputs(", optimized ", out);
        put_element(param, found, out);
        if (!is_same && param->leaf_count == 1 && param->leaves[0].count == 1) {
            struct diff_number first = diff_number_read(param->base, expected);
            struct diff_number second = diff_number_read(param->base, found);
            put_distance(&first, &second, out);
        }
        fputs(is_same ? "\n" : "  <- differ\n", out);
    }
    if (count > SHORT_ELEMENTS)
        fprintf(out, "  %s: %" PRIu64 " elements, %s\n", name, count,
                lines == 0                 ? "the same bytes on both sides"
                : lines > RESULT_LINES_MAX ? "more of them differ than are shown"
                                           : "those not shown have the same bytes on both sides");
}

void diff_results_write(const struct diff_subject *subject, const struct corpus_case *one,
                        const struct diff_executor *executor, FILE *out) {
    const struct spec_kernel *kernel = subject->kernel;
    struct diff_results reference, optimized;
    if (!diff_executor_results(executor, DIFF_REFERENCE, &reference) ||
        !diff_executor_results(executor, DIFF_OPTIMIZED, &optimized))
        return;
    if (kernel->result.base != SPEC_VOID)
        put_result(&kernel->result, "return", 1, reference.result, optimized.result, out);
    for (uint32_t i = 0; i < kernel->param_count; i++)
        if (spec_is_result(&kernel->params[i]))
            put_result(&kernel->params[i], kernel->params[i].name, one->arguments[i].count,
                       reference.arrays[i], optimized.arrays[i], out);
}
