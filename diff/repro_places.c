#include "diff/repro_parts.h"

#include "base/arena.h"

#include <inttypes.h>

/// Where Lockstep lays an array: as diff_layout_place does, in a slot of the same size.
static size_t placed_start(const struct spec_param *param, const struct base_slot *slot,
                           const struct corpus_argument *argument, enum corpus_placement placement,
                           size_t offset) {
    size_t alignment = param->alignment > 0 ? param->alignment : param->element_align;
    size_t bytes = (size_t)argument->count * param->element_size;
    if (!param->is_array || placement == CORPUS_AT_START)
        return 0;
    if (placement == CORPUS_AT_END)
        return base_slot_at_end(slot, bytes, alignment);
    return base_slot_at_offset(slot, offset & ~(alignment - 1));
}

/// Where it lies for a second call: as diff_run_case repeats one, elsewhere unless the elements are
/// to be the only change.
static size_t other_start(const struct diff_repro *repro, uint32_t param,
                          const struct base_slot *slot, const struct corpus_argument *argument) {
    const struct spec_param *described = &repro->kernel->params[param];
    if ((repro->needs & DIFF_REPRO_NEIGHBOUR) != 0)
        return placed_start(described, slot, argument, argument->placement, argument->offset);
    switch (argument->placement) {
    case CORPUS_AT_END:
        return placed_start(described, slot, argument, CORPUS_AT_START, 0);
    case CORPUS_AT_START:
        return placed_start(described, slot, argument, CORPUS_AT_OFFSET,
                            (size_t)((repro->salt >> 32) + param * 4) % 64);
    case CORPUS_AT_OFFSET:
        return placed_start(described, slot, argument, CORPUS_AT_END, 0);
    }
    base_check(false);
    return 0;
}

static struct base_slot slot_of(const struct spec_param *param) {
    return (struct base_slot){
        .body_bytes = base_slot_body_bytes((size_t)param->extent_max * param->element_size)};
}

static char role_letter(const struct spec_param *param) {
    if (!param->is_array || param->role == SPEC_IN)
        return 'c';
    return param->role == SPEC_OUT ? 'o' : 'i';
}

static void write_array(const struct diff_repro *repro, uint32_t param, bool has_companion) {
    const struct spec_param *described = &repro->kernel->params[param];
    fprintf(repro->out, "    {\"%s\", %zu, '%c', %zu, %" PRIu32 ", ", described->name,
            described->element_size, role_letter(described), slot_of(described).body_bytes, param);
    if (has_companion) {
        const char *widens = "0";
        if (role_letter(described) != 'c' && spec_base_is_float(described->base))
            widens = described->base == SPEC_F32 ? "'f'" : "'d'";
        fprintf(repro->out, "%s, ", widens);
    }
    if ((repro->needs & DIFF_REPRO_NEIGHBOUR) != 0)
        fprintf(repro->out, "%d, ", repro->has_rows[param]);
    fprintf(repro->out, "%" PRIu32 ", {", described->leaf_count);
    for (uint32_t i = 0; i < described->leaf_count; i++)
        fprintf(repro->out, "%s{%zu, %zu}", i > 0 ? ", " : "", described->leaves[i].offset,
                described->leaves[i].count * spec_base_size(described->leaves[i].base));
    fputs("}},\n", repro->out);
}

static void write_input(const struct diff_repro *repro, uint32_t number, uint32_t param) {
    const struct corpus_case *one = repro->cases[number];
    const struct spec_param *described = &repro->kernel->params[param];
    const struct corpus_argument *argument = &one->arguments[param];
    struct base_slot slot = slot_of(described);
    size_t start = placed_start(described, &slot, argument, argument->placement, argument->offset);
    fprintf(repro->out, "        {%" PRIu64 ", {%zu", argument->count, start);
    if ((repro->needs & DIFF_REPRO_AGAIN) != 0)
        fprintf(repro->out, ", %zu", other_start(repro, param, &slot, argument));
    fputs("}, {", repro->out);
    for (uint32_t i = 0; i < described->leaf_count; i++) {
        fputs(i > 0 ? ", " : "", repro->out);
        if (diff_repro_has_table(one, param))
            diff_repro_table_name(described, number + 1, i, repro->out);
        else
            fputs("NULL", repro->out);
    }
    fprintf(repro->out, "}}, // %s\n", described->name);
}

static const char *const array_declaration =
    "\nstruct repro_array {\n"
    "    const char *name;\n"
    "    size_t size;   // bytes of an element\n"
    "    char role;     // c: const, i: in and out, o: out\n"
    "    size_t room;   // bytes between its guard pages\n"
    "    uint64_t salt; // of the bytes around it\n";
static const char *const leaves_declaration =
    "    size_t leaf_count;\n"
    "    struct {\n"
    "        size_t offset, bytes; // a field of every element\n"
    "    } leaves[%u];\n"
    "};\n\n"
    "static const struct repro_array arrays[REPRO_ARRAYS] = {\n";
static const char *const input_declaration =
    "};\n\nstruct repro_input {\n"
    "    size_t count;              // elements\n"
    "    size_t start[REPRO_TAKES]; // bytes from the guard page before it\n"
    "    const void *bits[%u];       // for each field, all elements in a row\n"
    "};\n\n"
    "static const struct repro_input inputs[REPRO_CASES][REPRO_ARRAYS] = {\n";

void diff_repro_write_places(const struct diff_repro *repro) {
    bool has_companion = (repro->needs & DIFF_REPRO_COMPANION) != 0;
    unsigned leaves_max = 1;
    if ((repro->needs & DIFF_REPRO_ARRAYS) == 0)
        return;
    for (uint32_t i = 0; i < repro->kernel->param_count; i++)
        if (repro->kernel->params[i].leaf_count > leaves_max)
            leaves_max = repro->kernel->params[i].leaf_count;
    fputs(array_declaration, repro->out);
    if (has_companion)
        fputs("    char widens;   // f: to double, d: to long double, for companions\n",
              repro->out);
    if ((repro->needs & DIFF_REPRO_NEIGHBOUR) != 0)
        fputs("    int has_rows;\n", repro->out);
    fprintf(repro->out, leaves_declaration, leaves_max);
    for (uint32_t i = 0; i < repro->kernel->param_count; i++)
        if (diff_repro_is_kept(&repro->kernel->params[i]))
            write_array(repro, i, has_companion);
    fprintf(repro->out, input_declaration, leaves_max);
    for (uint32_t i = 0; i < repro->case_count; i++) {
        fputs("    {\n", repro->out);
        for (uint32_t j = 0; j < repro->kernel->param_count; j++)
            if (diff_repro_is_kept(&repro->kernel->params[j]))
                write_input(repro, i, j);
        fputs("    },\n", repro->out);
    }
    fputs("};\n", repro->out);
}
