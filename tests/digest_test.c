/// Digests tell builds apart by a single bit, also where a comparison forgives it, and only by what
/// contracts declare.
#include "tests/scratch.h"

#define SOURCE_DIR TESTS_DIR "/.."

static char output[16384];

#define RUN(...) scratch_run(output, sizeof output, __VA_ARGS__)

TestSuite(digest, .init = scratch_create, .fini = scratch_remove);

/// Compiles a kernel's text into a library and returns whether it has the reference's digest.
static int has_same_digest(const char *kernel, const char *text) {
    char first[64], second[64], name[2][256];
    scratch_write("kernel.c", text);
    cr_assert_eq(RUN("cc -std=c17 -O2 -ffp-contract=off -shared -fPIC -I" SOURCE_DIR
                     " %s/kernel.c -o %s/libkernel.so -lm 2>&1",
                     scratch_root, scratch_root),
                 0, "%s", output);
    cr_assert_eq(RUN("%s/digest %s/reference/%s.h --library %s/libreference.so "
                     "--library %s/libkernel.so --cases 3000 2>&1",
                     BUILD_DIR, SOURCE_DIR, kernel, BUILD_DIR, scratch_root),
                 0, "%s", output);
    cr_assert_eq(
        sscanf(output, "%*s %255s %*s %63s %*s %255s %*s %63s", name[0], first, name[1], second), 4,
        "%s", output);
    cr_assert_eq(strlen(first), 32, "%s", output);
    return strcmp(first, second) == 0;
}

#define DOT_BEGIN                                                                                  \
    "#include \"reference/dot.h\"\n"                                                               \
    "#include \"reference/internal/lanes.h\"\n"                                                    \
    "float dot(size_t n, const float *a, const float *b) {\n"

Test(digest, same_source) {
    cr_expect(has_same_digest("dot", DOT_BEGIN "return canonical(lanes_dot(n, a, b)); }\n"));
}

/// `@compare bits` takes any NaN for any other; the numeric contract of the shipped kernels and the
/// digest do not.
Test(digest, another_nan) {
    cr_expect_not(has_same_digest("dot", DOT_BEGIN
                                  "float r = lanes_dot(n, a, b); return r != r ? -NAN : r; }\n"));
}

Test(digest, sign_of_zero) {
    cr_expect_not(has_same_digest("dot", DOT_BEGIN "float r = canonical(lanes_dot(n, a, b));\n"
                                                   "return n == 0 ? -r : r; }\n"));
}

#define NEIGHBORS                                                                                  \
    "#include \"reference/neighbors.h\"\n"                                                         \
    "#define neighbors plain\n"                                                                    \
    "#include \"reference/neighbors.c\"\n"                                                         \
    "#undef neighbors\n"                                                                           \
    "size_t neighbors(size_t nodes, size_t arcs, const uint32_t *offsets, const uint32_t "         \
    "*targets,\n"                                                                                  \
    "    size_t count, const uint32_t *ids, size_t capacity, uint32_t *ends, uint32_t *found) {\n" \
    "    size_t n = plain(nodes, arcs, offsets, targets, count, ids, capacity, ends, found);\n"

/// Elements behind a slice carry no meaning, those before its end do.
Test(digest, slices) {
    cr_expect(has_same_digest("neighbors", NEIGHBORS "for (size_t i = n; i < capacity; i++) "
                                                     "found[i] = 7; return n; }\n"));
    cr_expect_not(
        has_same_digest("neighbors", NEIGHBORS "if (n > 0) found[n - 1] ^= 1; return n; }\n"));
}

/// The table has a row for each kernel, and names the cases of the shards that differ.
Test(digest, shards_that_differ_are_named) {
    scratch_write("kernel.c", DOT_BEGIN "float r = canonical(lanes_dot(n, a, b));\n"
                                        "return n == 97 ? r + 1 : r; }\n");
    cr_assert_eq(RUN("cd %s && cc -std=c17 -O2 -ffp-contract=off -shared -fPIC -I" SOURCE_DIR
                     " kernel.c -o liboptimized-odd.so -lm && cp " BUILD_DIR
                     "/libreference.so . && "
                     "cp libreference.so liboptimized-even.so",
                     scratch_root),
                 0, "%s", output);
    int status = RUN("CASES=2500 SHARD=100 JOBS=1 " SOURCE_DIR "/ci/digest --compilers '' "
                     "--cross '' --built %s --runner " BUILD_DIR "/digest --kernels dot 2>&1",
                     scratch_root);
    cr_expect_eq(status, 1, "%s", output);
    cr_expect(strstr(output, "2 of 3 builds") && strstr(output, "1 differ"), "%s", output);
    cr_expect(strstr(output, " odd: other outputs in cases "), "%s", output);
    cr_expect_not(strstr(output, " even: "), "%s", output);
}

Test(digest, mistakes) {
    cr_expect_eq(RUN("%s/digest %s/reference/dot.h 2>&1", BUILD_DIR, SOURCE_DIR), 2, "%s", output);
    cr_expect_eq(RUN("%s/digest %s/reference/dot.h --library %s/absent.so 2>&1", BUILD_DIR,
                     SOURCE_DIR, scratch_root),
                 2, "%s", output);
    cr_expect_eq(RUN("%s/digest %s/reference/dot.h --library %s/libreference.so --cases x 2>&1",
                     BUILD_DIR, SOURCE_DIR, BUILD_DIR),
                 2, "%s", output);
    cr_expect(strstr(output, "'x' is no number"), "%s", output);
}
