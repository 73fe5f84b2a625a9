/// What the parts of the parser share; no other folder includes this.
#ifndef LOCKSTEP_SPEC_PARSE_H
#define LOCKSTEP_SPEC_PARSE_H

#include "spec/kernel.h"
#include "spec/token.h"

/// A struct of more leaves, bytes or levels than this is no element of an array.
enum { SPEC_LEAVES_MAX = 256, SPEC_STRUCT_BYTES_MAX = 1 << 20, SPEC_STRUCT_DEPTH_MAX = 16 };

/// Parentheses deeper than this, and expressions of more operators, are errors: they bound our
/// recursion, here and in whoever walks an expression.
enum { SPEC_EXPR_DEPTH_MAX = 32, SPEC_EXPR_OPERATORS_MAX = 200, SPEC_DEFINE_DEPTH_MAX = 32 };

/// A type name, resolved. `trouble` says why it cannot stand in a contract; it is only an error
/// where a kernel uses the type.
struct spec_type {
    enum spec_base base;
    const struct spec_struct *structure;
    const struct spec_enum *enumeration;
    const char *spelling; ///< without const
    const char *trouble;
    bool is_const;
};

enum spec_define_state {
    SPEC_DEFINE_UNREAD,
    SPEC_DEFINE_BUSY,
    SPEC_DEFINE_INTEGER,
    SPEC_DEFINE_OTHER,
};

/// A #define; the body is read when an expression first names it.
struct spec_define {
    struct spec_define *next;
    const char *name;
    const char *body;
    size_t body_length;
    struct base_place place;
    bool has_params;
    enum spec_define_state state;
    spec_wide value;
};

struct spec_constant {
    struct spec_constant *next;
    const char *name;
    spec_wide value;
};

/// A name of the header's own: a typedef, or (is_tag) what follows `struct` or `enum`.
struct spec_named {
    struct spec_named *next;
    const char *name;
    bool is_tag;
    bool is_own;  ///< declared in the user's file, not in one it includes
    bool is_used; ///< by a kernel, directly or inside another struct
    struct spec_type type;
};

struct spec_kernel_link {
    struct spec_kernel_link *next;
    struct spec_kernel *kernel;
};

struct spec_reader {
    struct base_pool *pool;
    struct base_diag *diag;
    const char *path;
    bool is_preprocessed;
    struct spec_header *header;
    struct spec_cursor cursor;
    struct spec_define *defines;
    struct spec_constant *constants;
    struct spec_named *names;
    struct spec_kernel_link *kernels;
    uint32_t kernel_count;
    uint32_t expr_operators;    ///< of the expression being read
    uint32_t define_depth;      ///< defines being read because one names the next
    bool packs;                 ///< a #pragma pack is in force
    bool has_includes;          ///< a known standard header was skipped
    bool needs_preprocessor;    ///< the diag names what only `cc -E` understands
    bool may_need_preprocessor; ///< an unknown name might come from a skipped header
};

/// The names an expression may use: the first `count` of params, and "return" in a slice.
struct spec_scope {
    const struct spec_param *params;
    uint32_t count;
    bool allows_return;
};

/// A kernel while its tags are read. Leaves are the mutable twins of those in params.
struct spec_draft {
    struct spec_reader *reader;
    struct spec_kernel *kernel;
    struct spec_param params[SPEC_PARAMS_MAX + 1]; ///< the last in use is the result
    struct spec_leaf *leaves[SPEC_PARAMS_MAX + 1];
    bool has_role[SPEC_PARAMS_MAX + 1];
    bool has_align[SPEC_PARAMS_MAX + 1];
    bool has_compare;
    bool has_compare_for_all; ///< an @compare without a target was read
    struct spec_compare compare_for_all;
    struct spec_token compare_for_all_token;
    struct base_place bench_place, gate_place;
};

// token helpers (parse.c)
const struct spec_token *spec_peek(const struct spec_cursor *cursor);
const struct spec_token *spec_next(struct spec_cursor *cursor);
bool spec_take_symbol(struct spec_cursor *cursor, char symbol);
bool spec_take_word(struct spec_cursor *cursor, const char *word);
bool spec_expect_symbol(struct spec_reader *reader, struct spec_cursor *cursor, char symbol,
                        const char *context);
