/// The words and lines of a .case file, below what they mean.
///
/// A statement is a line; a word ends at a blank or a mark (`{ } , * =`), a remark goes from `#` to
/// the line's end. Whatever reads returns false with the reader's diag set, at the word's place.
#ifndef LOCKSTEP_CORPUS_CASE_READER_H
#define LOCKSTEP_CORPUS_CASE_READER_H

#include "base/diag.h"
#include "base/pool.h"
#include "spec/kernel.h"

/// The file's text and how far it is read. Words never cross a line's end.
struct corpus_reader {
    const char *path;
    const char *text;
    size_t length;
    size_t at;
    uint32_t line;
    size_t line_start;
    struct base_pool *pool;
    struct base_diag *diag;
};

/// The longest word that is no quoted text; longer ones are no number and no name.
enum { CORPUS_WORD_BYTES = 256 };

struct corpus_word {
    char text[CORPUS_WORD_BYTES];
    struct base_place place;
};

/// Reads a whole file into the pool. False with the diag, which the reader keeps, where it cannot.
bool corpus_reader_open(struct corpus_reader *reader, const char *path, struct base_pool *pool,
                        struct base_diag *diag);

/// Where the reader stands, and the letter there: a line's end at the file's end.
struct base_place corpus_reader_place(const struct corpus_reader *reader);
char corpus_reader_letter(const struct corpus_reader *reader);

/// Skips blanks and a remark; whether the line goes on.
bool corpus_reader_skip_blanks(struct corpus_reader *reader);
void corpus_reader_next_line(struct corpus_reader *reader);

/// Moves to the next line that holds more than blanks and remarks; false at the file's end.
bool corpus_reader_next_statement(struct corpus_reader *reader);

/// Reads a word of this line: a mark alone, or letters up to a blank or a mark. Empty at the
/// line's end; cut where it is too long, so that it matches nothing.
void corpus_reader_word(struct corpus_reader *reader, struct corpus_word *word);

/// Reads a word that must be `text`; a number of the type `base`, that `name` is to have; a text in
/// double quotes, which then lies in the pool.
bool corpus_reader_expect(struct corpus_reader *reader, const char *text);
bool corpus_reader_count(struct corpus_reader *reader, enum spec_base base, const char *name,
                         uint64_t *value);
bool corpus_reader_quoted(struct corpus_reader *reader, const char **target);

/// Goes to the next line; false where this one holds more.
bool corpus_reader_end_line(struct corpus_reader *reader);

#endif
