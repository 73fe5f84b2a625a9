// libFuzzer's extra counters: each rung that is reached is a feature of its own.

#include "fuzz/score.h"
#include "fuzz/targets/target.h"

/// `used` and `retain`, and not static: nothing reads it, and -O2 deleted it otherwise.
__attribute__((used, retain, section("__libfuzzer_extra_counters")))
uint8_t target_counters[FUZZ_BUCKETS][FUZZ_FEEDBACK_OCTAVES];

void target_feedback(uint32_t level, uint32_t bucket) {
    uint32_t rung = fuzz_rung_of(level);
    for (uint32_t i = 0; i <= rung / FUZZ_RUNGS; i++) {
        uint8_t count = fuzz_octave_count(rung, i);
        // Several variants leave the highest.
        if (target_counters[bucket][i] < count)
            target_counters[bucket][i] = count;
    }
}

void target_begin_process(void) {
}
