/// Diagnostics: one clear line for the user's mistake or the machine's trouble.
///
/// A function that can meet bad input returns `bool` and takes a `struct base_diag`: on `false`
/// the diag holds one line without a newline, `file:line:col: error: cause; remedy` where a place
/// is known. Our own mistakes are not diagnostics: they abort through base_check.
#ifndef LOCKSTEP_BASE_DIAG_H
#define LOCKSTEP_BASE_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BASE_DIAG_BYTES = 2048 };

struct base_diag {
    char text[BASE_DIAG_BYTES];
};

/// A position in a text file; line and column count from 1, a line of 0 means the whole file.
struct base_place {
    const char *file;
    uint32_t line;
    uint32_t column;
};

/// Writes `error: …` into diag and returns false, so that a caller can write
/// `return base_fail(diag, …)`. A text too long for the diag is cut.
bool base_fail(struct base_diag *diag, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/// The same with the place in front: `file:line:col: error: …`, or `file: error: …` for line 0.
bool base_fail_at(struct base_diag *diag, struct base_place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/// The candidate nearest to a misspelt word by edit distance, or NULL when none is near enough to
/// be what the user meant (at most a third of the word's letters, and at least one, differ).
const char *base_nearest(const char *word, const char *const *candidates, size_t count);

/// Aborts with the place of our own mistake, in every build: a condition without side effects.
#define base_check(condition)                                                                      \
    ((condition) ? (void)0 : base_check_failed(#condition, __FILE__, __LINE__))

_Noreturn void base_check_failed(const char *condition, const char *file, int line);

#endif
