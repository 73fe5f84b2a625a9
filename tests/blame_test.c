// Where two results differ, the oracle says which side is wrong.
#include "tests/scratch.h"

static const char header[] = "/// A third.\n/// @domain x: 1..1000\n/// @compare ulp 4\n"
                             "float third(float x);\n";

static char output[1 << 14];

static void create(void) {
    static const struct {
        const char *name, *factor;
    } sides[] = {{"right", ""}, {"wrong", "* 1.01f"}, {"worse", "* 1.5f"}};
    char text[256], name[32];
    scratch_create();
    scratch_write("k.h", header);
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
        snprintf(name, sizeof name, "%s.c", sides[i].name);
        snprintf(text, sizeof text,
                 "float third(float x) { return x / 3 %s; }\n"
                 "double third_oracle(float x) { return (double)x / 3; }\n",
                 sides[i].factor);
        scratch_write(name, text);
        cr_assert_eq(scratch_run(output, sizeof output,
                                 "cd %s && cc -shared -fPIC %s -o %s.so 2>&1", scratch_root, name,
                                 sides[i].name),
                     0, "%s", output);
    }
}

TestSuite(blame, .init = create, .fini = scratch_remove, .timeout = 120);

static void expect_blame(const char *reference, const char *optimized, const char *blame) {
    int status = scratch_run(output, sizeof output,
                             "cd %s && %s/lockstep diff k.h --reference %s.so --optimized %s.so "
                             "--inputs 2000 2>&1",
                             scratch_root, BUILD_DIR, reference, optimized);
    cr_expect_eq(status, 1, "%s", output);
    cr_expect_not_null(strstr(output, blame), "%s and %s: not \"%s\": %s", reference, optimized,
                       blame, output);
}

Test(blame, the_side_that_is_far_from_the_oracle_is_wrong) {
    expect_blame("right", "wrong", "; the optimized side is wrong: reference 0, optimized ");
    expect_blame("wrong", "right", "; the reference is wrong: reference ");
    expect_blame("wrong", "worse", "; both are wrong: reference ");
}
