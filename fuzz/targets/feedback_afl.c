// AFL++'s map: each rung up to the level is an edge of its own, by guards that no compiler made.

#include "fuzz/score.h"
#include "fuzz/targets/target.h"

void __sanitizer_cov_trace_pc_guard_init(uint32_t *start, uint32_t *end);
void __sanitizer_cov_trace_pc_guard(uint32_t *guard);

enum { GUARDS = FUZZ_BUCKETS * FUZZ_FEEDBACK_RUNGS };

static uint32_t guards[GUARDS];

__attribute__((constructor)) static void announce_guards(void) {
    __sanitizer_cov_trace_pc_guard_init(guards, guards + GUARDS);
}

void target_feedback(uint32_t level, uint32_t bucket) {
    uint32_t rung = fuzz_rung_of(level);
    for (uint32_t i = 0; i <= rung; i++)
        __sanitizer_cov_trace_pc_guard(&guards[bucket * FUZZ_FEEDBACK_RUNGS + i]);
}
