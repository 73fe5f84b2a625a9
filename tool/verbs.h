/// The verbs of the command line. Each takes the words behind it and returns the exit status:
/// 0 all equal, 1 a failure, 2 the user's mistake or the machine's trouble, 3 a gate that cannot
/// decide.
#ifndef LOCKSTEP_TOOL_VERBS_H
#define LOCKSTEP_TOOL_VERBS_H

int tool_verb_show(int count, char **words);
int tool_verb_diff(int count, char **words);
int tool_verb_fuzz(int count, char **words);
int tool_verb_shrink(int count, char **words);
int tool_verb_replay(int count, char **words);
int tool_verb_report(int count, char **words);
int tool_verb_bench(int count, char **words);
int tool_verb_gate(int count, char **words);
int tool_verb_measure(int count, char **words);
int tool_verb_emit_assertions(int count, char **words);

#endif
