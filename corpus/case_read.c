#include "corpus/case.h"

#include "corpus/case_number.h"
#include "corpus/case_reader.h"
#include "corpus/domain.h"

#include <ctype.h>
#include <inttypes.h>

static const char *const origin_keys[] = {"header",      "reference",  "optimized",  "verdict",
                                          "entry_state", "tolerance",  "timeout_ms", "seed",
                                          "index",       "first_index"};

/// Reads what follows an origin's key; `known` tells whether it is one.
static bool read_origin(struct corpus_reader *reader, const char *key, struct corpus_origin *origin,
                        bool *known) {
    const char **const texts[] = {&origin->header,  &origin->reference,   &origin->optimized,
                                  &origin->verdict, &origin->entry_state, &origin->tolerance};
    uint64_t value = 0;
    *known = true;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strcmp(key, origin_keys[i]) == 0)
            return corpus_reader_quoted(reader, texts[i]) && corpus_reader_end_line(reader);
    if (strcmp(key, "seed") == 0)
        return corpus_reader_count(reader, SPEC_U64, key, &origin->seed) &&
               corpus_reader_end_line(reader);
    if (strcmp(key, "timeout_ms") == 0)
        return corpus_reader_count(reader, SPEC_U64, key, &origin->timeout_ms) &&
               corpus_reader_end_line(reader);
    bool is_index = strcmp(key, "index") == 0;
    if (is_index || strcmp(key, "first_index") == 0) {
        if (!corpus_reader_count(reader, SPEC_I64, key, &value))
            return false;
        *(is_index ? &origin->index : &origin->first_index) = (int64_t)value;
        return corpus_reader_end_line(reader);
    }
    *known = false;
    return true;
}

/// An origin of which the file says nothing.
static const struct corpus_origin unknown_origin = {
    .header = "",
    .reference = "",
    .optimized = "",
    .verdict = "",
    .entry_state = "",
    .index = -1,
    .first_index = -1,
    .tolerance = "",
};

/// The first two lines: what the file is, and of which kernel.
static bool read_start(struct corpus_reader *reader, struct corpus_word *kernel) {
    struct corpus_word word;
    corpus_reader_next_statement(reader);
    corpus_reader_word(reader, &word);
    if (strcmp(word.text, "lockstep") != 0)
        return base_fail_at(reader->diag, word.place,
                            "no case: the first line must be 'lockstep case 1'");
    if (!corpus_reader_expect(reader, "case") || !corpus_reader_expect(reader, "1") ||
        !corpus_reader_end_line(reader))
        return false;
    if (!corpus_reader_next_statement(reader))
        return base_fail_at(reader->diag, corpus_reader_place(reader), "the file is truncated");
    if (!corpus_reader_expect(reader, "kernel"))
        return false;
    corpus_reader_word(reader, kernel);
    if (kernel->text[0] == '\0')
        return base_fail_at(reader->diag, kernel->place, "the kernel's name is missing");
    return corpus_reader_end_line(reader);
}

static void set_leaf(const struct spec_param *param, const struct spec_leaf *leaf, uint8_t *element,
                     size_t index, uint64_t bits) {
    corpus_number_set(element + corpus_leaf_offset(param, leaf, index), 0,
                      spec_base_size(leaf->base), bits);
}

static bool read_number(struct corpus_reader *reader, const struct spec_param *param,
                        const struct spec_leaf *leaf, uint8_t *element, size_t index) {
    struct corpus_word word;
    uint64_t bits;
    corpus_reader_word(reader, &word);
    const char *wrong = corpus_number_read(leaf->base, word.text, &bits);
    if (word.text[0] == '\0')
        return base_fail_at(reader->diag, word.place, "%s: a number of type %s is missing here",
                            param->name, leaf->spelling);
    if (wrong != NULL)
        return base_fail_at(reader->diag, word.place, "%s: '%s' %s (%s)", param->name, word.text,
                            wrong, leaf->spelling);
    set_leaf(param, leaf, element, index, bits);
    return true;
}

/// One element, a number or a struct in braces, into its zeroed memory.
static bool read_element(struct corpus_reader *reader, const struct spec_param *param,
                         uint8_t *element) {
    struct corpus_word word;
    if (param->base != SPEC_STRUCT)
        return read_number(reader, param, &param->leaves[0], element, 0);
    if (!corpus_reader_expect(reader, "{"))
        return false;
    for (uint32_t i = 0; i < param->leaf_count; i++) {
        const struct spec_leaf *leaf = &param->leaves[i];
        if (i > 0 && !corpus_reader_expect(reader, ","))
            return false;
        corpus_reader_word(reader, &word);
        if (strcmp(word.text, leaf->path) != 0)
            return base_fail_at(reader->diag, word.place, "field '%s' is expected, not '%s'",
                                leaf->path, word.text);
        for (size_t k = 0; k < leaf->count; k++)
            if (!read_number(reader, param, leaf, element, k))
                return false;
    }
    return corpus_reader_expect(reader, "}");
}

