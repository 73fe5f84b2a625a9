#include "corpus/case.h"

#include "corpus/case_number.h"
#include "corpus/domain.h"

#include <ctype.h>
#include <inttypes.h>

enum {
    /// Arrays of floats up to this length have one number per line, with its decimal value.
    REMARKED_MAX = 64,
    LINE_WIDTH = 96,
    /// As many equal elements in a row are written as one with a factor.
    RUN_MIN = 3,
};

static void write_quoted(FILE *out, const char *key, const char *text) {
    if (text == NULL || text[0] == '\0')
        return;
    fprintf(out, "%s \"", key);
    for (const unsigned char *letter = (const unsigned char *)text; *letter != '\0'; letter++) {
        if (*letter == '"' || *letter == '\\')
            fprintf(out, "\\%c", *letter);
        else if (*letter < ' ' || *letter == 0x7f)
            fprintf(out, "\\x%02x", *letter);
        else
            fputc(*letter, out);
    }
    fputs("\"\n", out);
}

static void write_origin(const struct corpus_origin *origin, FILE *out) {
    write_quoted(out, "header", origin->header);
    write_quoted(out, "reference", origin->reference);
    write_quoted(out, "optimized", origin->optimized);
    write_quoted(out, "verdict", origin->verdict);
    write_quoted(out, "entry_state", origin->entry_state);
    write_quoted(out, "tolerance", origin->tolerance);
    if (origin->timeout_ms > 0)
        fprintf(out, "timeout_ms %" PRIu64 "\n", origin->timeout_ms);
    fprintf(out, "seed 0x%" PRIx64 "\n", origin->seed);
    if (origin->index >= 0)
        fprintf(out, "index %" PRId64 "\n", origin->index);
    if (origin->first_index >= 0)
        fprintf(out, "first_index %" PRId64 "\n", origin->first_index);
}

static uint64_t leaf_bits(const struct spec_param *param, const struct spec_leaf *leaf,
                          const uint8_t *element, size_t index) {
    size_t offset = corpus_leaf_offset(param, leaf, index);
    return corpus_number_get(element + offset, 0, spec_base_size(leaf->base));
}

/// One element: a number, or `{x 0x1p+0, pos 0x0p+0 0x0p+0, id 3}`. Returns its width.
static int write_element(const struct spec_param *param, const uint8_t *element, FILE *out) {
    char text[CORPUS_NUMBER_TEXT_BYTES];
    if (param->base != SPEC_STRUCT) {
        corpus_number_write(param->base, leaf_bits(param, &param->leaves[0], element, 0), text);
        return fprintf(out, "%s", text);
    }
    int width = fprintf(out, "{");
    for (uint32_t i = 0; i < param->leaf_count; i++) {
        const struct spec_leaf *leaf = &param->leaves[i];
        width += fprintf(out, "%s%s", i > 0 ? ", " : "", leaf->path);
        for (size_t k = 0; k < leaf->count; k++) {
            corpus_number_write(leaf->base, leaf_bits(param, leaf, element, k), text);
            width += fprintf(out, " %s", text);
        }
    }
    return width + fprintf(out, "}");
}

static bool elements_equal(const struct spec_param *param, const uint8_t *left,
                           const uint8_t *right) {
    for (uint32_t i = 0; i < param->leaf_count; i++)
        for (size_t k = 0; k < param->leaves[i].count; k++)
            if (leaf_bits(param, &param->leaves[i], left, k) !=
                leaf_bits(param, &param->leaves[i], right, k))
                return false;
    return true;
}

/// Elements in lines: structs and few floats one per line, else as many as fit; then a line names
/// the index that it starts with.
static void write_elements(const struct spec_param *param, const struct corpus_argument *argument,
                           FILE *out) {
    bool is_float = spec_base_is_float(param->base);
    bool one_per_line = param->base == SPEC_STRUCT || (is_float && argument->count <= REMARKED_MAX);
    int width = 0;
    uint64_t line_start = 0;
    for (uint64_t i = 0; i < argument->count;) {
        const uint8_t *element = argument->data + i * param->element_size;
        uint64_t run = 1;
        while (i + run < argument->count &&
               elements_equal(param, element, element + run * param->element_size))
            run++;
        run = run < RUN_MIN ? 1 : run;
        width += width == 0 ? fprintf(out, " ") : 0;
        width += fprintf(out, " ") + write_element(param, element, out);
        if (run > 1)
            width += fprintf(out, " * %" PRIu64, run);
        i += run;
        char remark[CORPUS_NUMBER_TEXT_BYTES] = "";
        if (one_per_line && is_float)
            corpus_number_remark(param->base, corpus_number_get(element, 0, param->element_size),
                                 remark);
        if (!one_per_line && width < LINE_WIDTH - 32 && i < argument->count)
            continue;
        if (remark[0] != '\0')
            fprintf(out, " # %s", remark);
        else if (!one_per_line && (line_start > 0 || i < argument->count))
            fprintf(out, " # [%" PRIu64 "]", line_start);
        fputc('\n', out);
        width = 0;
        line_start = i;
    }
}

static const char *enumerator_of(const struct spec_param *param, spec_wide value) {
    for (uint32_t i = 0; param->enumeration != NULL && i < param->enumeration->count; i++)
        if (param->enumeration->values[i] == value)
            return param->enumeration->names[i];
    return "";
}

static void write_scalar(const struct spec_param *param, const struct corpus_argument *argument,
                         FILE *out) {
    char text[CORPUS_NUMBER_TEXT_BYTES], remark[CORPUS_NUMBER_TEXT_BYTES];
    fprintf(out, "%s = ", param->name);
    if (param->base == SPEC_STRUCT) {
        write_element(param, argument->data, out);
        fputc('\n', out);
        return;
    }
    corpus_number_write(param->base, argument->bits, text);
    corpus_number_remark(param->base, argument->bits, remark);
    const char *name = enumerator_of(param, spec_base_is_integer(param->base)
                                                ? corpus_place_of_bits(param->base, argument->bits)
                                                : 0);
    const char *note = remark[0] != '\0' ? remark : name;
    fprintf(out, "%s%s%s\n", text, note[0] != '\0' ? " # " : "", note);
}

static void write_array(const struct spec_param *param, const struct corpus_argument *argument,
                        FILE *out) {
    fprintf(out, "%s = %" PRIu64 " %s at ", param->name, argument->count, param->spelling);
    if (argument->placement == CORPUS_AT_OFFSET)
        fprintf(out, "offset %" PRIu32 "\n", argument->offset);
    else
        fprintf(out, "%s\n", argument->placement == CORPUS_AT_END ? "end" : "start");
    if (param->role != SPEC_OUT)
        write_elements(param, argument, out);
}

static void write_arguments(const struct corpus_case *one, FILE *out) {
    for (uint32_t i = 0; i < one->kernel->param_count; i++) {
        const struct spec_param *param = &one->kernel->params[i];
        if (param->is_array)
            write_array(param, &one->arguments[i], out);
        else
            write_scalar(param, &one->arguments[i], out);
    }
}

void corpus_case_write(const struct corpus_case *one, const struct corpus_origin *origin,
                       FILE *out) {
    fprintf(out, "lockstep case 1\nkernel %s\n", one->kernel->name);
    write_origin(origin, out);
    for (uint32_t i = 0; i < origin->earlier_count; i++) {
        fputs("before\n", out);
        write_arguments(origin->earlier[i], out);
    }
    if (origin->earlier_count > 0)
        fputs("then\n", out);
    write_arguments(one, out);
    fputs("end\n", out);
}
