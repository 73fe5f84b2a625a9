// libFuzzer's extra counters: each rung up to the level is a feature of its own.

#include "fuzz/score.h"
#include "fuzz/targets/target.h"

#include <string.h>

/// `used` and `retain`, and not static: nothing reads it, and -O2 deleted it otherwise.
__attribute__((used, retain, section("__libfuzzer_extra_counters")))
uint8_t target_counters[FUZZ_BUCKETS][FUZZ_FEEDBACK_RUNGS];

void target_feedback(uint32_t level, uint32_t bucket) {
    memset(target_counters[bucket], 1, fuzz_rung_of(level) + 1);
}
