/// The corpus: case i is a function of (seed, kernel name, i), so a million cases are not files.
///
/// Drawing has two steps, because only the caller knows where arrays shall lie: the shape (scalars,
/// counts, placements), then the elements.
#ifndef LOCKSTEP_CORPUS_GENERATE_H
#define LOCKSTEP_CORPUS_GENERATE_H

#include "corpus/case.h"

/// The user's own generator, `@domain x: with NAME`, found by the caller in the reference library.
typedef void corpus_with(void *values, size_t count, uint64_t (*next)(void *state), void *state);

struct corpus_generator;

/// Prepares a kernel's corpus. `find` resolves the names of `with` generators (may be NULL where
/// the contract has none). False with a diag where no valid case exists: the contract's fault.
/// The caller frees it with corpus_generator_free. Nothing after this allocates. A generator has
/// memory of its own for drawing, so it serves one thread at a time.
bool corpus_generator_create(struct corpus_generator **generator, const struct spec_kernel *kernel,
                             uint64_t seed, corpus_with *(*find)(const char *name, void *context),
                             void *context, struct base_diag *diag);
void corpus_generator_free(struct corpus_generator *generator);

/// From now on every case whose elements are drawn or mended is completed afterwards. The generator
/// keeps the pointer; NULL: nothing is to be completed.
void corpus_generator_complete(struct corpus_generator *generator,
                               const struct corpus_completion *completion);

/// Draws case `index`'s scalars, counts and placements into `one`; leaves `data` alone.
void corpus_draw_shape(const struct corpus_generator *generator, uint64_t index,
                       struct corpus_case *one);

/// Fills the input arrays' elements of the case whose shape was just drawn; `data` points at
/// storage for them by now.
void corpus_draw_elements(const struct corpus_generator *generator, uint64_t index,
                          struct corpus_case *one);

/// Draws scalars and counts of a case to be timed: those of the bench point, the rest at random.
/// Numbers are such as users have: the realistic family, and of several alternatives in a float's
/// domain the first. False where the contract's domains do not admit the point.
bool corpus_bench_shape(const struct corpus_generator *generator,
                        const struct spec_bench_point *point, uint64_t index,
                        struct corpus_case *one);

/// Fills the elements of a case that corpus_bench_shape drew.
void corpus_bench_elements(const struct corpus_generator *generator, uint64_t index,
                           struct corpus_case *one);

/// Whether the kernel has one free 32-bit scalar or element, so that --exhaustive can run it;
/// else a diag that says what else is free.
bool corpus_exhaustive_possible(const struct spec_kernel *kernel, struct base_diag *diag);

/// How many cases an exhaustive run has, and how many patterns case `index` of it covers.
uint64_t corpus_exhaustive_cases(const struct corpus_generator *generator);
uint64_t corpus_exhaustive_patterns(const struct corpus_generator *generator, uint64_t index);

/// The two steps of an exhaustive case: consecutive bit patterns, those outside the domain left
/// out (a pattern outside is replaced by its neighbour inside and not counted).
void corpus_exhaustive_shape(const struct corpus_generator *generator, uint64_t index,
                             struct corpus_case *one);
void corpus_exhaustive_elements(const struct corpus_generator *generator, uint64_t index,
                                struct corpus_case *one);

#endif
