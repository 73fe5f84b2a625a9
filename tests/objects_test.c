/// What ci/check-objects forbids, planted into objects; the same sources compiled as kernels are
/// pass. Each rule has a plant that only it catches, under every compiler that is installed.
#include "tests/scratch.h"

#define SOURCE_DIR TESTS_DIR "/.."

/// How references are compiled; see cmake/kernels.cmake.
#define SCALAR "-O2 -fno-tree-vectorize -fno-tree-slp-vectorize -ffp-contract=off"

#if defined __x86_64__
#define FMA "-march=x86-64-v3"
#else
#define FMA "-O2"
#endif

static char output[16384];

#define RUN(...) scratch_run(output, sizeof output, __VA_ARGS__)

TestSuite(objects, .init = scratch_create, .fini = scratch_remove);

static const char *const compilers[] = {"cc", "gcc-12", "clang-14", "clang-19"};

enum { COMPILERS = sizeof compilers / sizeof *compilers };

static int has_compiler(const char *compiler) {
    return RUN("command -v %s", compiler) == 0;
}

/// Compiles tests/objects/NAME.c, and its twin in which every fma is a call.
static void compile(const char *compiler, const char *name, const char *flags) {
    static const char *const includes[] = {"", "-include " SOURCE_DIR "/cmake/opaque_fma.h"};
    static const char *const folders[] = {"objects", "twins"};
    for (int twin = 0; twin < 2; twin++)
        cr_assert_eq(RUN("mkdir -p %s/%s && %s -std=c17 -c %s %s " TESTS_DIR
                         "/objects/%s.c -o %s/%s/%s.o 2>&1",
                         scratch_root, folders[twin], compiler, flags, includes[twin], name,
                         scratch_root, folders[twin], name),
                     0, "%s", output);
}

static int check(const char *options, const char *name, int has_twin) {
    char twin[256] = "";
    if (has_twin)
        snprintf(twin, sizeof twin, "--opaque %s/twins/%s.o", scratch_root, name);
    return RUN(SOURCE_DIR "/ci/check-objects %s %s/objects/%s.o %s 2>&1", options, scratch_root,
               name, twin);
}

static void expect_accused(const char *compiler, int status, const char *function,
                           const char *rule) {
    cr_expect_eq(status, 1, "%s: status %d: %s", compiler, status, output);
    cr_expect(strstr(output, function) != NULL, "%s: %s", compiler, output);
    cr_expect(strstr(output, rule) != NULL, "%s: %s", compiler, output);
}

static void expect_acquitted(const char *compiler, int status) {
    cr_expect_eq(status, 0, "%s: status %d: %s", compiler, status, output);
}

Test(objects, packed_arithmetic_in_a_reference) {
    for (int i = 0; i < COMPILERS; i++) {
        const char *compiler = compilers[i];
        if (!has_compiler(compiler))
            continue;
        compile(compiler, "packed", "-O3 -ffp-contract=off");
        int status = check("--scalar", "packed", 1);
        expect_accused(compiler, status, ": scale", "packed arithmetic in a reference");
        expect_accused(compiler, status, ": count", "packed arithmetic in a reference");
        expect_acquitted(compiler, check("", "packed", 1));
        compile(compiler, "packed", SCALAR);
        expect_acquitted(compiler, check("--scalar", "packed", 1));
        cr_expect(strstr(output, "1 objects") != NULL, "%s", output);
    }
}

Test(objects, contraction_beside_a_written_fma) {
    for (int i = 0; i < COMPILERS; i++) {
        const char *compiler = compilers[i];
        if (!has_compiler(compiler))
            continue;
        compile(compiler, "contracted", "-O2 " FMA " -ffp-contract=fast");
        int status = check("", "contracted", 1);
        expect_accused(compiler, status, ": rounded_twice", "a contraction");
        cr_expect_null(strstr(output, ": written"), "%s: %s", compiler, output);
        compile(compiler, "contracted", "-O2 " FMA " -ffp-contract=off");
        expect_acquitted(compiler, check("", "contracted", 1));
        cr_expect(strstr(output, " 1 fma instructions") != NULL, "%s: %s", compiler, output);
    }
}

