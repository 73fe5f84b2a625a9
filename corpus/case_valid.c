#include "corpus/case.h"

#include "corpus/domain.h"

#include <inttypes.h>
#include <stdlib.h>

/// Alternatives evaluated once for a whole array; a contract with more is checked number by
/// number, evaluating each anew.
enum { INTERVALS_MAX = 32 };

/// Arrays up to this many numbers are checked for duplicates without allocating.
enum { PLACES_MAX = 512 };

/// The numbers of one leaf of one argument, and what they are checked against.
struct sequence {
    const struct corpus_case *one;
    const spec_wide *values;
    uint32_t param;
    const struct spec_leaf *leaf;
    size_t count;
    struct corpus_interval intervals[INTERVALS_MAX];
};

static uint64_t number_at(const struct sequence *sequence, size_t index) {
    const struct spec_param *param = &sequence->one->kernel->params[sequence->param];
    const struct corpus_argument *argument = &sequence->one->arguments[sequence->param];
    if (!param->is_array && param->base != SPEC_STRUCT)
        return argument->bits;
    return corpus_number_get(argument->data + corpus_leaf_offset(param, sequence->leaf, index), 0,
                             spec_base_size(sequence->leaf->base));
}

/// "a", "a[3]", "p[3].pos" or "p[3].pos[1]": how C would name the number.
static const char *number_name(const struct sequence *sequence, size_t index, char text[256]) {
    const struct spec_param *param = &sequence->one->kernel->params[sequence->param];
    const struct spec_leaf *leaf = sequence->leaf;
    int used = snprintf(text, 256, "%.100s", param->name);
    if (param->is_array)
        used += snprintf(text + used, 256 - (size_t)used, "[%zu]", index / leaf->count);
    if (leaf->path[0] != '\0')
        used += snprintf(text + used, 256 - (size_t)used, ".%.100s", leaf->path);
    if (leaf->count > 1)
        snprintf(text + used, 256 - (size_t)used, "[%zu]", index % leaf->count);
    return text;
}

static const char *number_text(enum spec_base base, uint64_t bits, char text[64]) {
    float single;
    double wide;
    uint32_t low = (uint32_t)bits;
    memcpy(&single, &low, sizeof single);
    memcpy(&wide, &bits, sizeof wide);
    if (base == SPEC_F32)
        snprintf(text, 64, "%.9g", (double)single);
    else if (base == SPEC_F64)
        snprintf(text, 64, "%.17g", wide);
    else if (spec_base_is_signed(base))
        snprintf(text, 64, "%" PRId64, (int64_t)corpus_place_of_bits(base, bits));
    else
        snprintf(text, 64, "%" PRIu64, bits);
    return text;
}

static void append_bound(char *text, size_t size, const struct spec_bound *bound) {
    size_t used = strlen(text);
    snprintf(text + used, size - used, "%s", bound->text != NULL ? bound->text : "?");
}

static void append(char *text, size_t size, const char *more) {
    size_t used = strlen(text);
    snprintf(text + used, size - used, "%s", more);
}

/// The domain as the user wrote it, as far as 256 letters go.
static const char *domain_text(const struct spec_domain *domain, char text[256]) {
    static const char *const names[] = {"any",  "finite", "normal", "subnormal",
                                        "zero", "inf",    "nan"};
    text[0] = '\0';
    for (uint32_t i = 0; i < domain->alternative_count; i++) {
        const struct spec_alternative *alternative = &domain->alternatives[i];
        append(text, 256, i > 0 ? " | " : "");
        if (alternative->kind == SPEC_RANGE) {
            append_bound(text, 256, &alternative->low);
            const char *low = alternative->low.text, *high = alternative->high.text;
            bool is_single = low != NULL && high != NULL && strcmp(low, high) == 0;
            if (is_single && !alternative->high_is_open)
                continue;
            append(text, 256, alternative->high_is_open ? "..<" : "..");
            append_bound(text, 256, &alternative->high);
        } else if (alternative->kind == SPEC_PARTITION) {
            append(text, 256, "partition(");
            append(text, 256, alternative->size->text != NULL ? alternative->size->text : "?");
            append(text, 256, ")");
        } else if (alternative->kind == SPEC_PERMUTATION) {
            append(text, 256, "permutation");
        } else if (alternative->kind == SPEC_WITH) {
            append(text, 256, "with ");
            append(text, 256, alternative->name);
        } else {
            append(text, 256, names[alternative->kind]);
        }
    }
    append(text, 256, domain->is_sorted ? " sorted" : "");
    append(text, 256, domain->is_unique ? " unique" : "");
    return text;
}