bool spec_expected(struct spec_reader *reader, const struct spec_token *token, const char *what);
bool spec_expect_end(struct spec_reader *reader, const struct spec_cursor *cursor,
                     const char *context);
const char *spec_copy_name(struct spec_reader *reader, const struct spec_token *token);
/// `; did you mean 'x'?`, or "".
const char *spec_suggest(struct spec_reader *reader, const char *word,
                         const char *const *candidates, size_t count);
bool spec_needs_preprocessor(struct spec_reader *reader, struct base_place place, const char *what);

// expressions (expr.c)
bool spec_parse_expr(struct spec_reader *reader, struct spec_cursor *cursor,
                     const struct spec_scope *scope, const struct spec_expr **expr);
/// A constant, where the place allows nothing else (an enumerator, the length of a field).
bool spec_parse_constant(struct spec_reader *reader, struct spec_cursor *cursor, spec_wide *value);
const struct spec_expr *spec_number_expr(struct spec_reader *reader, spec_wide number,
                                         struct base_place place, const char *text);
/// Digits of a decimal or 0x integer; false with a diag for floats, octals and overflow.
bool spec_read_integer(struct spec_reader *reader, const struct spec_token *token,
                       spec_wide *number);
struct spec_interval {
    spec_wide low, high; ///< empty where low > high
};
/// All values that expr can have while scalar i lies in scalars[i]; clamped to the 64-bit range.
struct spec_interval spec_expr_interval(const struct spec_expr *expr,
                                        const struct spec_interval *scalars);
/// Sets bit i for each parameter i that the expression names.
uint32_t spec_expr_params(const struct spec_expr *expr);
int32_t spec_find_param(const struct spec_param *params, uint32_t count,
                        const struct spec_token *name);
/// The same with a diag that suggests a near name.
bool spec_require_param(struct spec_draft *draft, const struct spec_token *name, uint32_t *index);

// types (types.c), declarations (structs.c)
bool spec_parse_type(struct spec_reader *reader, struct spec_cursor *cursor,
                     struct spec_type *type);
struct spec_named *spec_find_named(const struct spec_reader *reader, const struct spec_token *name,
                                   bool is_tag);
void spec_mark_used(struct spec_reader *reader, const struct spec_type *type);
struct spec_named *spec_add_named(struct spec_reader *reader, const char *name, bool is_tag,
                                  struct base_place place, struct spec_type type);
bool spec_parse_typedef(struct spec_reader *reader, struct spec_cursor *cursor);
bool spec_parse_struct(struct spec_reader *reader, struct spec_cursor *cursor);
bool spec_parse_enum(struct spec_reader *reader, struct spec_cursor *cursor);
bool spec_skip_attributes(struct spec_reader *reader, struct spec_cursor *cursor);

// kernels (prototype.c, tags.c, domain_tag.c, compare_tag.c, check.c)
bool spec_parse_prototype(struct spec_reader *reader, struct spec_cursor *cursor,
                          struct spec_draft *draft);
bool spec_parse_tag_names(struct spec_reader *reader, const struct spec_token *tokens,
                          size_t count);
bool spec_parse_tags(struct spec_draft *draft, const struct spec_token *tokens, size_t count);
bool spec_parse_domain(struct spec_draft *draft, const struct spec_token *tag,
                       struct spec_cursor *cursor);
bool spec_parse_compare(struct spec_draft *draft, const struct spec_token *tag,
                        struct spec_cursor *cursor);
bool spec_finish_compares(struct spec_draft *draft);
bool spec_check_kernel(struct spec_draft *draft);
/// Finds the leaves that `.name.name` names below a parameter: all of them where nothing follows.
/// Sets selected[i] for each; the cursor stands behind the path.
bool spec_parse_fields(struct spec_draft *draft, struct spec_cursor *cursor,
                       const struct spec_token *name, uint32_t param, bool *selected);

// directives (directives.c)
/// Reads the #defines, drops what is not for C, and leaves the cursor on what remains.
bool spec_obey_directives(struct spec_reader *reader);

/// Reads a whole text into a header; parse.c calls the rest.
bool spec_read_text(struct spec_reader *reader, const char *text, size_t length);

#endif
