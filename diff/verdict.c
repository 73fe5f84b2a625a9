// The verdict of one variant from its findings and its evidence.

#include "diff/results.h"

enum {
    /// At least one case in this many must reject every null kernel: 1 % at any number of cases.
    NULL_REJECTION_CASES = 100,
    /// At least one compared number in this many must be finite.
    FINITE_NUMBERS = 1000,
};

static const char *mistrust_reason(const struct diff_variant_result *variant,
                                   struct base_pool *pool) {
    const struct diff_evidence *evidence = &variant->evidence;
    if (variant->is_unfinished)
        return "a failure was seen, but trouble kept it from being looked into";
    if (evidence->cases == 0)
        return "no case was run";
    if (evidence->numbers == 0)
        return "no number was compared: every slice was empty";
    if (evidence->finite < (evidence->numbers + FINITE_NUMBERS - 1) / FINITE_NUMBERS)
        return base_pool_format(pool,
                                "only %llu of %llu results were finite; narrow the domain to what "
                                "users pass",
                                (unsigned long long)evidence->finite,
                                (unsigned long long)evidence->numbers);
    uint64_t rejecting = evidence->null_cases - evidence->null_any;
    uint64_t floor = (evidence->null_cases + NULL_REJECTION_CASES - 1) / NULL_REJECTION_CASES;
    if (rejecting < floor)
        return base_pool_format(pool,
                                "a kernel that does nothing, writes zeros, or writes NaN would "
                                "pass %llu of the %llu cases tried; tighten @compare or @domain",
                                (unsigned long long)evidence->null_any,
                                (unsigned long long)evidence->null_cases);
    return NULL;
}

void diff_verdict_decide(struct diff_variant_result *variant, bool trusts_any,
                         struct base_pool *pool) {
    variant->verdict = DIFF_EQUAL;
    variant->mistrust = NULL;
    for (uint32_t i = 0; i < variant->finding_count; i++)
        if (variant->findings[i].class > variant->verdict)
            variant->verdict = variant->findings[i].class;
    if (variant->verdict != DIFF_EQUAL || trusts_any)
        return;
    variant->mistrust = mistrust_reason(variant, pool);
    if (variant->mistrust != NULL)
        variant->verdict = DIFF_MISTRUSTED;
}
