#include "diff/repro_parts.h"

#include "diff/layout.h"
#include "spec/emit.h"

#include <inttypes.h>
#include <string.h>

static uint32_t rule_needs(const struct spec_rule *rule) {
    switch (rule->kind) {
    case SPEC_NEAR:
        return DIFF_REPRO_DISTANCE | DIFF_REPRO_LARGER | DIFF_REPRO_NEAR;
    case SPEC_ABS:
        return DIFF_REPRO_DISTANCE;
    case SPEC_REL:
        return DIFF_REPRO_DISTANCE | DIFF_REPRO_LARGER;
    case SPEC_COMPARE_WITH:
        return DIFF_REPRO_COMPARATOR;
    default:
        return 0;
    }
}

static uint32_t leaf_needs(const struct diff_repro *repro, const struct spec_leaf *leaf) {
    const struct spec_compare *compare = leaf->compare;
    bool is_float = spec_base_is_float(leaf->base);
    bool has_oracle = repro->subject->oracle.function != NULL;
    bool has_magnitude = repro->subject->magnitude.function != NULL;
    uint32_t needs = is_float ? DIFF_REPRO_FLOATS : DIFF_REPRO_INTEGERS | DIFF_REPRO_DISTANCE;
    needs |= compare->slice != NULL ? DIFF_REPRO_SLICE : 0;
    if (is_float && has_oracle && (repro->needs & DIFF_REPRO_PAIR) != 0)
        needs |= DIFF_REPRO_ORACLE | DIFF_REPRO_COMPANION;
    for (uint32_t i = 0; i < compare->rule_count; i++) {
        needs |= rule_needs(&compare->rules[i]);
        if (compare->rules[i].kind == SPEC_NEAR && is_float && has_magnitude)
            needs |= DIFF_REPRO_MAGNITUDE | DIFF_REPRO_COMPANION;
    }
    return needs;
}

/// Whether the failure is of a row among other rows; then finds which rows.
static bool find_noise(struct diff_repro *repro) {
    struct diff_noise noise;
    struct base_diag diag;
    if (repro->outcome->kind != DIFF_KIND_NEIGHBOUR ||
        !diff_noise_create(&noise, repro->kernel, &diag))
        return false;
    bool found = diff_noise_choose(&noise, diff_repro_failing(repro), repro->salt, &repro->noise);
    memcpy(repro->has_rows, noise.is_row, sizeof repro->has_rows);
    diff_noise_free(&noise);
    return found;
}

static void find_needs(struct diff_repro *repro) {
    bool is_unstable = repro->outcome->class == DIFF_UNSTABLE;
    repro->needs = DIFF_REPRO_PAIR;
    if (is_unstable && find_noise(repro))
        repro->needs = DIFF_REPRO_NEIGHBOUR;
    else if (is_unstable)
        repro->needs = repro->case_count > 1 ? DIFF_REPRO_ALONE : DIFF_REPRO_TWICE;
    if (diff_repro_is_leak(repro->outcome->kind))
        repro->needs |= DIFF_REPRO_LEAK;
    // A crash or a trespass may have come of the repetition, where arrays lie elsewhere.
    if (repro->outcome->class != DIFF_DIFFERS)
        repro->needs |= DIFF_REPRO_AGAIN;
    if (repro->case_count > 1)
        repro->needs |= DIFF_REPRO_EARLIER;
    for (uint32_t i = 0; i < repro->kernel->param_count; i++) {
        const struct spec_param *param = &repro->kernel->params[i];
        repro->needs |= diff_repro_is_kept(param) ? DIFF_REPRO_ARRAYS : 0;
        if (!param->is_array || param->role == SPEC_IN)
            continue;
        repro->needs |= DIFF_REPRO_WRITABLE;
        repro->needs |= param->role == SPEC_OUT ? DIFF_REPRO_PURE : 0;
        if (param->role == SPEC_IN_OUT && spec_base_is_float(param->base))
            repro->needs |= DIFF_REPRO_WIDENED;
    }
    const struct diff_comparison *comparison = &repro->subject->comparison;
    for (uint32_t i = 0; i < comparison->target_count; i++)
        if (diff_repro_is_compared(comparison->targets[i].leaf))
            repro->needs |= leaf_needs(repro, comparison->targets[i].leaf);
    repro->needs |= (~repro->needs & DIFF_REPRO_NEGATED) << DIFF_REPRO_NO_SHIFT;
}

