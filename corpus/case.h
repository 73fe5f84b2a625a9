/// One case: the scalars and arrays of one call.
///
/// A case does not own a layout in guarded memory: whoever holds it points `data` at storage of
/// `capacity` bytes. corpus_case_create gives plain storage for the largest case of the contract;
/// diff points at its arena instead, so that generation writes where the kernel reads.
#ifndef LOCKSTEP_CORPUS_CASE_H
#define LOCKSTEP_CORPUS_CASE_H

#include "spec/kernel.h"

#include <stdio.h>

/// Where an array lies between its two guard pages.
enum corpus_placement {
    CORPUS_AT_END,    ///< its last byte touches the guard behind it (as far as @align allows)
    CORPUS_AT_START,  ///< its first byte touches the guard before it
    CORPUS_AT_OFFSET, ///< `offset` bytes (0..63, a multiple of the alignment) into a page
};

struct corpus_argument {
    uint64_t bits;     ///< a scalar's bits, zero-extended; unused for arrays and struct scalars
    uint8_t *data;     ///< elements of an array, or the one struct of a by-value struct scalar;
                       ///< pure outputs have data too, but it carries no meaning
    uint64_t count;    ///< elements of an array; 1 for a scalar
    uint64_t capacity; ///< bytes behind data
    enum corpus_placement placement;
    uint32_t offset;
};

/// `bits` of every scalar is filled for every case, arrays may have count 0. Padding bytes of
/// structs are zero.
struct corpus_case {
    const struct spec_kernel *kernel;
    struct corpus_argument arguments[SPEC_PARAMS_MAX];
};

/// Makes input arrays what other arguments of the case say they must be: the companion
/// NAME_complete, which the caller found.
struct corpus_completion {
    void (*complete)(struct corpus_case *one, void *context);
    void *context;
};

/// Completes a case whose elements were drawn, changed or read. NULL: the kernel needs nothing.
void corpus_case_complete(struct corpus_case *one, const struct corpus_completion *completion);

/// A case with storage of its own for the contract's largest case (reserved, touched only as
/// used). All scalars 0, all arrays empty. The caller frees it with corpus_case_free.
struct corpus_case *corpus_case_create(const struct spec_kernel *kernel);
void corpus_case_free(struct corpus_case *one);

/// Copies scalars, counts, placements and input elements into the target's storage.
void corpus_case_copy(struct corpus_case *target, const struct corpus_case *source);

/// A copy that takes just its bytes and lives in the pool: to be read, not to be changed.
const struct corpus_case *corpus_case_keep(const struct corpus_case *one, struct base_pool *pool);

/// The integer value of a scalar or 0 for a float one, sign-extended where its type is signed:
/// what expressions see. Writes one value for each parameter.
void corpus_case_values(const struct corpus_case *one, spec_wide values[SPEC_PARAMS_MAX]);

/// Sets the count of every array from its extent and the scalars. False where an extent is
/// negative, overflows, or exceeds the storage.
bool corpus_case_measure(struct corpus_case *one);

/// Whether scalars and input elements lie in their domains and counts equal extents; says in diag
/// which does not ("a[3] = 2 lies outside 0..1"). A `with` generator's domain admits everything.
bool corpus_case_valid(const struct corpus_case *one, struct base_diag *diag);

/// The number of elements that the kernel reads: all in and in,out arrays.
uint64_t corpus_case_elements(const struct corpus_case *one);

/// A 64-bit hash of scalars, counts, placements and input elements (SipHash, a fixed key).
uint64_t corpus_case_hash(const struct corpus_case *one);

/// What a .case file says besides the values. Texts are "" where the file is silent.
struct corpus_origin {
    const char *header;      ///< path of the contract
    const char *reference;   ///< path of the library
    const char *optimized;   ///< path of the variant, with its @PATTERN
    const char *verdict;     ///< the class the case earned
    const char *entry_state; ///< "" or some of default, ftz, up, down, zero, with commas
    uint64_t seed;
    int64_t index;         ///< of the corpus; −1 where it does not come from there
    int64_t first_index;   ///< corpus cases first_index..index−1 run before it; −1 for none
    const char *tolerance; ///< a number: of a bare `near`, where it is not the usual one
    uint64_t timeout_ms;   ///< for a call; 0: the usual one
    /// Cases that run before it in the same process; those of a file live in the pool.
    const struct corpus_case *const *earlier;
    uint32_t earlier_count;
};

/// As many earlier cases as a file holds; a failure that needs more is not worth reading.
enum { CORPUS_EARLIER_MAX = 64 };

/// Writes the text form, which a person can read and edit: hexadecimal floats with decimal
/// remarks, NaN with its bits; ends with `end`. `#` starts a remark. Round-trips every bit.
void corpus_case_write(const struct corpus_case *one, const struct corpus_origin *origin,
                       FILE *out);

/// Reads the text form into the case's storage; texts of origin live in the pool. False with
/// file:line:col for a file that is truncated, of another kernel, or outside the contract.
bool corpus_case_read(struct corpus_case *one, struct corpus_origin *origin, struct base_pool *pool,
                      const char *path, struct base_diag *diag);

/// Only the origin and the kernel's name, for a caller that must find the header first; it has no
/// earlier cases.
bool corpus_case_peek(const char *path, struct corpus_origin *origin, const char **kernel_name,
                      struct base_pool *pool, struct base_diag *diag);

#endif
