#include "base/diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool base_fail(struct base_diag *diag, const char *format, ...) {
    int used = snprintf(diag->text, sizeof diag->text, "error: ");
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(diag->text + used, sizeof diag->text - (size_t)used, format, arguments);
    va_end(arguments);
    return false;
}

bool base_fail_at(struct base_diag *diag, struct base_place place, const char *format, ...) {
    // A path may be as long as the whole diag; 1024 bytes of it leave room for the cause.
    int used = place.line > 0
                   ? snprintf(diag->text, sizeof diag->text, "%.1024s:%u:%u: error: ", place.file,
                              place.line, place.column)
                   : snprintf(diag->text, sizeof diag->text, "%.1024s: error: ", place.file);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(diag->text + used, sizeof diag->text - (size_t)used, format, arguments);
    va_end(arguments);
    return false;
}

enum { NEAREST_WORD_MAX = 64 };

/// Levenshtein distance with adjacent transpositions counted as one step (Damerau 1964, "optimal
/// string alignment" form). Words are at most NEAREST_WORD_MAX letters.
static size_t edit_distance(const char *a, size_t a_length, const char *b, size_t b_length) {
    size_t rows[3][NEAREST_WORD_MAX + 1];
    for (size_t j = 0; j <= b_length; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t *row = rows[i % 3], *above = rows[(i - 1) % 3], *before = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t cost = above[j - 1] + (a[i - 1] != b[j - 1]);
            if (above[j] + 1 < cost)
                cost = above[j] + 1;
            if (row[j - 1] + 1 < cost)
                cost = row[j - 1] + 1;
            bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped && before[j - 2] + 1 < cost)
                cost = before[j - 2] + 1;
            row[j] = cost;
        }
    }
    return rows[a_length % 3][b_length];
}

const char *base_nearest(const char *word, const char *const *candidates, size_t count) {
    size_t word_length = strlen(word);
    if (word_length > NEAREST_WORD_MAX)
        return NULL;
    size_t limit = word_length / 3 > 1 ? word_length / 3 : 1;
    const char *nearest = NULL;
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(candidates[i]);
        if (length > NEAREST_WORD_MAX)
            continue;
        size_t distance = edit_distance(word, word_length, candidates[i], length);
        // A word of one or two letters is "near" everything: then only a shared letter counts.
        bool shares = length > distance && word_length > distance;
        if (distance <= limit && shares) {
            limit = distance > 0 ? distance - 1 : 0;
            nearest = candidates[i];
        }
        if (distance == 0)
            break;
    }
    return nearest;
}

_Noreturn void base_check_failed(const char *condition, const char *file, int line) {
    fprintf(stderr, "%s:%d: lockstep's own mistake: %s does not hold; please report it\n", file,
            line, condition);
    abort();
}
