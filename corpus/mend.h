/// Bringing any case into its domain: what a fuzzer's bytes or a mutation made becomes valid.
///
/// A valid case is left as it is, bit for bit; that is what makes decoding the inverse of encoding.
#ifndef LOCKSTEP_CORPUS_MEND_H
#define LOCKSTEP_CORPUS_MEND_H

#include "corpus/generate.h"

/// Brings scalars into their domains, lowers them where the case would have more than
/// `elements_max` elements or a domain would be empty, sets all counts, and corrects placements.
/// Scalars that are out of their domain by nothing but chance spread over it; zero bits become the
/// number nearest to zero. Uses the generator's own memory: one thread at a time.
void corpus_mend_shape(const struct corpus_generator *generator, struct corpus_case *one,
                       uint64_t elements_max);

/// Brings the elements of a case with a mended shape into their domains: sorted numbers are sorted,
/// unique ones moved apart, partitions and permutations made whole. Numbers whose domain is a
/// generator in C are left alone, since nobody can tell which of them are inside.
void corpus_mend_elements(const struct corpus_generator *generator, struct corpus_case *one);

/// Whether a leaf's numbers can only come from a generator in C, at least in part, so that bits
/// from elsewhere may lie outside.
bool corpus_is_generated(const struct spec_leaf *leaf);

/// Fills such a leaf's numbers by the generator, from the words of `seed`.
void corpus_generate_leaf(const struct corpus_generator *generator, struct corpus_case *one,
                          uint32_t param, uint32_t leaf, uint64_t seed);

#endif
