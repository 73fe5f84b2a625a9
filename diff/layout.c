#include "diff/layout.h"

#include "diff/checks.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/// Inputs that no kernel sees in place: plain reserved memory, touched only as used.
static uint8_t *reserve(size_t bytes, struct base_diag *diag) {
    void *memory = mmap(NULL, bytes > 0 ? bytes : 1, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory != MAP_FAILED)
        return memory;
    base_fail(diag, "no memory for %zu bytes; narrow the contract's domains", bytes);
    return NULL;
}

/// A long row of each side's filler: copying it is faster than storing word after word.
enum { FILLER_ROW_BYTES = 4096 };

static _Alignas(64) uint64_t filler_rows[2][FILLER_ROW_BYTES / 8];

static void make_filler_rows(bool is_poison) {
    for (size_t i = 0; i < FILLER_ROW_BYTES / 8; i++) {
        filler_rows[0][i] = is_poison ? diff_layout_filler(DIFF_BANK_REFERENCE) : 0;
        filler_rows[1][i] = is_poison ? diff_layout_filler(DIFF_BANK_OPTIMIZED) : 0;
    }
}

static void fill_output(uint8_t *bytes, size_t count, enum diff_bank bank) {
    const uint64_t *row = filler_rows[bank == DIFF_BANK_REFERENCE ? 0 : 1];
    for (; count > FILLER_ROW_BYTES; count -= FILLER_ROW_BYTES, bytes += FILLER_ROW_BYTES)
        memcpy(bytes, row, FILLER_ROW_BYTES);
    memcpy(bytes, row, count);
}

static size_t param_capacity(const struct spec_param *param) {
    return (size_t)param->extent_max * param->element_size;
}

bool diff_layout_create(struct diff_layout *layout, const struct spec_kernel *kernel,
                        uint32_t without, struct base_diag *diag) {
    bool is_const = diff_check_is_on(without, DIFF_CHECK_CONST_ARRAYS);
    bool is_guarded = diff_check_is_on(without, DIFF_CHECK_GUARDS);
    *layout = (struct diff_layout){.kernel = kernel, .without = without};
    make_filler_rows(diff_check_is_on(without, DIFF_CHECK_POISON));
    base_slack_vary(diff_check_is_on(without, DIFF_CHECK_VARIED_SLACK));
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        const struct spec_param *param = &kernel->params[i];
        size_t capacity = param_capacity(param);
        bool needs_pristine = param->is_array ? spec_is_result(param) : param->base == SPEC_STRUCT;
        if (needs_pristine && (layout->pristine[i] = reserve(capacity, diag)) == NULL)
            return false;
        if (param->is_array && !spec_is_result(param) &&
            !base_slot_create(&layout->inputs[i], capacity, is_const, is_guarded, diag))
            return false;
        for (int bank = 0; spec_is_result(param) && bank < DIFF_BANKS; bank++)
            if (!base_slot_create(&layout->outputs[bank][i], capacity, false, is_guarded, diag))
                return false;
    }
    return true;
}

void diff_layout_free(struct diff_layout *layout) {
    for (uint32_t i = 0; i < layout->kernel->param_count; i++) {
        size_t capacity = param_capacity(&layout->kernel->params[i]);
        if (layout->pristine[i] != NULL)
            munmap(layout->pristine[i], capacity > 0 ? capacity : 1);
        base_slot_free(&layout->inputs[i]);
        for (int bank = 0; bank < DIFF_BANKS; bank++)
            base_slot_free(&layout->outputs[bank][i]);
    }
}

static const struct base_slot *param_slot(const struct diff_layout *layout, uint32_t param) {
    return spec_is_result(&layout->kernel->params[param])
               ? &layout->outputs[DIFF_BANK_REFERENCE][param]
               : &layout->inputs[param];
}

static size_t placed_start(const struct diff_layout *layout, uint32_t param,
                           const struct corpus_argument *argument) {
    const struct spec_param *described = &layout->kernel->params[param];
    size_t alignment = described->alignment > 0 ? described->alignment : described->element_align;
    const struct base_slot *slot = param_slot(layout, param);
    size_t bytes = (size_t)argument->count * described->element_size;
    switch (argument->placement) {
    case CORPUS_AT_END:
        return base_slot_at_end(slot, bytes, alignment);
    case CORPUS_AT_START:
        return 0;
    case CORPUS_AT_OFFSET:
        return base_slot_at_offset(slot, argument->offset & ~(alignment - 1));
    }
    base_check(false);
    return 0;
}

