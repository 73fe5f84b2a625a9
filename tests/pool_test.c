#include "base/poison.h"
#include "base/pool.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

/// Sizes around the alignment, around a block, and none at all.
static const size_t sizes[] = {1, 0, 15, 16, 17, 64, 1000, 65536 - 64, 65536, 65537, 3, 200000, 5};
enum { SIZES = sizeof sizes / sizeof *sizes };

Test(pool, what_is_taken_is_zeroed_aligned_and_shared_with_nobody) {
    struct base_pool pool = {0};
    uint8_t *taken[SIZES];
    for (size_t i = 0; i < SIZES; i++) {
        taken[i] = base_pool_take(&pool, sizes[i]);
        cr_assert_eq((uintptr_t)taken[i] % _Alignof(max_align_t), 0);
        for (size_t k = 0; k < sizes[i]; k++)
            cr_assert_eq(taken[i][k], 0, "byte %zu of %zu", k, sizes[i]);
        memset(taken[i], (int)i + 1, sizes[i]);
    }
    for (size_t i = 0; i < SIZES; i++)
        for (size_t k = 0; k < sizes[i]; k++)
            cr_assert_eq(taken[i][k], i + 1, "byte %zu of %zu", k, sizes[i]);
    base_pool_free(&pool);
}

/// The bytes before and behind what was taken are nobody's, to the byte.
Test(pool, a_step_outside_is_seen_by_the_sanitizer) {
#ifdef BASE_HAS_ADDRESS_SANITIZER
    struct base_pool pool = {0};
    for (size_t i = 0; i < SIZES; i++) {
        uint8_t *taken = base_pool_take(&pool, sizes[i]);
        cr_expect_null(__asan_region_is_poisoned(taken, sizes[i]), "%zu bytes", sizes[i]);
        cr_expect(__asan_address_is_poisoned(taken + sizes[i]), "behind %zu bytes", sizes[i]);
        cr_expect(__asan_address_is_poisoned(taken - 1), "before %zu bytes", sizes[i]);
    }
    base_pool_free(&pool);
#else
    cr_skip("this build has no AddressSanitizer; ci/test sanitize runs this");
#endif
}
