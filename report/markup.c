#include "report/markup.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/// The bytes of one well-formed UTF-8 character that may stand in HTML (RFC 3629), or 0.
static size_t character_bytes(const unsigned char *text) {
    if (text[0] < 0x80)
        return text[0] >= 0x20 ? text[0] != 0x7f : text[0] == '\n' || text[0] == '\t';
    size_t bytes = text[0] >= 0xf0 ? 4 : text[0] >= 0xe0 ? 3 : 2;
    uint32_t code = text[0] & (0x7fu >> bytes);
    if (text[0] < 0xc2 || text[0] > 0xf4)
        return 0;
    for (size_t i = 1; i < bytes; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (text[i] & 0x3f);
    }
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    bool is_control = code < 0xa0 || (code & 0xfffe) == 0xfffe || (code >= 0xfdd0 && code < 0xfdf0);
    bool is_surrogate = code >= 0xd800 && code < 0xe000;
    return code >= least[bytes] && code < 0x110000 && !is_control && !is_surrogate ? bytes : 0;
}

void report_put_text(const char *text, FILE *out) {
    static const char special[] = "&<>\"'";
    static const char *const names[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
    for (size_t bytes; *text != '\0'; text += bytes > 0 ? bytes : 1) {
        const char *at = strchr(special, *text);
        bytes = character_bytes((const unsigned char *)text);
        if (bytes == 0)
            fputs("\xef\xbf\xbd", out);
        else if (at != NULL)
            fputs(names[at - special], out);
        else
            fwrite(text, 1, bytes, out);
    }
}

void report_put_format(FILE *out, const char *format, ...) {
    va_list arguments;
    char *text = NULL;
    va_start(arguments, format);
    if (vasprintf(&text, format, arguments) < 0)
        abort();
    va_end(arguments);
    report_put_text(text, out);
    free(text);
}

void report_put_json(const char *json, FILE *out) {
    // These stand in JSON's texts only, where an escape means the same.
    for (; *json != '\0'; json++) {
        if (*json == '<' || *json == '>' || *json == '&')
            fprintf(out, "\\u%04x", (unsigned)*json);
        else
            fputc(*json, out);
    }
}

void report_put_fragment(const char *text, FILE *out) {
    for (; *text != '\0'; text++)
        fputc(isascii((unsigned char)*text) && isalnum((unsigned char)*text) ? *text : '-', out);
}

void report_table_begin(const char *id, const char *caption, const struct report_column *columns,
                        FILE *out) {
    fputs("<section class=\"scroll\" tabindex=\"0\" aria-label=\"", out);
    report_put_text(caption, out);
    fprintf(out, "\">\n<table id=\"%s\">\n<caption>", id);
    report_put_text(caption, out);
    fputs("</caption>\n<thead><tr>", out);
    for (; columns->title != NULL; columns++) {
        fprintf(out, "<th scope=\"col\"%s>", columns->is_number ? " class=\"number\"" : "");
        report_put_text(columns->title, out);
        if (columns->unit != NULL) {
            fputs(" <span class=\"unit\">", out);
            report_put_text(columns->unit, out);
            fputs("</span>", out);
        }
        fputs("</th>", out);
    }
    fputs("</tr></thead>\n<tbody>\n", out);
}

void report_table_end(FILE *out) {
    fputs("</tbody>\n</table>\n</section>\n", out);
}

void report_cell(const char *class, const char *text, FILE *out) {
    if (class != NULL)
        fprintf(out, "<td class=\"%s\">", class);
    else
        fputs("<td>", out);
    report_put_text(text, out);
    fputs("</td>", out);
}

void report_cell_number(double value, const char *text, FILE *out) {
    if (!isfinite(value)) {
        fputs("<td class=\"number\"></td>", out);
        return;
    }
    fprintf(out, "<td class=\"number\" data-value=\"%.9g\">", value);
    report_put_text(text, out);
    fputs("</td>", out);
}

void report_cell_count(uint64_t count, FILE *out) {
    char text[REPORT_TEXT_MAX];
    report_cell_number((double)count, report_count_text(count, text), out);
}

void report_cell_share(double share, FILE *out) {
    char text[REPORT_TEXT_MAX];
    // What is not all must not look like all, and what is not nothing not like nothing.
    double percent = 100 * share;
    const char *format = percent > 99.9 && percent < 100 ? "%.4f" : "%.2f";
    snprintf(text, sizeof text, percent > 0 && percent < 0.005 ? "%.1e" : format, percent);
    report_cell_number(percent, text, out);
}

void report_cell_head(const char *text, const char *fragment, FILE *out) {
    fputs("<th scope=\"row\">", out);
    if (fragment != NULL) {
        fputs("<a href=\"#", out);
        report_put_text(fragment, out);
        fputs("\">", out);
    }
    report_put_text(text, out);
    fputs(fragment != NULL ? "</a></th>" : "</th>", out);
}

void report_put_badge(const char *tone, const char *text, FILE *out) {
    fprintf(out, "<span class=\"badge %s\">", tone);
    report_put_text(text, out);
    fputs("</span>", out);
}

const char *report_count_text(uint64_t count, char text[REPORT_TEXT_MAX]) {
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)count), at = 0;
    for (int i = 0; i < length; i++) {
        // U+202F, a narrow space that does not break.
        if (i > 0 && (length - i) % 3 == 0)
            at += snprintf(text + at, (size_t)(REPORT_TEXT_MAX - at), "\xe2\x80\xaf");
        text[at++] = digits[i];
    }
    text[at] = '\0';
    return text;
}

static const char *scaled_text(double value, double step, const char *const units[4],
                               char text[REPORT_TEXT_MAX]) {
    int unit = 0;
    for (; unit < 3 && fabs(value) >= step * 0.9995; unit++)
        value /= step;
    double size = fabs(value);
    int digits = size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
    snprintf(text, REPORT_TEXT_MAX, "%.*f\xc2\xa0%s", digits, value, units[unit]);
    return text;
}

const char *report_time_text(double ns, char text[REPORT_TEXT_MAX]) {
    static const char *const units[] = {"ns", "µs", "ms", "s"};
    return scaled_text(ns, 1000, units, text);
}

const char *report_bytes_text(double bytes, char text[REPORT_TEXT_MAX]) {
    static const char *const units[] = {"B", "KiB", "MiB", "GiB"};
    return scaled_text(bytes, 1024, units, text);
}

const char *report_ratio_text(double ratio, char text[REPORT_TEXT_MAX]) {
    snprintf(text, REPORT_TEXT_MAX, "%.*f×", ratio >= 99.95 ? 0 : ratio >= 9.995 ? 1 : 2, ratio);
    return text;
}