void diff_layout_place(struct diff_layout *layout, struct corpus_case *one, uint64_t salt) {
    layout->salt = salt;
    for (uint32_t i = 0; i < layout->kernel->param_count; i++) {
        const struct spec_param *param = &layout->kernel->params[i];
        struct corpus_argument *argument = &one->arguments[i];
        argument->capacity = param_capacity(param);
        argument->data = layout->pristine[i];
        if (!param->is_array)
            continue;
        base_check(argument->count <= param->extent_max);
        layout->bytes[i] = (size_t)argument->count * param->element_size;
        layout->starts[i] = placed_start(layout, i, argument);
        if (spec_is_result(param))
            continue;
        argument->data = layout->inputs[i].write + layout->starts[i];
        base_slack_fill(&layout->inputs[i], layout->starts[i], layout->bytes[i], salt + i);
    }
}

void diff_layout_move(struct diff_layout *layout, struct corpus_case *one,
                      const struct corpus_argument *placements, uint64_t salt) {
    for (uint32_t i = 0; i < layout->kernel->param_count; i++) {
        const struct spec_param *param = &layout->kernel->params[i];
        one->arguments[i].placement = placements[i].placement;
        one->arguments[i].offset = placements[i].offset;
        if (!param->is_array || spec_is_result(param))
            continue;
        size_t start = placed_start(layout, i, &one->arguments[i]);
        memmove(layout->inputs[i].write + start, one->arguments[i].data, layout->bytes[i]);
    }
    diff_layout_place(layout, one, salt);
}

uint64_t diff_layout_filler(enum diff_bank bank) {
    // As f32 about 9e16 against −5e−17, as f64 about 1e133 against −1e−133: far apart under every
    // rule, finite (NaN would equal NaN), and every byte differs for the integers' sake.
    const uint64_t filler = 0x5ba1c3d55ba1c3d5u;
    return bank == DIFF_BANK_REFERENCE ? filler : ~filler;
}

void diff_layout_arm(struct diff_layout *layout, enum diff_bank bank, uint8_t **arrays) {
    for (uint32_t i = 0; i < layout->kernel->param_count; i++) {
        const struct spec_param *param = &layout->kernel->params[i];
        arrays[i] = NULL;
        if (!param->is_array)
            continue;
        if (!spec_is_result(param)) {
            arrays[i] = layout->inputs[i].view + layout->starts[i];
            continue;
        }
        const struct base_slot *slot = &layout->outputs[bank][i];
        arrays[i] = slot->view + layout->starts[i];
        if (param->role == SPEC_IN_OUT)
            memcpy(arrays[i], layout->pristine[i], layout->bytes[i]);
        else
            fill_output(arrays[i], layout->bytes[i], bank);
        base_slack_fill(slot, layout->starts[i], layout->bytes[i], layout->salt + i);
    }
}

bool diff_layout_intact(const struct diff_layout *layout, enum diff_bank bank,
                        struct diff_outcome *outcome) {
    bool is_on = diff_check_is_on(layout->without, DIFF_CHECK_SLACK);
    for (uint32_t i = 0; is_on && i < layout->kernel->param_count; i++) {
        const struct spec_param *param = &layout->kernel->params[i];
        ptrdiff_t offset;
        if (!spec_is_result(param) ||
            base_slack_intact(&layout->outputs[bank][i], layout->starts[i], layout->bytes[i],
                              layout->salt + i, &offset))
            continue;
        outcome->class = DIFF_TRESPASSED;
        outcome->kind = offset < 0 ? DIFF_KIND_WRITE_BEFORE : DIFF_KIND_WRITE_AFTER;
        outcome->param = i;
        outcome->stray_bytes = offset < 0 ? offset : offset - (ptrdiff_t)layout->bytes[i];
        return false;
    }
    return true;
}

bool diff_layout_attribute(const struct diff_layout *layout, const void *address, bool is_write,
                           struct diff_outcome *outcome) {
    for (uint32_t i = 0; i < layout->kernel->param_count; i++) {
        ptrdiff_t offset;
        bool is_held = base_slot_holds(&layout->inputs[i], address, &offset);
        for (int bank = 0; !is_held && bank < DIFF_BANKS; bank++)
            is_held = base_slot_holds(&layout->outputs[bank][i], address, &offset);
        if (!is_held)
            continue;
        ptrdiff_t from_start = offset - (ptrdiff_t)layout->starts[i];
        ptrdiff_t past_end = from_start - (ptrdiff_t)layout->bytes[i];
        outcome->class = DIFF_TRESPASSED;
        outcome->param = i;
        outcome->stray_bytes = from_start < 0 ? from_start : past_end;
        if (from_start >= 0 && past_end < 0)
            outcome->kind = DIFF_KIND_WRITE_CONST;
        else if (from_start < 0)
            outcome->kind = is_write ? DIFF_KIND_WRITE_BEFORE : DIFF_KIND_READ_BEFORE;
        else
            outcome->kind = is_write ? DIFF_KIND_WRITE_AFTER : DIFF_KIND_READ_AFTER;
        return true;
    }
    return false;
}
