// For programs whose engine watches another process.

#include "fuzz/targets/target.h"

void target_feedback(uint32_t level, uint32_t bucket) {
    (void)level;
    (void)bucket;
}

void target_begin_process(void) {
}
