/// Writing HTML: everything that comes from data goes through here and is escaped.
///
/// Markup of our own is written with fputs; nothing else of this folder may bring data into a page.
#ifndef LOCKSTEP_REPORT_MARKUP_H
#define LOCKSTEP_REPORT_MARKUP_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/// Writes text as HTML character data that is also safe inside a quoted attribute. Bytes that are
/// no UTF-8, and control characters other than newline and tab, become U+FFFD.
void report_put_text(const char *text, FILE *out);

/// Formats first and escapes the whole result then.
void report_put_format(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/// Writes JSON text so that it can stand in a script element: no character can end the element.
void report_put_json(const char *json, FILE *out);

/// A text that can be a fragment's name: letters, digits and dashes, the rest becomes a dash.
void report_put_fragment(const char *text, FILE *out);

struct report_column {
    const char *title; ///< NULL ends a list of columns
    const char *unit;  ///< "ns", or NULL
    bool is_number;    ///< right-aligned, sorted as a number
};

/// Opens a table in a box that scrolls where the page is narrow. The caption says what a row is.
void report_table_begin(const char *id, const char *caption, const struct report_column *columns,
                        FILE *out);
void report_table_end(FILE *out);

/// Cells; `class` is our own text or NULL. A number is sorted by its value, and a value that is not
/// finite is an empty cell.
void report_cell(const char *class, const char *text, FILE *out);
void report_cell_number(double value, const char *text, FILE *out);
void report_cell_count(uint64_t count, FILE *out);
void report_cell_share(double share, FILE *out); ///< as a percentage, without the sign
/// A row's head, which names it; `fragment` makes it a link into this page unless it is NULL.
void report_cell_head(const char *text, const char *fragment, FILE *out);

/// A verdict as a coloured word: `tone` is "good", "bad", "warn" or "idle".
void report_put_badge(const char *tone, const char *text, FILE *out);

enum { REPORT_TEXT_MAX = 48 };

/// A count with its thousands apart: "1 000 000".
const char *report_count_text(uint64_t count, char text[REPORT_TEXT_MAX]);
/// A time in ns, µs, ms or s with three digits.
const char *report_time_text(double ns, char text[REPORT_TEXT_MAX]);
/// Bytes in B, KiB, MiB or GiB.
const char *report_bytes_text(double bytes, char text[REPORT_TEXT_MAX]);
/// A ratio with three digits and a sign of multiplication.
const char *report_ratio_text(double ratio, char text[REPORT_TEXT_MAX]);

#endif
