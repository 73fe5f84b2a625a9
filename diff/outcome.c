#include "diff/outcome.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static const char *const class_names[DIFF_CLASSES] = {
    [DIFF_EQUAL] = "equal",     [DIFF_MISTRUSTED] = "mistrusted",
    [DIFF_DIFFERS] = "differs", [DIFF_UNSTABLE] = "unstable",
    [DIFF_LEAKED] = "leaked",   [DIFF_TRESPASSED] = "trespassed",
    [DIFF_HUNG] = "hung",       [DIFF_CRASHED] = "crashed",
};

static const char *const kind_names[DIFF_KINDS] = {
    [DIFF_KIND_NONE] = "",
    [DIFF_KIND_NAN] = "NaN against a number",
    [DIFF_KIND_INFINITE] = "an infinity against another value",
    [DIFF_KIND_ZERO_SIGN] = "the sign of zero",
    [DIFF_KIND_COARSE] = "a coarse difference",
    [DIFF_KIND_FINE] = "a fine difference",
    [DIFF_KIND_INTEGER] = "another integer",
    [DIFF_KIND_UNWRITTEN] = "never written",
    [DIFF_KIND_COMPARATOR] = "the comparator rejects it",
    [DIFF_KIND_NEIGHBOUR] = "changes with what other rows hold",
    [DIFF_KIND_READ_BEFORE] = "access before the array",
    [DIFF_KIND_READ_AFTER] = "access behind the array",
    [DIFF_KIND_WRITE_BEFORE] = "write before the array",
    [DIFF_KIND_WRITE_AFTER] = "write behind the array",
    [DIFF_KIND_WRITE_CONST] = "write to a const array",
    [DIFF_KIND_SIGNAL] = "signal",
    [DIFF_KIND_STACK_OVERFLOW] = "stack overflow",
    [DIFF_KIND_EXIT] = "exit",
    [DIFF_KIND_LEAK_REGISTER] = "a callee-saved register",
    [DIFF_KIND_LEAK_STACK_POINTER] = "the stack pointer",
    [DIFF_KIND_LEAK_STACK_BYTES] = "bytes of its caller's frame",
    [DIFF_KIND_LEAK_FLOAT_CONTROL] = "floating-point control bits",
    [DIFF_KIND_LEAK_X87_CONTROL] = "the x87 control word",
    [DIFF_KIND_LEAK_X87_STACK] = "values on the x87 stack (emms is missing)",
    [DIFF_KIND_LEAK_DIRECTION] = "the direction flag",
    [DIFF_KIND_LEAK_UPPER] = "upper halves of vector registers (vzeroupper is missing)",
    [DIFF_KIND_LEAK_SIGNAL_HANDLER] = "the handler of a signal",
    [DIFF_KIND_LEAK_FOLDER] = "the working folder",
    [DIFF_KIND_LEAK_LOCALE] = "the locale",
    [DIFF_KIND_LEAK_DESCRIPTOR] = "file descriptor",
    [DIFF_KIND_LEAK_THREAD] = "the number of threads, with every call",
    [DIFF_KIND_LEAK_PROCESS] = "the number of processes: a child was left",
};

static const char *const entry_state_names[DIFF_ENTRY_STATES] = {
    [DIFF_ENTRY_DEFAULT] = "default", [DIFF_ENTRY_FTZ] = "ftz",   [DIFF_ENTRY_UP] = "up",
    [DIFF_ENTRY_DOWN] = "down",       [DIFF_ENTRY_ZERO] = "zero",
};

const char *diff_class_name(enum diff_class class) {
    base_check(class < DIFF_CLASSES);
    return class_names[class];
}

const char *diff_kind_name(enum diff_kind kind) {
    base_check(kind < DIFF_KINDS);
    return kind_names[kind];
}

const char *diff_entry_state_name(enum diff_entry_state state) {
    base_check(state < DIFF_ENTRY_STATES);
    return entry_state_names[state];
}

static bool name_index(const char *const *names, unsigned count, const char *name,
                       unsigned *index) {
    for (*index = 0; *index < count; ++*index)
        if (strcmp(names[*index], name) == 0)
            return true;
    return false;
}

bool diff_class_parse(const char *name, enum diff_class *class) {
    unsigned index;
    bool found = name_index(class_names, DIFF_CLASSES, name, &index);
    if (found)
        *class = (enum diff_class)index;
    return found;
}

bool diff_entry_state_parse(const char *name, enum diff_entry_state *state) {
    unsigned index;
    bool found = name_index(entry_state_names, DIFF_ENTRY_STATES, name, &index);
    if (found)
        *state = (enum diff_entry_state)index;
    return found;
}

_Static_assert(DIFF_CLASSES <= 16 && DIFF_KINDS <= 32 && DIFF_ENTRY_STATES <= 8 &&
                   DIFF_NO_PARAM < 64,
               "a signature has this many bits for each of its parts");

// The packing: class 4 bits, side 1, kind 5, entry state 3, param 6, leaf 16, detail 16.
uint64_t diff_signature(const struct diff_outcome *outcome) {
    uint64_t packed = (uint64_t)outcome->class;
    packed = packed << 1 | (uint64_t)outcome->side;
    packed = packed << 5 | (uint64_t)outcome->kind;
    packed = packed << 3 | (uint64_t)outcome->entry_state;
    packed = packed << 6 | outcome->param;
    packed = packed << 16 | (outcome->leaf & 0xffff);
    return packed << 16 | ((uint64_t)outcome->detail & 0xffff);
}

