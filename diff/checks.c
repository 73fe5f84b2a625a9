#include "diff/checks.h"

#include "base/diag.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[DIFF_CHECKS] = {
    [DIFF_CHECK_REGISTERS] = "registers",
    [DIFF_CHECK_STACK_POINTER] = "stack-pointer",
    [DIFF_CHECK_STACK_BYTES] = "stack-bytes",
    [DIFF_CHECK_FLOAT_CONTROL] = "float-control",
    [DIFF_CHECK_X87_CONTROL] = "x87-control",
    [DIFF_CHECK_X87_STACK] = "x87-stack",
    [DIFF_CHECK_DIRECTION] = "direction",
    [DIFF_CHECK_VECTOR_HALVES] = "vector-halves",
    [DIFF_CHECK_ARGUMENT_JUNK] = "argument-junk",
    [DIFF_CHECK_SIGNAL_HANDLERS] = "signal-handlers",
    [DIFF_CHECK_FOLDER] = "folder",
    [DIFF_CHECK_LOCALE] = "locale",
    [DIFF_CHECK_DESCRIPTORS] = "descriptors",
    [DIFF_CHECK_THREADS] = "threads",
    [DIFF_CHECK_PROCESSES] = "processes",
    [DIFF_CHECK_GUARDS] = "guards",
    [DIFF_CHECK_SLACK] = "slack",
    [DIFF_CHECK_CONST_ARRAYS] = "const-arrays",
    [DIFF_CHECK_POISON] = "poison",
    [DIFF_CHECK_STACK_GARBAGE] = "stack-garbage",
    [DIFF_CHECK_PLACEMENTS] = "placements",
    [DIFF_CHECK_REPETITION] = "repetition",
    [DIFF_CHECK_REPEATED_ELSEWHERE] = "repeated-elsewhere",
    [DIFF_CHECK_VARIED_SLACK] = "varied-slack",
    [DIFF_CHECK_NEIGHBOURS] = "neighbours",
    [DIFF_CHECK_EVIDENCE] = "evidence",
};

_Static_assert(DIFF_CHECKS <= 32, "a mask of checks has 32 bits");

const char *diff_check_name(enum diff_check check) {
    base_check(check < DIFF_CHECKS);
    return names[check];
}

bool diff_check_parse(const char *name, enum diff_check *check) {
    for (unsigned i = 0; i < DIFF_CHECKS; i++) {
        if (strcmp(names[i], name) != 0)
            continue;
        *check = (enum diff_check)i;
        return true;
    }
    return false;
}

char *diff_checks_text(uint32_t without) {
    char *text = NULL;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    base_check(stream != NULL);
    const char *separator = "";
    for (unsigned i = 0; i < DIFF_CHECKS; i++) {
        if (diff_check_is_on(without, (enum diff_check)i))
            continue;
        fprintf(stream, "%s%s", separator, names[i]);
        separator = ",";
    }
    fclose(stream);
    return text;
}
