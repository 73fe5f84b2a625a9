// lockstep VERB …: finds the verb and gives it the rest.

#include "base/diag.h"
#include "tool/verbs.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

struct verb {
    const char *name;
    int (*run)(int count, char **words);
    const char *help; ///< NULL: for our own use
};

static const struct verb verbs[] = {
    {"show", tool_verb_show, "print what was understood of a contract"},
    {"diff", tool_verb_diff, "run the seeded corpus through the reference and each variant"},
    {"fuzz", tool_verb_fuzz, "search for inputs on which the two sides diverge"},
    {"shrink", tool_verb_shrink, "minimize one failing case"},
    {"replay", tool_verb_replay, "run saved cases and print both sides' outputs"},
    {"bench", tool_verb_bench, "time both sides, interleaved, with statistics"},
    {"gate", tool_verb_gate, "decide each @gate, or against an older build, with confidence"},
    {"report", tool_verb_report, "merge the results of shards"},
    {"measure", tool_verb_measure, NULL},
    {"emit-assertions", tool_verb_emit_assertions, NULL},
};

enum { VERB_COUNT = sizeof verbs / sizeof *verbs };

static void print_help(FILE *out) {
    fprintf(out, "lockstep proves that an optimized kernel equals its reference, or shows the "
                 "smallest input on which it does not.\n\nusage: lockstep VERB …\n\n");
    for (size_t i = 0; i < VERB_COUNT; i++)
        if (verbs[i].help != NULL)
            fprintf(out, "  %-8s %s\n", verbs[i].name, verbs[i].help);
    fprintf(out, "\n`lockstep VERB --help` tells a verb's options, with an example.\n"
                 "Exit status: 0 all equal; 1 a failure; 2 a mistake in the call or trouble with "
                 "the machine; 3 a gate that cannot decide.\n");
}

static int unknown_verb(const char *word) {
    const char *names[VERB_COUNT];
    size_t count = 0;
    for (size_t i = 0; i < VERB_COUNT; i++)
        if (verbs[i].help != NULL)
            names[count++] = verbs[i].name;
    const char *nearest = base_nearest(word, names, count);
    if (nearest != NULL)
        fprintf(stderr, "error: there is no verb %s; did you mean %s?\n", word, nearest);
    else
        fprintf(stderr, "error: there is no verb %s; see `lockstep --help`\n", word);
    return 2;
}

int main(int count, char **words) {
    // A reader that ends early (head) must not end us without a word: writing then fails instead.
    signal(SIGPIPE, SIG_IGN);
    if (count < 2) {
        print_help(stderr);
        return 2;
    }
    if (strcmp(words[1], "--help") == 0 || strcmp(words[1], "help") == 0) {
        print_help(stdout);
        return 0;
    }
    for (size_t i = 0; i < VERB_COUNT; i++)
        if (strcmp(verbs[i].name, words[1]) == 0)
            return verbs[i].run(count - 2, words + 2);
    return unknown_verb(words[1]);
}