Test(objects, fma_where_the_target_has_none) {
    for (int i = 0; i < COMPILERS; i++) {
        const char *compiler = compilers[i];
        if (!has_compiler(compiler))
            continue;
        compile(compiler, "contracted", "-O2 " FMA " -ffp-contract=off");
        expect_accused(compiler, check("", "contracted", 0), ": written", "a contraction");
    }
}

/// CMake takes it where the compiler is clang.
Test(objects, other_disassembler) {
    if (!has_compiler("llvm-objdump-14"))
        return;
    compile("cc", "contracted", "-O2 " FMA " -ffp-contract=fast");
    int status = check("--objdump llvm-objdump-14", "contracted", 1);
    expect_accused("llvm-objdump-14", status, ": rounded_twice", "a contraction");
    compile("cc", "contracted", "-O2 " FMA " -ffp-contract=off");
    expect_acquitted("llvm-objdump-14", check("--objdump llvm-objdump-14", "contracted", 1));
    cr_expect(strstr(output, " 1 fma instructions") != NULL, "%s", output);
    compile("cc", "packed", "-O3 -ffp-contract=off");
    status = check("--objdump llvm-objdump-14 --scalar", "packed", 1);
    expect_accused("llvm-objdump-14", status, ": count", "packed arithmetic in a reference");
}

Test(objects, estimates) {
    for (int i = 0; i < COMPILERS; i++) {
        const char *compiler = compilers[i];
        if (!has_compiler(compiler))
            continue;
        compile(compiler, "estimated", "-O2 -DROOT");
        expect_accused(compiler, check("", "estimated", 1), ": inverse_root", "an estimate");
        compile(compiler, "estimated", "-O2 -DRECIPROCAL");
        expect_accused(compiler, check("", "estimated", 1), ": inverse", "an estimate");
        compile(compiler, "estimated", "-O2");
        expect_acquitted(compiler, check("--scalar", "estimated", 1));
    }
}

Test(objects, what_cannot_be_read_does_not_pass) {
    cr_expect_eq(RUN(SOURCE_DIR "/ci/check-objects 2>&1"), 2, "%s", output);
    cr_expect_eq(RUN(SOURCE_DIR "/ci/check-objects %s/absent.o 2>&1", scratch_root), 2, "%s",
                 output);
    scratch_write("empty.c", "extern int nothing;\n");
    cr_assert_eq(RUN("cc -c %s/empty.c -o %s/empty.o 2>&1", scratch_root, scratch_root), 0, "%s",
                 output);
    cr_expect_eq(RUN(SOURCE_DIR "/ci/check-objects %s/empty.o 2>&1", scratch_root), 2, "%s",
                 output);
    cr_expect(strstr(output, "holds no instruction") != NULL, "%s", output);
}

/// How a source undoes the flags depends on the compiler, so it is compiled by the test's own.
#if defined __clang__
#define COMPILER "clang"
#else
#define COMPILER "gcc"
#endif

/// The check is part of the build: a source whose pragma undoes the flags does not build.
static int build_with(const char *contraction) {
    char source[512];
    snprintf(source, sizeof source,
             "float sum(float a, float b, float c);\n"
             "%sfloat sum(float a, float b, float c) { return a * b + c; }\n",
             contraction);
    scratch_write("sum.c", source);
    scratch_write("CMakeLists.txt", "cmake_minimum_required(VERSION 3.25)\n"
                                    "project(small LANGUAGES C)\n"
                                    "include(" SOURCE_DIR "/cmake/objects.cmake)\n"
                                    "set(options -O2 " FMA " -ffp-contract=off)\n"
                                    "add_library(kernels SHARED sum.c)\n"
                                    "target_compile_options(kernels PRIVATE ${options})\n"
                                    "kernel_objects(kernels SOURCES sum.c OPTIONS ${options})\n");
    return RUN("(cmake -G Ninja -DCMAKE_C_COMPILER=" COMPILER
               " -S %s -B %s/build && cmake --build %s/build) 2>&1",
               scratch_root, scratch_root, scratch_root);
}

Test(objects, build_fails) {
#if defined __clang__
    static const char contraction[] = "#pragma clang fp contract(fast)\n";
#else
    static const char contraction[] = "__attribute__((optimize(\"fp-contract=fast\")))\n";
#endif
    cr_expect_eq(build_with(""), 0, "%s", output);
    cr_expect_neq(build_with(contraction), 0, "%s", output);
    cr_expect(strstr(output, ": sum") && strstr(output, "a contraction"), "%s", output);
}
