/// What the files that write a reproducer share; for diff/repro*.c alone.
///
/// A reproducer consists of tables made from the case and the contract, and of text that is the
/// same for all. Pieces of that text are marked with what they serve, so that a file carries only
/// what its case needs.
#ifndef LOCKSTEP_DIFF_REPRO_PARTS_H
#define LOCKSTEP_DIFF_REPRO_PARTS_H

#include "diff/noise.h"
#include "diff/repro.h"

enum {
    DIFF_REPRO_NEGATED = (1 << 6) - 1, ///< those needs that have a NO_X
    DIFF_REPRO_NO_SHIFT = 21,
};

/// What a case needs; each NO_X is set where X is not.
enum {
    DIFF_REPRO_ARRAYS = 1 << 0,   ///< arrays, or structs by value, which are kept like them
    DIFF_REPRO_FLOATS = 1 << 1,   ///< compared results of floating type
    DIFF_REPRO_INTEGERS = 1 << 2, ///< compared results of integer type
    DIFF_REPRO_SLICE = 1 << 3,    ///< a result of which only the first elements are compared
    DIFF_REPRO_MAGNITUDE = 1 << 4,
    DIFF_REPRO_NEIGHBOUR = 1 << 5,   ///< a row's result, also among other rows
    DIFF_REPRO_WRITABLE = 1 << 6,    ///< arrays that the kernel writes
    DIFF_REPRO_PURE = 1 << 7,        ///< pure outputs
    DIFF_REPRO_DISTANCE = 1 << 8,    ///< |r − o|
    DIFF_REPRO_LARGER = 1 << 9,      ///< max(|r|, |o|)
    DIFF_REPRO_NEAR = 1 << 10,       ///< max(1, …)
    DIFF_REPRO_COMPARATOR = 1 << 11, ///< a `with` rule
    DIFF_REPRO_ORACLE = 1 << 12,
    DIFF_REPRO_COMPANION = 1 << 13, ///< a magnitude or an oracle
    DIFF_REPRO_EARLIER = 1 << 14,   ///< cases to run before
    DIFF_REPRO_PAIR = 1 << 15,      ///< reference against optimized
    DIFF_REPRO_TWICE = 1 << 16,     ///< one side against itself, elsewhere in memory
    DIFF_REPRO_ALONE = 1 << 17,     ///< one side alone against the same after earlier cases
    DIFF_REPRO_AGAIN = 1 << 18,     ///< a second call of the failing case
    DIFF_REPRO_WIDENED = 1 << 19,   ///< in,out arrays that a companion wants widened
    DIFF_REPRO_LEAK = 1 << 20,      ///< something that a call must leave as it found it
    DIFF_REPRO_NO_ARRAYS = DIFF_REPRO_ARRAYS << DIFF_REPRO_NO_SHIFT,
    DIFF_REPRO_NO_FLOATS = DIFF_REPRO_FLOATS << DIFF_REPRO_NO_SHIFT,
    DIFF_REPRO_NO_INTEGERS = DIFF_REPRO_INTEGERS << DIFF_REPRO_NO_SHIFT,
    DIFF_REPRO_NO_SLICE = DIFF_REPRO_SLICE << DIFF_REPRO_NO_SHIFT,
    DIFF_REPRO_NO_MAGNITUDE = DIFF_REPRO_MAGNITUDE << DIFF_REPRO_NO_SHIFT,
    DIFF_REPRO_NO_NEIGHBOUR = DIFF_REPRO_NEIGHBOUR << DIFF_REPRO_NO_SHIFT,
};

/// A piece of fixed text, for files that have all those needs. A NULL ends a list of pieces.
struct diff_repro_text {
    uint32_t needs;
    const char *text;
};

extern const struct diff_repro_text diff_repro_process[], diff_repro_numbers[], diff_repro_show[],
    diff_repro_main[];

struct diff_repro {
    const struct diff_subject *subject;
    const struct spec_kernel *kernel;
    const struct corpus_case *const *cases; ///< in the order of their calls, the failing one last
    uint32_t case_count;
    uint32_t call_count; ///< at least case_count
    const struct diff_outcome *outcome;
    uint64_t salt;
    uint32_t needs;
    struct diff_noise_choice noise; ///< for DIFF_REPRO_NEIGHBOUR
    bool has_rows[SPEC_PARAMS_MAX]; ///< the arrays that rows divide
    FILE *out;
};

/// Whether a parameter is kept in the reproducer's tables: an array, or a struct by value.
bool diff_repro_is_kept(const struct spec_param *param);
/// Its index in those tables.
uint32_t diff_repro_kept_index(const struct diff_repro *repro, uint32_t param);
uint32_t diff_repro_kept_count(const struct diff_repro *repro);

/// Whether the contract compares a leaf at all.
bool diff_repro_is_compared(const struct spec_leaf *leaf);

/// The leaves that the contract compares: calls `each` for every one, with its index in the
/// reproducer's table of results.
typedef void diff_repro_each(const struct diff_repro *repro, uint32_t result, uint32_t param,
                             const struct spec_leaf *leaf);
uint32_t diff_repro_each_result(const struct diff_repro *repro, diff_repro_each *each);

/// The failing case, whose scalars the slices see.
const struct corpus_case *diff_repro_failing(const struct diff_repro *repro);

/// A number as C source that has exactly these bits: a literal for integers, bits for floats.
void diff_repro_literal(enum spec_base base, uint64_t bits, char *text, size_t text_bytes);
/// The same for people: the shortest decimal that reads back as the same float.
void diff_repro_remark(enum spec_base base, uint64_t bits, char *text, size_t text_bytes);

/// Whether an argument has tables of elements, one for each leaf; and the identifier of one.
bool diff_repro_has_table(const struct corpus_case *one, uint32_t param);
void diff_repro_table_name(const struct spec_param *param, uint32_t case_number, uint32_t leaf,
                           FILE *out);

/// The tables of cases, and the function that shows the failing one.
void diff_repro_write_cases(const struct diff_repro *repro);
/// The tables of arrays and their places in memory.
void diff_repro_write_places(const struct diff_repro *repro);
/// The tables of results and the functions that hold the contract's rules.
void diff_repro_write_results(const struct diff_repro *repro);
void diff_repro_write_rules(const struct diff_repro *repro);
/// The functions that ask comparators; they follow diff_repro_show.
void diff_repro_write_comparators(const struct diff_repro *repro);
/// The functions that call the kernel and its companions.
void diff_repro_write_calls(const struct diff_repro *repro);

/// A failure that is a leak: the header it needs, or "", and the functions note_state, called
/// before the kernel, and check_state, called after it, which puts what changed into words.
bool diff_repro_is_leak(enum diff_kind kind);
const char *diff_repro_leak_include(enum diff_kind kind);
void diff_repro_write_leak(const struct diff_repro *repro);
/// Whether the kernel is called through the function repro_call, which watches registers and stack.
bool diff_repro_has_trampoline(const struct diff_repro *repro);
void diff_repro_write_trampoline(const struct diff_repro *repro);

#endif