static void write_text(const struct diff_repro *repro, const struct diff_repro_text *texts) {
    for (; texts->text != NULL; texts++)
        if ((texts->needs & repro->needs) == texts->needs)
            fputs(texts->text, repro->out);
}

static void write_string(const char *text, size_t length, FILE *out) {
    fputc('"', out);
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (byte == '"' || byte == '\\' || byte == '?')
            fprintf(out, "\\%c", byte);
        else if (byte < 0x20 || byte == 0x7f)
            fprintf(out, "\\%03o", byte);
        else
            fputc(byte, out);
    }
    fputc('"', out);
}

/// The length of the path in `PATH` or `PATH@PATTERN`, and the pattern.
static size_t path_length(const char *specification, const char **pattern) {
    const char *at = strrchr(specification, '@');
    bool has_pattern = at != NULL && at != specification && strchr(at, '/') == NULL;
    *pattern = has_pattern ? at + 1 : "%";
    return has_pattern ? (size_t)(at - specification) : strlen(specification);
}

static void write_symbol(const struct diff_repro *repro, const char *pattern) {
    fputc('"', repro->out);
    for (; *pattern != '\0'; pattern++)
        if (*pattern == '%')
            fputs(repro->kernel->name, repro->out);
        else
            fputc(*pattern, repro->out);
    fputc('"', repro->out);
}

static void write_head(const struct diff_repro *repro) {
    char described[512];
    diff_outcome_describe(repro->kernel, repro->outcome, described, sizeof described);
    fprintf(repro->out,
            "// %s %s\n//\n"
            "//     cc THIS_FILE.c && ./a.out\n//\n"
            "// Found by Lockstep. Needs a C compiler and the two libraries, on x86-64 or AArch64 "
            "with\n"
            "// glibc 2.34 or later. Exit status: 1 the failure is shown, 0 both sides agree, 2 "
            "trouble.\n"
            "// Other builds of the libraries: ./a.out REFERENCE.so OPTIMIZED.so\n\n"
            "#define _GNU_SOURCE\n",
            repro->kernel->name, described);
}

static void write_libraries(const struct diff_repro *repro, const char *reference_path,
                            const char *optimized_path) {
    const char *specifications[2] = {reference_path, optimized_path}, *patterns[2];
    fputs("\n// The reference and the optimized side.\nstatic const char *const paths[2] = {\n",
          repro->out);
    for (int side = 0; side < 2; side++) {
        fputs("    ", repro->out);
        write_string(specifications[side], path_length(specifications[side], &patterns[side]),
                     repro->out);
        fputs(",\n", repro->out);
    }
    fputs("};\nstatic const char *const symbols[2] = {", repro->out);
    write_symbol(repro, patterns[0]);
    fputs(", ", repro->out);
    write_symbol(repro, patterns[1]);
    fputs("};\n", repro->out);
}