/// `* N` behind an element, if it is there.
static bool read_factor(struct corpus_reader *reader, uint64_t left, uint64_t *factor) {
    *factor = 1;
    if (!corpus_reader_skip_blanks(reader) || corpus_reader_letter(reader) != '*')
        return true;
    reader->at++;
    struct base_place place = corpus_reader_place(reader);
    if (!corpus_reader_count(reader, SPEC_U64, "the factor", factor))
        return false;
    if (*factor < 1 || *factor > left)
        return base_fail_at(reader->diag, place,
                            "the factor must be 1..%" PRIu64 ": so many elements are left", left);
    return true;
}

static bool read_elements(struct corpus_reader *reader, const struct spec_param *param,
                          struct corpus_argument *argument) {
    for (uint64_t i = 0; i < argument->count;) {
        if (!corpus_reader_next_statement(reader))
            return base_fail_at(reader->diag, corpus_reader_place(reader),
                                "the file is truncated: %s has %" PRIu64 " of %" PRIu64 " elements",
                                param->name, i, argument->count);
        uint8_t *element = argument->data + i * param->element_size;
        uint64_t factor;
        if (reader->at == reader->line_start)
            return base_fail_at(reader->diag, corpus_reader_place(reader),
                                "%s has only %" PRIu64 " of %" PRIu64
                                " elements; lines of elements are indented",
                                param->name, i, argument->count);
        memset(element, 0, param->element_size);
        if (!read_element(reader, param, element) ||
            !read_factor(reader, argument->count - i, &factor))
            return false;
        for (uint64_t k = 1; k < factor; k++)
            memcpy(element + k * param->element_size, element, param->element_size);
        i += factor;
    }
    // What follows the last element on its line is too much; an array without elements ended its
    // line already.
    if (argument->count > 0 && !corpus_reader_end_line(reader))
        return false;
    if (corpus_reader_next_statement(reader) && reader->at != reader->line_start)
        return base_fail_at(reader->diag, corpus_reader_place(reader),
                            "%s has only %" PRIu64 " elements", param->name, argument->count);
    return true;
}

static bool read_placement(struct corpus_reader *reader, const struct spec_param *param,
                           struct corpus_argument *argument) {
    struct corpus_word word;
    uint64_t offset = 0, step = param->alignment > 0 ? param->alignment : param->element_align;
    corpus_reader_word(reader, &word);
    argument->offset = 0;
    if (strcmp(word.text, "end") == 0) {
        argument->placement = CORPUS_AT_END;
    } else if (strcmp(word.text, "start") == 0) {
        argument->placement = CORPUS_AT_START;
    } else if (strcmp(word.text, "offset") == 0) {
        argument->placement = CORPUS_AT_OFFSET;
        if (!corpus_reader_count(reader, SPEC_U64, "the offset", &offset))
            return false;
        if (offset > 63 || offset % step != 0)
            return base_fail_at(reader->diag, word.place,
                                "the offset must be 0..63 and a multiple of %" PRIu64, step);
        argument->offset = (uint32_t)offset;
    } else {
        return base_fail_at(reader->diag, word.place,
                            "'%s' is no place; there are end, start and offset N", word.text);
    }
    return corpus_reader_end_line(reader);
}

static bool read_array(struct corpus_reader *reader, const struct spec_param *param,
                       struct corpus_argument *argument) {
    struct corpus_word word;
    char spelling[CORPUS_WORD_BYTES + 8] = "";
    corpus_reader_skip_blanks(reader);
    struct base_place place = corpus_reader_place(reader);
    if (!corpus_reader_count(reader, SPEC_U64, param->name, &argument->count))
        return false;
    if (argument->count > argument->capacity / param->element_size)
        return base_fail_at(reader->diag, place,
                            "%s cannot have %" PRIu64 " elements: the contract admits %" PRIu64,
                            param->name, argument->count, param->extent_max);
    for (corpus_reader_word(reader, &word); strcmp(word.text, "at") != 0;
         corpus_reader_word(reader, &word)) {
        size_t used = strlen(spelling);
        if (word.text[0] == '\0')
            return base_fail_at(reader->diag, word.place, "'%s at end' is expected here",
                                param->spelling);
        bool is_star = word.text[0] == '*';
        snprintf(spelling + used, sizeof spelling - used, "%s%.200s",
                 used > 0 && !is_star ? " " : "", word.text);
    }
    if (strcmp(spelling, param->spelling) != 0)
        return base_fail_at(reader->diag, place, "%s holds elements of type %s, not %s",
                            param->name, param->spelling, spelling);
    if (!read_placement(reader, param, argument))
        return false;
    return param->role == SPEC_OUT || read_elements(reader, param, argument);
}

