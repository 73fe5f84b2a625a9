// AFL++'s map: each octave up to the level's is an edge of its own, by guards that no compiler
// made; how often it was taken tells the rung.

#include "fuzz/score.h"
#include "fuzz/targets/target.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>

void __sanitizer_cov_trace_pc_guard_init(uint32_t *start, uint32_t *end);
extern uint8_t *__afl_area_ptr;

enum { GUARDS = FUZZ_BUCKETS * FUZZ_FEEDBACK_OCTAVES };

/// The last one is taken by every input: afl-fuzz refuses a target of which it sees nothing, as it
/// would of libraries without instrumentation that agree on the first seed.
static uint32_t guards[GUARDS + 1];

__attribute__((constructor)) static void announce_guards(void) {
    __sanitizer_cov_trace_pc_guard_init(guards, guards + GUARDS + 1);
}

void target_feedback(uint32_t level, uint32_t bucket) {
    uint32_t rung = fuzz_rung_of(level);
    __afl_area_ptr[guards[GUARDS]] = 1;
    for (uint32_t i = 0; i <= rung / FUZZ_RUNGS; i++) {
        uint8_t count = fuzz_octave_count(rung, i);
        uint8_t *edge = &__afl_area_ptr[guards[bucket * FUZZ_FEEDBACK_OCTAVES + i]];
        // Several variants leave the highest.
        if (*edge < count)
            *edge = count;
    }
}

/// A persistent process stops itself between inputs. Where the fork server that continues it is
/// gone, because afl-fuzz was ended, it would stay stopped for ever.
void target_begin_process(void) {
    if (getenv("__AFL_SHM_ID") != NULL)
        prctl(PR_SET_PDEATHSIG, SIGKILL);
}
