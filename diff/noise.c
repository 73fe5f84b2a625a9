#include "diff/noise.h"

#include <string.h>
#include <sys/mman.h>

/// The outermost factor of a row-major extent: the leftmost of a product, or the extent itself.
static bool is_outermost(const struct spec_expr *extent, uint32_t length) {
    while (extent->operation == SPEC_MULTIPLY)
        extent = extent->left;
    return extent->operation == SPEC_PARAM && extent->param == length;
}

/// Whether any element may be put in any other's place: true of domains that speak of elements
/// alone, not of order, distinctness or the array as a whole.
static bool is_interchangeable(const struct spec_param *param) {
    for (uint32_t i = 0; i < param->leaf_count; i++) {
        const struct spec_domain *domain = param->leaves[i].domain;
        if (domain->is_sorted || domain->is_unique)
            return false;
        for (uint32_t j = 0; j < domain->alternative_count; j++)
            if (domain->alternatives[j].kind >= SPEC_PARTITION)
                return false;
    }
    return true;
}

static bool has_slice(const struct spec_kernel *kernel) {
    for (uint32_t i = 0; i < kernel->param_count; i++)
        for (uint32_t j = 0; spec_is_result(&kernel->params[i]) && j < kernel->params[i].leaf_count;
             j++)
            if (kernel->params[i].leaves[j].compare->slice != NULL)
                return true;
    return false;
}

/// Marks the arrays that `length` divides into rows; false where that is not at least one input
/// that can be changed and one result.
static bool find_rows(struct diff_noise *noise, uint32_t length) {
    bool has_input = false, has_output = false;
    for (uint32_t i = 0; i < noise->kernel->param_count; i++) {
        const struct spec_param *param = &noise->kernel->params[i];
        noise->is_row[i] = param->is_array && is_outermost(param->extent, length);
        if (!noise->is_row[i])
            continue;
        has_output |= spec_is_result(param);
        bool is_input = param->role != SPEC_OUT;
        if (is_input && !is_interchangeable(param))
            return false;
        has_input |= is_input;
    }
    noise->length = length;
    return has_input && has_output;
}

static size_t capacity_of(const struct spec_param *param) {
    return (size_t)param->extent_max * param->element_size + 1;
}

