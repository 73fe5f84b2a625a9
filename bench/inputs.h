/// What a kernel is timed on: several input sets in rotation, certified and proven equal.
#ifndef LOCKSTEP_BENCH_INPUTS_H
#define LOCKSTEP_BENCH_INPUTS_H

#include "bench/loop.h"
#include "diff/subject.h"

enum { BENCH_SETS_MAX = 8 };

/// How inputs lie in memory and what they hold.
enum bench_class {
    BENCH_USUAL,     ///< 64-byte aligned, warm, free of subnormals
    BENCH_UNALIGNED, ///< each array one element past a 64-byte boundary, unless @align forbids
    BENCH_COLD,      ///< flushed from all caches before every call, in,out arrays too
    BENCH_SUBNORMAL, ///< every float that the domain lets be is subnormal
    BENCH_CLASSES,
};

const char *bench_class_name(enum bench_class class);
bool bench_class_parse(const char *name, enum bench_class *class);

/// Gives arrays the contents of a certain use, where drawn ones would not do.
typedef void bench_fill(struct corpus_case *one);

/// What is timed: a size, a class, and perhaps a use.
struct bench_workload {
    struct spec_bench_point point;
    enum bench_class class;
    bench_fill *fill;  ///< NULL: as drawn
    uint32_t sets_max; ///< up to BENCH_SETS_MAX
};

struct bench_inputs {
    const struct spec_kernel *kernel;
    enum bench_class class;
    struct corpus_case sets[BENCH_SETS_MAX];            ///< `data` of in,out arrays is their input
    uint8_t *arrays[BENCH_SETS_MAX][SPEC_PARAMS_MAX];   ///< what the kernel is given
    uint8_t *expected[BENCH_SETS_MAX][SPEC_PARAMS_MAX]; ///< the reference's written arrays
    uint8_t *expected_result[BENCH_SETS_MAX];
    uint32_t set_count;
    void **words; ///< as bench_loop wants them
    size_t stride;
    uint64_t elements;      ///< that one call reads, as corpus_case_elements counts
    uint64_t bytes;         ///< of all arrays of one call
    double subnormal_share; ///< of the floats in the reference's results
    uint8_t *memory[BENCH_SETS_MAX];
    size_t memory_bytes[BENCH_SETS_MAX];
};

/// Draws input sets for a workload and computes the reference's results. `salt` varies the
/// values and where arrays lie within a page, from process to process. False with a diag where the
/// point is outside the domains, or where the class cannot be had: then `*is_skipped` is set.
bool bench_inputs_make(struct bench_inputs *inputs, const struct diff_subject *subject,
                       const struct bench_workload *workload, uint64_t salt, bool *is_skipped,
                       struct base_pool *pool, struct base_diag *diag);
void bench_inputs_free(struct bench_inputs *inputs);

/// Calls the function on every set and compares with the reference's results by the contract's
/// rules. False with the first difference and the set that has it.
bool bench_inputs_prove(struct bench_inputs *inputs, const struct diff_subject *subject,
                        diff_function function, struct diff_outcome *outcome, uint32_t *set);

/// Reads a set's arrays in sequence (bench/bandwidth.h).
void bench_inputs_scan(const struct bench_inputs *inputs, uint32_t set);

/// Evicts a set's arrays from all caches.
void bench_inputs_flush(const struct bench_inputs *inputs, uint32_t set);

#endif
