/// Typed mutation and crossover: moves that a kernel's case has, not moves of its bytes.
///
/// One mutator serves the search, libFuzzer and AFL++. Moves change lengths, scalars, placements,
/// and single numbers, runs, lanes or whole arrays: by sign, exponent, steps along the line of the
/// type, remarkable numbers, copies and cancelling pairs. Single kinds of move lose to plain bytes;
/// together with feedback they find what neither finds alone.
#ifndef LOCKSTEP_FUZZ_MUTATE_H
#define LOCKSTEP_FUZZ_MUTATE_H

#include "base/random.h"
#include "fuzz/codec.h"

/// Changes a valid case into another valid one, by one move or a few.
void fuzz_mutate(const struct fuzz_codec *codec, struct base_words *words, struct corpus_case *one);

/// The same by this many moves.
void fuzz_mutate_by(const struct fuzz_codec *codec, struct base_words *words,
                    struct corpus_case *one, int moves);

/// Takes parts of `other` into `one`: scalars, whole arrays, or runs of their elements.
void fuzz_cross(const struct fuzz_codec *codec, struct base_words *words, struct corpus_case *one,
                const struct corpus_case *other);

/// One move on the numbers of a leaf that has some; the caller mends the case.
void fuzz_mutate_numbers(const struct fuzz_codec *codec, struct base_words *words,
                         struct corpus_case *one, const struct fuzz_leaf *leaf);

/// A number that a type remembers badly: remarkable, small, or random bits.
uint64_t fuzz_draw_bits(struct base_words *words, enum spec_base base);

/// Steps of a size that no scale is too small or too large for: ±1 … ±2^40, small ones more often.
int64_t fuzz_draw_steps(struct base_words *words);

#endif