bool diff_noise_create(struct diff_noise *noise, const struct spec_kernel *kernel,
                       struct base_diag *diag) {
    *noise = (struct diff_noise){.kernel = kernel};
    for (uint32_t i = 0; i < kernel->param_count && !has_slice(kernel); i++)
        if (kernel->params[i].is_length && !noise->has_rows)
            noise->has_rows = find_rows(noise, i);
    for (uint32_t i = 0; noise->has_rows && i < kernel->param_count; i++) {
        const struct spec_param *param = &kernel->params[i];
        if (!noise->is_row[i] || param->role == SPEC_OUT)
            continue;
        void *memory = mmap(NULL, capacity_of(param), PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (memory == MAP_FAILED)
            return base_fail(diag, "no memory for %zu bytes; narrow the contract's domains",
                             capacity_of(param));
        noise->kept[i] = memory;
    }
    return true;
}

void diff_noise_free(struct diff_noise *noise) {
    for (uint32_t i = 0; i < noise->kernel->param_count; i++)
        if (noise->kept[i] != NULL)
            munmap(noise->kept[i], capacity_of(&noise->kernel->params[i]));
}

static uint64_t row_count(const struct diff_noise *noise, const struct corpus_case *one) {
    spec_wide values[SPEC_PARAMS_MAX];
    corpus_case_values(one, values);
    return values[noise->length] > 0 ? (uint64_t)values[noise->length] : 0;
}

static size_t row_bytes(const struct diff_noise *noise, const struct corpus_case *one,
                        uint32_t param, uint64_t rows) {
    return (size_t)(one->arguments[param].count / rows) * noise->kernel->params[param].element_size;
}

bool diff_noise_choose(const struct diff_noise *noise, const struct corpus_case *one, uint64_t salt,
                       struct diff_noise_choice *choice) {
    uint64_t rows = noise->has_rows ? row_count(noise, one) : 0;
    if (rows < 2)
        return false;
    uint64_t kept = salt % rows, loud = (kept + 1 + (salt >> 32) % (rows - 1)) % rows;
    *choice = (struct diff_noise_choice){.rows = rows, .kept = kept, .loud = loud};
    return true;
}

bool diff_noise_make(struct diff_noise *noise, struct corpus_case *one, uint64_t salt,
                     uint64_t *row) {
    struct diff_noise_choice choice;
    if (!diff_noise_choose(noise, one, salt, &choice))
        return false;
    *row = choice.kept;
    for (uint32_t i = 0; i < noise->kernel->param_count; i++) {
        if (noise->kept[i] == NULL)
            continue;
        size_t bytes = row_bytes(noise, one, i, choice.rows);
        uint8_t *data = one->arguments[i].data;
        memcpy(noise->kept[i], data, bytes * choice.rows);
        for (uint64_t j = 0; j < choice.rows; j++)
            if (j != choice.kept)
                memcpy(data + j * bytes, noise->kept[i] + choice.loud * bytes, bytes);
    }
    return true;
}

void diff_noise_undo(struct diff_noise *noise, struct corpus_case *one) {
    uint64_t rows = row_count(noise, one);
    for (uint32_t i = 0; i < noise->kernel->param_count; i++)
        if (noise->kept[i] != NULL)
            memcpy(one->arguments[i].data, noise->kept[i], row_bytes(noise, one, i, rows) * rows);
}

/// One row of each result; results without rows, and the return value, are left out.
struct row_view {
    struct corpus_case one;
    uint8_t *arrays[2][SPEC_PARAMS_MAX];
    struct diff_results sides[2];
};

static void view_row(struct row_view *view, const struct diff_noise *noise,
                     const struct corpus_case *one, uint64_t row, const struct diff_results *first,
                     const struct diff_results *second) {
    uint64_t rows = row_count(noise, one);
    view->one = *one;
    for (uint32_t i = 0; i < noise->kernel->param_count; i++) {
        if (!spec_is_result(&noise->kernel->params[i]))
            continue;
        size_t bytes = noise->is_row[i] ? row_bytes(noise, one, i, rows) : 0;
        view->one.arguments[i].count = noise->is_row[i] ? one->arguments[i].count / rows : 0;
        view->arrays[0][i] = first->arrays[i] + row * bytes;
        view->arrays[1][i] = second->arrays[i] + row * bytes;
    }
    view->sides[0] = (struct diff_results){.result = first->result, .arrays = view->arrays[0]};
    view->sides[1] = (struct diff_results){.result = first->result, .arrays = view->arrays[1]};
}

bool diff_noise_same_bits(const struct diff_noise *noise, const struct diff_comparison *comparison,
                          const struct corpus_case *one, uint64_t row,
                          const struct diff_results *first, const struct diff_results *second) {
    struct row_view view;
    view_row(&view, noise, one, row, first, second);
    return diff_compare_bits(comparison, &view.one, &view.sides[0], &view.sides[1]);
}

bool diff_noise_agrees(const struct diff_noise *noise, const struct diff_comparison *comparison,
                       const struct corpus_case *one, uint64_t row,
                       const struct diff_results *first, const struct diff_results *second,
                       struct diff_outcome *outcome) {
    struct row_view view;
    view_row(&view, noise, one, row, first, second);
    if (diff_compare_bits(comparison, &view.one, &view.sides[0], &view.sides[1]))
        return true;
    // A magnitude is computed for whole cases; without it `near` would be judged too strictly.
    if (comparison->magnitude != NULL && comparison->magnitude->function != NULL)
        return true;
    if (diff_compare(comparison, &view.one, NULL, &view.sides[0], &view.sides[1], outcome))
        return true;
    outcome->element += row * view.one.arguments[outcome->param].count;
    return false;
}
