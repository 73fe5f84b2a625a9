/// Numbers as .case files write them: exact, free of locale and rounding mode.
#ifndef LOCKSTEP_CORPUS_CASE_NUMBER_H
#define LOCKSTEP_CORPUS_CASE_NUMBER_H

#include "spec/kernel.h"

enum { CORPUS_NUMBER_TEXT_BYTES = 48 };

/// Integers in decimal; floats as `0x1.8p+0`, `inf`, `-inf`, `nan(0x7fc00001)`.
void corpus_number_write(enum spec_base base, uint64_t bits, char text[CORPUS_NUMBER_TEXT_BYTES]);

/// A float in decimal, for people; "" for integers, infinities and NaN, which need no remark.
void corpus_number_remark(enum spec_base base, uint64_t bits, char text[CORPUS_NUMBER_TEXT_BYTES]);

/// Reads what corpus_number_write writes, and what people write: decimal floats (rounded to
/// nearest), `nan`, `+inf`, hexadecimal integers. NULL, or what is wrong with the text.
const char *corpus_number_read(enum spec_base base, const char *text, uint64_t *bits);

#endif