static struct corpus_interval interval_at(const struct sequence *sequence, uint32_t index) {
    struct corpus_interval interval;
    if (index < INTERVALS_MAX)
        return sequence->intervals[index];
    corpus_interval_evaluate(&sequence->leaf->domain->alternatives[index], sequence->leaf->base,
                             sequence->one, sequence->values, sequence->count, &interval);
    return interval;
}

static bool is_whole_array(const struct corpus_interval *interval) {
    return interval->kind == SPEC_PARTITION || interval->kind == SPEC_PERMUTATION;
}

static bool number_valid(const struct sequence *sequence, uint64_t bits) {
    for (uint32_t i = 0; i < sequence->leaf->domain->alternative_count; i++) {
        struct corpus_interval interval = interval_at(sequence, i);
        if (!is_whole_array(&interval) && corpus_interval_holds(&interval, bits))
            return true;
    }
    return false;
}

static bool partition_valid(const struct sequence *sequence,
                            const struct corpus_interval *partition, size_t *wrong) {
    enum spec_base base = sequence->leaf->base;
    spec_wide before = 0;
    for (size_t i = 0; i < sequence->count; i++) {
        spec_wide place = corpus_place_of_bits(base, number_at(sequence, i));
        bool ends = i + 1 == sequence->count;
        bool fits = place >= before && place <= partition->high && (i > 0 || place == 0) &&
                    (!ends || place == partition->high);
        *wrong = i;
        if (!fits)
            return false;
        before = place;
    }
    return true;
}

static int compare_places(const void *left, const void *right) {
    int64_t a, b;
    memcpy(&a, left, sizeof a);
    memcpy(&b, right, sizeof b);
    return (a > b) - (a < b);
}

/// Whether no two numbers are equal in value; NaN equals nothing.
static bool all_differ(const struct sequence *sequence) {
    int64_t few[PLACES_MAX], *places = few;
    enum spec_base base = sequence->leaf->base;
    size_t count = 0;
    if (sequence->count > PLACES_MAX) {
        places = malloc(sequence->count * sizeof *places);
        if (places == NULL) {
            fprintf(stderr, "error: out of memory: %zu bytes more were wanted\n",
                    sequence->count * sizeof *places);
            exit(2);
        }
    }
    for (size_t i = 0; i < sequence->count; i++) {
        uint64_t bits = number_at(sequence, i);
        // Only equality matters, so a uint64_t may wrap into the signed place.
        if (!corpus_bits_are_nan(base, bits))
            places[count++] = (int64_t)corpus_place_of_bits(base, bits);
    }
    qsort(places, count, sizeof *places, compare_places);
    bool differ = true;
    for (size_t i = 1; i < count && differ; i++)
        differ = places[i - 1] != places[i];
    if (places != few)
        free(places);
    return differ;
}

/// Whether the array as a whole is one of the partitions or permutations that the domain admits.
static bool whole_valid(const struct sequence *sequence, bool *has_whole, size_t *wrong) {
    *has_whole = false;
    for (uint32_t i = 0; i < sequence->leaf->domain->alternative_count; i++) {
        struct corpus_interval interval = interval_at(sequence, i);
        if (!is_whole_array(&interval))
            continue;
        *has_whole = true;
        if (interval.is_empty)
            continue;
        if (interval.kind == SPEC_PARTITION && partition_valid(sequence, &interval, wrong))
            return true;
        if (interval.kind == SPEC_PARTITION)
            continue;
        bool in_reach = true;
        for (size_t k = 0; k < sequence->count && in_reach; k++) {
            in_reach = corpus_interval_holds(&interval, number_at(sequence, k));
            *wrong = k;
        }
        if (in_reach && all_differ(sequence))
            return true;
    }
    return false;
}

