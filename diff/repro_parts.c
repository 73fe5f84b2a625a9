#include "diff/repro_parts.h"

bool diff_repro_is_kept(const struct spec_param *param) {
    return param->is_array || param->base == SPEC_STRUCT;
}

uint32_t diff_repro_kept_index(const struct diff_repro *repro, uint32_t param) {
    uint32_t index = 0;
    for (uint32_t i = 0; i < param; i++)
        index += diff_repro_is_kept(&repro->kernel->params[i]);
    return index;
}

uint32_t diff_repro_kept_count(const struct diff_repro *repro) {
    return diff_repro_kept_index(repro, repro->kernel->param_count);
}

const struct corpus_case *diff_repro_failing(const struct diff_repro *repro) {
    return repro->cases[repro->case_count - 1];
}

bool diff_repro_is_compared(const struct spec_leaf *leaf) {
    return leaf->compare->rule_count > 1 || leaf->compare->rules->kind != SPEC_IGNORE;
}

uint32_t diff_repro_each_result(const struct diff_repro *repro, diff_repro_each *each) {
    const struct diff_comparison *comparison = &repro->subject->comparison;
    uint32_t result = 0;
    for (uint32_t i = 0; i < comparison->target_count; i++) {
        const struct diff_target *target = &comparison->targets[i];
        if (!diff_repro_is_compared(target->leaf))
            continue;
        if (each != NULL)
            each(repro, result, target->param_index, target->leaf);
        result++;
    }
    return result;
}