static void write_constants(const struct diff_repro *repro) {
    const struct spec_param *result = &repro->kernel->result;
    // A companion's widened result takes up to 16 bytes.
    size_t return_bytes = result->element_size > 16 ? result->element_size : 16;
    bool is_repeated = (repro->needs & DIFF_REPRO_AGAIN) != 0;
    fprintf(repro->out, "\nenum {\n    REPRO_CASES = %" PRIu32 ",%s\n", repro->case_count,
            repro->case_count > 1 ? " // earlier ones, then the one that fails" : "");
    fprintf(repro->out, "    REPRO_CALLS = %" PRIu32 ",%s\n", repro->call_count,
            repro->call_count > repro->case_count
                ? " // all cases in turn, then the one that fails; fewer may do"
                : "");
    bool is_elsewhere = is_repeated && (repro->needs & DIFF_REPRO_NEIGHBOUR) == 0;
    fprintf(repro->out, "    REPRO_TAKES = %d,%s\n", is_repeated ? 2 : 1,
            is_elsewhere ? " // calls with the failing input, elsewhere in memory" : "");
    if ((repro->needs & DIFF_REPRO_ARRAYS) != 0)
        fprintf(repro->out, "    REPRO_ARRAYS = %" PRIu32 ",\n", diff_repro_kept_count(repro));
    fprintf(repro->out, "    REPRO_RESULTS = %" PRIu32 ",\n", diff_repro_each_result(repro, NULL));
    fprintf(repro->out, "    REPRO_RETURN_BYTES = %zu,\n", return_bytes);
    if ((repro->needs & DIFF_REPRO_NEIGHBOUR) != 0)
        fprintf(repro->out,
                "    REPRO_ROWS = %" PRIu64 ",\n    REPRO_KEPT = %" PRIu64
                ", // the row that is watched\n    REPRO_LOUD = %" PRIu64
                ", // the one that takes every other row's place\n",
                repro->noise.rows, repro->noise.kept, repro->noise.loud);
    if ((repro->needs & (DIFF_REPRO_TWICE | DIFF_REPRO_ALONE)) != 0)
        fprintf(repro->out, "    REPRO_SIDE = %d, // the one that is unstable\n",
                repro->outcome->side == DIFF_REFERENCE ? 0 : 1);
    fprintf(repro->out, "    REPRO_TIMEOUT_MS = %" PRIu32 ",\n};\n",
            repro->subject->options->timeout_ms);
    if ((repro->needs & DIFF_REPRO_PURE) != 0)
        fprintf(repro->out, "#define REPRO_FILLER UINT64_C(0x%016" PRIx64 ")\n",
                diff_layout_filler(DIFF_BANK_REFERENCE));
    if ((repro->needs & DIFF_REPRO_ORACLE) != 0)
        fprintf(repro->out, "#define REPRO_ORACLE \"%s_oracle\"\n", repro->kernel->name);
    if ((repro->needs & DIFF_REPRO_MAGNITUDE) != 0)
        fprintf(repro->out, "#define REPRO_MAGNITUDE \"%s_magnitude\"\n", repro->kernel->name);
    // The second is diff_run_case's for the repetition of a call.
    uint64_t again = is_elsewhere ? ~repro->salt * 0x9e3779b97f4a7c15u : repro->salt;
    fprintf(repro->out, "static %suint64_t salts[REPRO_TAKES] = {0x%016" PRIx64 "u",
            is_repeated ? "" : "const ", repro->salt);
    if (is_repeated)
        fprintf(repro->out, ", 0x%016" PRIx64 "u", again);
    fputs("};\n", repro->out);
}

static const char *const includes =
    "#include <dlfcn.h>\n#include <errno.h>\n#include <inttypes.h>\n#include <math.h>\n"
    "#include <signal.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n"
    "#include <sys/mman.h>\n#include <sys/time.h>\n#include <sys/wait.h>\n#include <unistd.h>\n";

void diff_repro_write(const struct diff_subject *subject, uint32_t variant,
                      const struct corpus_case *one, const struct diff_repro_earlier *earlier,
                      const struct diff_outcome *outcome, uint64_t salt, const char *reference_path,
                      const char *optimized_path, FILE *out) {
    struct base_pool pool = {0};
    const struct corpus_case **cases =
        base_pool_take_array(&pool, (size_t)earlier->count + 1, sizeof *cases);
    for (uint32_t i = 0; i < earlier->count; i++)
        cases[i] = earlier->cases[i];
    cases[earlier->count] = one;
    base_check(variant < subject->variant_count);
    struct diff_repro repro = {.subject = subject,
                               .kernel = subject->kernel,
                               .cases = cases,
                               .case_count = earlier->count + 1,
                               .call_count = earlier->calls + 1,
                               .outcome = outcome,
                               .salt = salt,
                               .out = out};
    find_needs(&repro);
    write_head(&repro);
    spec_emit_types(repro.kernel, out);
    fputs(includes, out);
    fputs(diff_repro_leak_include(outcome->kind), out);
    write_libraries(&repro, reference_path, optimized_path);
    fputs("\n// ---- the case ----\n", out);
    diff_repro_write_cases(&repro);
    fputs("\n// ---- the contract ----\n", out);
    write_constants(&repro);
    diff_repro_write_calls(&repro);
    diff_repro_write_places(&repro);
    diff_repro_write_results(&repro);
    write_text(&repro, diff_repro_numbers);
    diff_repro_write_rules(&repro);
    write_text(&repro, diff_repro_process);
    write_text(&repro, diff_repro_show);
    diff_repro_write_comparators(&repro);
    write_text(&repro, diff_repro_main);
    base_pool_free(&pool);
}