static bool number_fails(const struct sequence *sequence, size_t index, struct base_diag *diag) {
    char name[256], text[64], domain[256];
    return base_fail(diag, "%s = %s lies outside %s", number_name(sequence, index, name),
                     number_text(sequence->leaf->base, number_at(sequence, index), text),
                     domain_text(sequence->leaf->domain, domain));
}

static bool order_valid(const struct sequence *sequence, struct base_diag *diag) {
    const struct spec_domain *domain = sequence->leaf->domain;
    enum spec_base base = sequence->leaf->base;
    char name[256], text[64];
    for (size_t i = 1; domain->is_sorted && i < sequence->count; i++) {
        uint64_t before = number_at(sequence, i - 1), bits = number_at(sequence, i);
        bool is_ordered = !corpus_bits_are_nan(base, before) && !corpus_bits_are_nan(base, bits) &&
                          corpus_place_of_bits(base, before) <= corpus_place_of_bits(base, bits);
        if (!is_ordered)
            return base_fail(diag, "%s = %s lies below its predecessor; the domain is sorted",
                             number_name(sequence, i, name), number_text(base, bits, text));
    }
    if (domain->is_unique && !all_differ(sequence))
        return base_fail(diag, "%s holds a number twice; the domain is unique",
                         sequence->one->kernel->params[sequence->param].name);
    return true;
}

static bool leaf_valid(const struct corpus_case *one, const spec_wide *values, uint32_t param,
                       const struct spec_leaf *leaf, struct base_diag *diag) {
    struct sequence sequence = {
        one, values, param, leaf, one->arguments[param].count * leaf->count, {{0}}};
    const struct spec_domain *domain = leaf->domain;
    bool admits_all = false;
    for (uint32_t i = 0; i < domain->alternative_count; i++) {
        admits_all |= domain->alternatives[i].kind == SPEC_WITH;
        if (i < INTERVALS_MAX)
            corpus_interval_evaluate(&domain->alternatives[i], leaf->base, one, values,
                                     sequence.count, &sequence.intervals[i]);
    }
    bool has_whole;
    size_t wrong = 0;
    bool is_whole = whole_valid(&sequence, &has_whole, &wrong);
    for (size_t i = 0; !is_whole && !admits_all && i < sequence.count; i++)
        if (!number_valid(&sequence, number_at(&sequence, i)))
            return number_fails(&sequence, has_whole ? wrong : i, diag);
    // An empty array still is no partition of a positive number.
    char text[256];
    if (sequence.count == 0 && has_whole && !is_whole && domain->alternative_count == 1)
        return base_fail(diag, "%s is empty and so no %s", one->kernel->params[param].name,
                         domain_text(domain, text));
    return order_valid(&sequence, diag);
}

static bool count_valid(const struct corpus_case *one, const spec_wide *values, uint32_t index,
                        struct base_diag *diag) {
    const struct spec_param *param = &one->kernel->params[index];
    uint64_t count;
    if (!param->is_array)
        return true;
    if (!corpus_extent_evaluate(param, values, &count))
        return base_fail(diag, "the extent of %s cannot be computed or is negative", param->name);
    if (count != one->arguments[index].count)
        return base_fail(diag, "%s has %" PRIu64 " elements, but its extent is %" PRIu64,
                         param->name, one->arguments[index].count, count);
    return true;
}

bool corpus_case_valid(const struct corpus_case *one, struct base_diag *diag) {
    spec_wide values[SPEC_PARAMS_MAX];
    corpus_case_values(one, values);
    // Scalars first: a wrong one makes the extents and the bounds of arrays meaningless.
    for (int arrays = 0; arrays < 2; arrays++) {
        for (uint32_t i = 0; i < one->kernel->param_count; i++) {
            const struct spec_param *param = &one->kernel->params[i];
            if (param->is_array != (arrays == 1))
                continue;
            if (!count_valid(one, values, i, diag))
                return false;
            for (uint32_t k = 0; param->role != SPEC_OUT && k < param->leaf_count; k++)
                if (!leaf_valid(one, values, i, &param->leaves[k], diag))
                    return false;
        }
    }
    return true;
}
