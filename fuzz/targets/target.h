/// What the parts of a fuzz target share. One entry serves libFuzzer, AFL++ and plain replay; where
/// kernel and contract come from, and who sees the feedback, is decided by what is linked.
#ifndef LOCKSTEP_FUZZ_TARGETS_TARGET_H
#define LOCKSTEP_FUZZ_TARGETS_TARGET_H

#include "diff/subject.h"
#include "fuzz/codec.h"

/// Makes the subject: from what is linked (linked.c), or from the libraries that the environment
/// names (hosted.c). Ends the program with one line where that fails. Repeated calls give the same.
const struct diff_subject *target_subject(void);

/// The target's codec.
const struct fuzz_codec *target_codec(void);

/// The case that an input stands for; valid until the next call of one of these three.
const struct corpus_case *target_case(const uint8_t *data, size_t size);

/// The same, for the caller to change into another valid case, which target_case_encode writes.
struct corpus_case *target_case_to_change(const uint8_t *data, size_t size);

/// Writes the changed case's bytes, which target_case then knows without decoding them; returns how
/// many, or 0 with `data` untouched where they exceed `capacity`.
size_t target_case_encode(uint8_t *data, size_t capacity);

/// Writes `count` seeds into a folder: cases of the corpus, and the given .case files; and
/// FOLDER.dict, the remarkable numbers of the kernel's types and domains. Ends the program with one
/// line where that fails.
void target_write_seeds(const char *folder, uint32_t count, char **cases, int case_count);

/// Tells the engine how far a result diverges; see fuzz/score.h for levels and buckets.
void target_feedback(uint32_t level, uint32_t bucket);

/// What the engine wants of every process of a target before its first input.
void target_begin_process(void);

/// The engines' interface; declared here since no header of theirs is installed.
int LLVMFuzzerInitialize(int *count, char ***words);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t capacity, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *first, size_t first_size, const uint8_t *second,
                                 size_t second_size, uint8_t *out, size_t capacity, unsigned seed);

#endif