static bool read_scalar(struct corpus_reader *reader, const struct spec_param *param,
                        struct corpus_argument *argument) {
    _Alignas(8) uint8_t number[8] = {0};
    argument->count = 1;
    if (param->base == SPEC_STRUCT) {
        memset(argument->data, 0, param->element_size);
        return read_element(reader, param, argument->data) && corpus_reader_end_line(reader);
    }
    if (!read_number(reader, param, &param->leaves[0], number, 0))
        return false;
    argument->bits = corpus_number_get(number, 0, spec_base_size(param->base));
    return corpus_reader_end_line(reader);
}

/// What was read so far: arguments of the case at hand with their places, and cases before it.
struct seen {
    struct base_place places[SPEC_PARAMS_MAX];
    const struct corpus_case *earlier[CORPUS_EARLIER_MAX];
    uint32_t earlier_count;
    bool has_earlier; ///< the case at hand is behind a `before` or a `then`
    bool is_last;     ///< it is behind the `then`
};

static bool fail_unknown(const struct corpus_reader *reader, const struct corpus_word *word,
                         const char *const *names, size_t count, const char *what) {
    const char *nearest = base_nearest(word->text, names, count);
    return base_fail_at(reader->diag, word->place, "'%s' is no %s%s%s%s", word->text, what,
                        nearest != NULL ? "; do you mean '" : "", nearest != NULL ? nearest : "",
                        nearest != NULL ? "'?" : "");
}

static bool read_argument(struct corpus_reader *reader, struct corpus_case *one,
                          const struct corpus_word *name, struct seen *seen) {
    const char *names[SPEC_PARAMS_MAX];
    for (uint32_t i = 0; i < one->kernel->param_count; i++) {
        const struct spec_param *param = &one->kernel->params[i];
        names[i] = param->name;
        if (strcmp(param->name, name->text) != 0)
            continue;
        if (seen->places[i].line > 0)
            return base_fail_at(reader->diag, name->place, "%s was given in line %u already",
                                name->text, seen->places[i].line);
        seen->places[i] = name->place;
        return param->is_array ? read_array(reader, param, &one->arguments[i])
                               : read_scalar(reader, param, &one->arguments[i]);
    }
    return fail_unknown(reader, name, names, one->kernel->param_count, "parameter of the kernel");
}

/// The line's first word is read; whether an equals sign follows.
static bool has_equals(struct corpus_reader *reader) {
    if (!corpus_reader_skip_blanks(reader) || corpus_reader_letter(reader) != '=')
        return false;
    reader->at++;
    return true;
}

/// Puts the place of the argument that a message of corpus_case_valid begins with before it.
static bool fail_invalid(const struct corpus_reader *reader, const struct corpus_case *one,
                         const struct seen *seen, const struct base_diag *invalid) {
    const char *text = invalid->text;
    struct base_place place = {.file = reader->path};
    if (strncmp(text, "error: ", 7) == 0)
        text += 7;
    for (uint32_t i = 0; i < one->kernel->param_count; i++) {
        size_t length = strlen(one->kernel->params[i].name);
        bool is_it = strncmp(text, one->kernel->params[i].name, length) == 0 &&
                     !isalnum((unsigned char)text[length]) && text[length] != '_';
        if (is_it)
            place = seen->places[i];
    }
    return base_fail_at(reader->diag, place, "%s", text);
}

/// The case at hand is at its end: whether it is whole and valid.
static bool end_case(struct corpus_reader *reader, const struct corpus_case *one,
                     const struct seen *seen) {
    struct base_diag invalid;
    for (uint32_t i = 0; i < one->kernel->param_count; i++)
        if (seen->places[i].line == 0)
            return base_fail_at(reader->diag, (struct base_place){.file = reader->path},
                                "parameter %s of %s is missing", one->kernel->params[i].name,
                                one->kernel->name);
    return corpus_case_valid(one, &invalid) || fail_invalid(reader, one, seen, &invalid);
}

static bool is_divider(const char *word) {
    return strcmp(word, "before") == 0 || strcmp(word, "then") == 0;
}

/// What is wrong with a divider at this place; NULL where nothing is.
static const char *misplaced(const struct corpus_case *one, const struct seen *seen,
                             bool begins_last) {
    if (seen->is_last)
        return "'then' begins the last case; no other follows it";
    if (begins_last && !seen->has_earlier)
        return "'then' follows earlier cases, each of which begins with 'before'";
    for (uint32_t i = 0; !seen->has_earlier && i < one->kernel->param_count; i++)
        if (seen->places[i].line > 0)
            return "an argument stands above the first 'before'";
    return NULL;
}

