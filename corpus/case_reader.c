#include "corpus/case_reader.h"

#include "corpus/case_number.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

bool corpus_reader_open(struct corpus_reader *reader, const char *path, struct base_pool *pool,
                        struct base_diag *diag) {
    char *text;
    *reader = (struct corpus_reader){.path = path, .line = 1, .pool = pool, .diag = diag};
    if (!base_read_file(pool, path, &text, &reader->length, diag))
        return false;
    reader->text = text;
    return true;
}

struct base_place corpus_reader_place(const struct corpus_reader *reader) {
    return (struct base_place){reader->path, reader->line,
                               (uint32_t)(reader->at - reader->line_start) + 1};
}

char corpus_reader_letter(const struct corpus_reader *reader) {
    return reader->at < reader->length ? reader->text[reader->at] : '\n';
}

static bool at_file_end(const struct corpus_reader *reader) {
    return reader->at >= reader->length;
}

bool corpus_reader_skip_blanks(struct corpus_reader *reader) {
    while (corpus_reader_letter(reader) == ' ' || corpus_reader_letter(reader) == '\t' ||
           corpus_reader_letter(reader) == '\r')
        reader->at++;
    if (corpus_reader_letter(reader) == '#')
        while (corpus_reader_letter(reader) != '\n')
            reader->at++;
    return corpus_reader_letter(reader) != '\n';
}

void corpus_reader_next_line(struct corpus_reader *reader) {
    while (corpus_reader_letter(reader) != '\n')
        reader->at++;
    if (at_file_end(reader))
        return;
    reader->at++;
    reader->line++;
    reader->line_start = reader->at;
}

bool corpus_reader_next_statement(struct corpus_reader *reader) {
    while (!at_file_end(reader)) {
        if (corpus_reader_skip_blanks(reader))
            return true;
        corpus_reader_next_line(reader);
    }
    return false;
}

static bool is_mark(char letter) {
    return letter == '{' || letter == '}' || letter == ',' || letter == '*' || letter == '=';
}

void corpus_reader_word(struct corpus_reader *reader, struct corpus_word *word) {
    size_t used = 0;
    bool goes_on = corpus_reader_skip_blanks(reader);
    word->place = corpus_reader_place(reader);
    if (goes_on && is_mark(corpus_reader_letter(reader))) {
        word->text[used++] = corpus_reader_letter(reader);
        reader->at++;
        goes_on = false;
    }
    while (goes_on) {
        char letter = corpus_reader_letter(reader);
        if (letter == '\n' || letter == ' ' || letter == '\t' || letter == '\r' || letter == '#' ||
            is_mark(letter))
            break;
        if (used + 1 < CORPUS_WORD_BYTES)
            word->text[used++] = letter == '\0' ? '?' : letter;
        reader->at++;
    }
    word->text[used] = '\0';
}

bool corpus_reader_end_line(struct corpus_reader *reader) {
    struct corpus_word word;
    corpus_reader_word(reader, &word);
    if (word.text[0] != '\0')
        return base_fail_at(reader->diag, word.place, "'%s' is too much on this line", word.text);
    corpus_reader_next_line(reader);
    return true;
}

bool corpus_reader_expect(struct corpus_reader *reader, const char *text) {
    struct corpus_word word;
    corpus_reader_word(reader, &word);
    if (strcmp(word.text, text) == 0)
        return true;
    return base_fail_at(reader->diag, word.place, "'%s' is expected, not '%s'", text, word.text);
}

bool corpus_reader_count(struct corpus_reader *reader, enum spec_base base, const char *name,
                         uint64_t *value) {
    struct corpus_word word;
    corpus_reader_word(reader, &word);
    const char *wrong = corpus_number_read(base, word.text, value);
    if (wrong != NULL)
        return base_fail_at(reader->diag, word.place, "%s: '%s' %s", name, word.text, wrong);
    return true;
}

/// The letter of `x41` where the reader stands; 0 where the line has none there. No library reads
/// it: blanks, line ends and signs before a number are not part of the form.
static char read_escape(const struct corpus_reader *reader) {
    const char *text = reader->text + reader->at;
    if (reader->length - reader->at < 3 || text[0] != 'x' || !isxdigit((unsigned char)text[1]) ||
        !isxdigit((unsigned char)text[2]))
        return '\0';
    const char digits[] = {text[1], text[2], '\0'};
    return (char)strtoul(digits, NULL, 16);
}

bool corpus_reader_quoted(struct corpus_reader *reader, const char **target) {
    bool goes_on = corpus_reader_skip_blanks(reader);
    struct base_place place = corpus_reader_place(reader);
    size_t used = 0;
    if (!goes_on || corpus_reader_letter(reader) != '"')
        return base_fail_at(reader->diag, place, "a text in double quotes is expected");
    reader->at++;
    size_t rest = reader->at;
    while (rest < reader->length && reader->text[rest] != '\n')
        rest++;
    char *text = base_pool_take(reader->pool, rest - reader->at + 1);
    for (; corpus_reader_letter(reader) != '"'; reader->at++) {
        char letter = corpus_reader_letter(reader);
        if (letter == '\n' || letter == '\0')
            return base_fail_at(reader->diag, place, "the text has no closing quote");
        if (letter != '\\') {
            text[used++] = letter;
            continue;
        }
        reader->at++;
        char code = read_escape(reader);
        letter = corpus_reader_letter(reader);
        if (letter == '"' || letter == '\\') {
            text[used++] = letter;
        } else if (code != '\0') {
            text[used++] = code;
            reader->at += 2;
        } else {
            return base_fail_at(reader->diag, corpus_reader_place(reader),
                                "an unknown escape; there are \\\", \\\\ and \\x41");
        }
    }
    reader->at++;
    *target = text;
    return true;
}