struct diff_outcome diff_signature_outcome(uint64_t signature) {
    return (struct diff_outcome){
        .class = (enum diff_class)(signature >> 47),
        .side = (enum diff_side)(signature >> 46 & 1),
        .kind = (enum diff_kind)(signature >> 41 & 31),
        .entry_state = (enum diff_entry_state)(signature >> 38 & 7),
        .param = (uint32_t)(signature >> 32 & 63),
        .leaf = (uint32_t)(signature >> 16 & 0xffff),
        .detail = (int32_t)(signature & 0xffff),
    };
}

bool diff_outcome_is_late(const struct diff_outcome *outcome) {
    return outcome->class == DIFF_LEAKED && outcome->kind >= DIFF_KIND_LEAK_SIGNAL_HANDLER &&
           outcome->kind <= DIFF_KIND_LEAK_PROCESS;
}

/// "scores[3].pos[1]", "return", "return.x": the number that an outcome points at.
static void place_describe(const struct spec_kernel *kernel, const struct diff_outcome *outcome,
                           char *text, size_t text_bytes) {
    text[0] = '\0';
    if (outcome->param == DIFF_NO_PARAM)
        return;
    const struct spec_param *param =
        outcome->param == DIFF_RETURN ? &kernel->result : &kernel->params[outcome->param];
    char element[32] = "", field[160] = "";
    if (param->is_array)
        snprintf(element, sizeof element, "[%llu]", (unsigned long long)outcome->element);
    if (outcome->class == DIFF_DIFFERS && outcome->leaf < param->leaf_count) {
        const struct spec_leaf *leaf = &param->leaves[outcome->leaf];
        if (leaf->path[0] != '\0' && leaf->count > 1)
            snprintf(field, sizeof field, ".%.100s[%llu]", leaf->path,
                     (unsigned long long)outcome->number);
        else if (leaf->path[0] != '\0')
            snprintf(field, sizeof field, ".%.100s", leaf->path);
    }
    snprintf(text, text_bytes, " at %s%s%s", param->name, element, field);
}

/// "a callee-saved register, rbx", "floating-point control bits, 0x8040".
static void leak_describe(const struct diff_outcome *outcome, char *text, size_t text_bytes) {
#if defined(__x86_64__)
    static const char *const registers[] = {"rbx", "rbp", "r12", "r13", "r14", "r15"};
#else
    static const char *const registers[] = {"x19", "x20", "x21", "x22", "x23", "x24",
                                            "x25", "x26", "x27", "x28", "d8",  "d9",
                                            "d10", "d11", "d12", "d13", "d14", "d15"};
#endif
    const char *what = diff_kind_name(outcome->kind);
    size_t detail = (size_t)outcome->detail;
    if (outcome->kind == DIFF_KIND_LEAK_REGISTER && detail < sizeof registers / sizeof *registers)
        snprintf(text, text_bytes, ": left changed %s, %s", what, registers[detail]);
    else if (outcome->kind == DIFF_KIND_LEAK_FLOAT_CONTROL ||
             outcome->kind == DIFF_KIND_LEAK_X87_CONTROL)
        snprintf(text, text_bytes, ": left changed %s, 0x%zx", what, detail);
    else if (outcome->kind == DIFF_KIND_LEAK_DESCRIPTOR)
        snprintf(text, text_bytes, ": left changed %s %zu", what, detail);
    else if (outcome->kind == DIFF_KIND_LEAK_SIGNAL_HANDLER && sigabbrev_np(outcome->detail))
        snprintf(text, text_bytes, ": left changed %s, SIG%s", what, sigabbrev_np(outcome->detail));
    else
        snprintf(text, text_bytes, ": left changed %s", what);
}

void diff_outcome_describe(const struct spec_kernel *kernel, const struct diff_outcome *outcome,
                           char *text, size_t text_bytes) {
    char place[256] = "", how[160] = "", state[48] = "";
    if (outcome->class == DIFF_TRESPASSED && outcome->param != DIFF_NO_PARAM) {
        const struct spec_param *param = &kernel->params[outcome->param];
        long long stray = (long long)outcome->stray_bytes;
        if (outcome->kind == DIFF_KIND_WRITE_CONST)
            snprintf(how, sizeof how, ": wrote the const array %s", param->name);
        else if (stray < 0)
            snprintf(how, sizeof how, ": %s %s, %lld byte%s before its start",
                     diff_kind_name(outcome->kind), param->name, -stray, stray == -1 ? "" : "s");
        else
            snprintf(how, sizeof how, ": %s %s, at byte %lld behind its end",
                     diff_kind_name(outcome->kind), param->name, stray);
    } else if (outcome->kind == DIFF_KIND_SIGNAL) {
        const char *name = sigabbrev_np(outcome->detail);
        snprintf(how, sizeof how, ": SIG%s", name != NULL ? name : "?");
    } else if (outcome->kind == DIFF_KIND_EXIT) {
        snprintf(how, sizeof how, ": called exit(%d)", outcome->detail);
    } else if (outcome->class == DIFF_LEAKED) {
        leak_describe(outcome, how, sizeof how);
    } else if (outcome->kind != DIFF_KIND_NONE) {
        place_describe(kernel, outcome, place, sizeof place);
        snprintf(how, sizeof how, ": %s", diff_kind_name(outcome->kind));
    } else {
        place_describe(kernel, outcome, place, sizeof place);
    }
    if (outcome->entry_state != DIFF_ENTRY_DEFAULT)
        snprintf(state, sizeof state, " (entry state %s)",
                 diff_entry_state_name(outcome->entry_state));
    const char *who = outcome->side == DIFF_REFERENCE && outcome->class != DIFF_DIFFERS &&
                              outcome->class != DIFF_EQUAL
                          ? " in the reference"
                          : "";
    snprintf(text, text_bytes, "%s%s%s%s%s", diff_class_name(outcome->class), who, place, how,
             state);
}