/// `before` begins an earlier case, `then` the one that the file is about. Without earlier ones
/// neither word stands in the file.
static bool begin_case(struct corpus_reader *reader, const struct corpus_case *one,
                       struct seen *seen, const struct corpus_word *divider) {
    bool begins_last = strcmp(divider->text, "then") == 0;
    const char *wrong = misplaced(one, seen, begins_last);
    if (wrong != NULL)
        return base_fail_at(reader->diag, divider->place, "%s", wrong);
    if (seen->has_earlier) {
        if (!end_case(reader, one, seen))
            return false;
        if (seen->earlier_count == CORPUS_EARLIER_MAX)
            return base_fail_at(reader->diag, divider->place,
                                "more than %d cases are before the last", CORPUS_EARLIER_MAX);
        seen->earlier[seen->earlier_count++] = corpus_case_keep(one, reader->pool);
        memset(seen->places, 0, sizeof seen->places);
    }
    seen->has_earlier = true;
    seen->is_last = begins_last;
    return corpus_reader_end_line(reader);
}

static bool read_statements(struct corpus_reader *reader, struct corpus_case *one,
                            struct corpus_origin *origin, struct seen *seen) {
    for (;;) {
        struct corpus_word word;
        bool known;
        if (!corpus_reader_next_statement(reader))
            return base_fail_at(reader->diag, corpus_reader_place(reader),
                                "the file is truncated: the line 'end' is missing");
        corpus_reader_word(reader, &word);
        if (has_equals(reader)) {
            if (!read_argument(reader, one, &word, seen))
                return false;
            continue;
        }
        if (strcmp(word.text, "end") == 0) {
            if (seen->has_earlier && !seen->is_last)
                return base_fail_at(reader->diag, word.place,
                                    "the last case is missing, which 'then' begins");
            return corpus_reader_end_line(reader);
        }
        if (is_divider(word.text)) {
            if (!begin_case(reader, one, seen, &word))
                return false;
            continue;
        }
        if (!read_origin(reader, word.text, origin, &known))
            return false;
        if (!known)
            return fail_unknown(reader, &word, origin_keys,
                                sizeof origin_keys / sizeof *origin_keys, "line of a case");
    }
}

bool corpus_case_read(struct corpus_case *one, struct corpus_origin *origin, struct base_pool *pool,
                      const char *path, struct base_diag *diag) {
    struct corpus_reader reader;
    struct corpus_word kernel;
    struct seen seen = {0};
    *origin = unknown_origin;
    if (!corpus_reader_open(&reader, path, pool, diag) || !read_start(&reader, &kernel))
        return false;
    if (strcmp(kernel.text, one->kernel->name) != 0)
        return base_fail_at(diag, kernel.place, "this is a case of kernel %s, not of %s",
                            kernel.text, one->kernel->name);
    if (!read_statements(&reader, one, origin, &seen))
        return false;
    if (corpus_reader_next_statement(&reader))
        return base_fail_at(diag, corpus_reader_place(&reader),
                            "nothing may follow the line 'end'");
    if (!end_case(&reader, one, &seen))
        return false;
    const struct corpus_case **earlier =
        base_pool_take_array(pool, seen.earlier_count + 1, sizeof *earlier);
    memcpy(earlier, seen.earlier, seen.earlier_count * sizeof *earlier);
    origin->earlier = earlier;
    origin->earlier_count = seen.earlier_count;
    return true;
}

bool corpus_case_peek(const char *path, struct corpus_origin *origin, const char **kernel_name,
                      struct base_pool *pool, struct base_diag *diag) {
    struct corpus_reader reader;
    struct corpus_word word;
    *origin = unknown_origin;
    if (!corpus_reader_open(&reader, path, pool, diag) || !read_start(&reader, &word))
        return false;
    *kernel_name = base_pool_copy(pool, word.text, strlen(word.text));
    // Arguments and their indented elements are for corpus_case_read, which knows the contract.
    while (corpus_reader_next_statement(&reader)) {
        bool known = true, is_indented = reader.at != reader.line_start;
        corpus_reader_word(&reader, &word);
        if (is_indented || has_equals(&reader) || strcmp(word.text, "end") == 0 ||
            is_divider(word.text))
            corpus_reader_next_line(&reader);
        else if (!read_origin(&reader, word.text, origin, &known))
            return false;
        else if (!known)
            return fail_unknown(&reader, &word, origin_keys,
                                sizeof origin_keys / sizeof *origin_keys, "line of a case");
    }
    return true;
}
