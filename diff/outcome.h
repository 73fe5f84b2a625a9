/// What one case earned on one variant, and the signature by which failures are one finding.
#ifndef LOCKSTEP_DIFF_OUTCOME_H
#define LOCKSTEP_DIFF_OUTCOME_H

#include "spec/kernel.h"

/// From best to worst; a kernel's verdict is the worst that any case earned.
enum diff_class {
    DIFF_EQUAL,
    DIFF_MISTRUSTED, ///< the evidence is too thin to say equal; never the class of a case
    DIFF_DIFFERS,
    DIFF_UNSTABLE,   ///< same input, yet an output that the contract rejects against the first
    DIFF_LEAKED,     ///< processor state left changed
    DIFF_TRESPASSED, ///< touched a byte outside its arrays, or wrote a const one
    DIFF_HUNG,
    DIFF_CRASHED, ///< signal, abort, exit
    DIFF_CLASSES,
};

const char *diff_class_name(enum diff_class class);
bool diff_class_parse(const char *name, enum diff_class *class);

enum diff_side {
    DIFF_REFERENCE,
    DIFF_OPTIMIZED,
};

/// How two results differ, a trespass strayed, or a crash came: the finer part of a signature.
enum diff_kind {
    DIFF_KIND_NONE,
    DIFF_KIND_NAN,        ///< NaN against a number
    DIFF_KIND_INFINITE,   ///< an infinity against a finite value or the other infinity
    DIFF_KIND_ZERO_SIGN,  ///< −0 against +0
    DIFF_KIND_COARSE,     ///< finite, relative difference above 2^−10
    DIFF_KIND_FINE,       ///< finite, relative difference of at most 2^−10
    DIFF_KIND_INTEGER,    ///< integers differ
    DIFF_KIND_UNWRITTEN,  ///< the optimized side left the filler in a result
    DIFF_KIND_COMPARATOR, ///< the contract's own comparator said no
    DIFF_KIND_NEIGHBOUR,  ///< a row's result changes with other rows
    DIFF_KIND_READ_BEFORE,
    DIFF_KIND_READ_AFTER,
    DIFF_KIND_WRITE_BEFORE,
    DIFF_KIND_WRITE_AFTER,
    DIFF_KIND_WRITE_CONST,
    DIFF_KIND_SIGNAL,
    DIFF_KIND_STACK_OVERFLOW,
    DIFF_KIND_EXIT,
    DIFF_KIND_LEAK_REGISTER, ///< a callee-saved register; detail is its place in the ABI's list
    DIFF_KIND_LEAK_STACK_POINTER,
    DIFF_KIND_LEAK_STACK_BYTES,   ///< wrote its caller's frame
    DIFF_KIND_LEAK_FLOAT_CONTROL, ///< MXCSR or FPCR; detail holds the changed bits
    DIFF_KIND_LEAK_X87_CONTROL,
    DIFF_KIND_LEAK_X87_STACK, ///< left values on it: a missing emms
    DIFF_KIND_LEAK_DIRECTION, ///< the direction flag is set
    DIFF_KIND_LEAK_UPPER,     ///< upper halves of vector registers: a missing vzeroupper
    DIFF_KIND_LEAK_SIGNAL_HANDLER,
    DIFF_KIND_LEAK_FOLDER, ///< the working folder
    DIFF_KIND_LEAK_LOCALE,
    DIFF_KIND_LEAK_DESCRIPTOR, ///< closed or changed file descriptor 0, 1 or 2
    DIFF_KIND_LEAK_THREAD,     ///< each call leaves more threads running
    DIFF_KIND_LEAK_PROCESS,    ///< a child process: left behind, or returned from the kernel too
    DIFF_KINDS,
};

const char *diff_kind_name(enum diff_kind kind);

/// The floating-point state in which both sides are entered.
enum diff_entry_state {
    DIFF_ENTRY_DEFAULT,
    DIFF_ENTRY_FTZ,  ///< subnormals flushed: FTZ and DAZ on x86-64, FPCR.FZ on AArch64
    DIFF_ENTRY_UP,   ///< rounding towards +∞
    DIFF_ENTRY_DOWN, ///< rounding towards −∞
    DIFF_ENTRY_ZERO, ///< rounding towards zero
    DIFF_ENTRY_STATES,
};

const char *diff_entry_state_name(enum diff_entry_state state);
bool diff_entry_state_parse(const char *name, enum diff_entry_state *state);

/// The result of a kernel rather than one of its parameters, where a param index stands.
enum { DIFF_RETURN = SPEC_PARAMS_MAX, DIFF_NO_PARAM = SPEC_PARAMS_MAX + 1 };

struct diff_outcome {
    enum diff_class class;
    enum diff_side side; ///< who crashed, hung, trespassed or is unstable
    enum diff_kind kind;
    enum diff_entry_state entry_state;
    uint32_t param; ///< the array or result concerned, DIFF_RETURN or DIFF_NO_PARAM
    uint32_t leaf;
    int32_t detail;      ///< the signal's number or the exit status
    uint64_t element;    ///< first differing element, or where the trespass hit
    uint64_t number;     ///< first differing number within the element's leaf
    int64_t stray_bytes; ///< of a trespass: bytes before the start (negative) or past the end
    bool changes_bits;   ///< a repetition gave other bits, within the tolerance: a remark
    double error;        ///< relative size of the first difference; infinite for NaN and the like
};

/// Failures of one variant with equal signatures are one bucket. Position is not part of it, since
/// shrinking moves it; kind and the result concerned are, since shrinking must keep them.
uint64_t diff_signature(const struct diff_outcome *outcome);

/// The outcome's coarse facts from its signature; positions and errors are zero.
struct diff_outcome diff_signature_outcome(uint64_t signature);

/// Whether the outcome is a change of the process, which is seen some cases after it was made.
bool diff_outcome_is_late(const struct diff_outcome *outcome);

/// One line for people: "differs: scores[3] coarse (optimized 0x1p+0, …)" without values.
void diff_outcome_describe(const struct spec_kernel *kernel, const struct diff_outcome *outcome,
                           char *text, size_t text_bytes);

#endif
