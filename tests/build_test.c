/// The build and its scripts say clearly what is wrong, and the libraries are what they claim.
#include "tests/scratch.h"

#define SOURCE_DIR TESTS_DIR "/.."

static char output[16384];

#define RUN(...) scratch_run(output, sizeof output, __VA_ARGS__)

static void write_small_project(void) {
    scratch_create();
    scratch_write("CMakeLists.txt", "cmake_minimum_required(VERSION 3.25)\n"
                                    "project(small LANGUAGES NONE)\n"
                                    "include(" SOURCE_DIR "/cmake/twins.cmake)\n"
                                    "kernel_check(missing-kernels reference optimized)\n");
    scratch_write("reference/dot.h", "");
    scratch_write("reference/dot.c", "");
    scratch_write("optimized/dot.c", "");
}

TestSuite(twins, .init = write_small_project, .fini = scratch_remove);

static int build_small_project(void) {
    return RUN("(cmake -G Ninja -S %s -B %s/build && cmake --build %s/build) 2>&1", scratch_root,
               scratch_root, scratch_root);
}

Test(twins, complete_kernel_builds) {
    cr_expect_eq(build_small_project(), 0, "%s", output);
}

Test(twins, missing_optimized) {
    scratch_write("reference/norm.h", "");
    scratch_write("reference/norm.c", "");
    cr_expect_neq(build_small_project(), 0);
    cr_expect(strstr(output, "missing optimized/norm.c (reference/norm.h exists)"), "%s", output);
}

Test(twins, missing_reference) {
    scratch_write("reference/norm.h", "");
    scratch_write("optimized/norm.c", "");
    cr_expect_neq(build_small_project(), 0);
    cr_expect(strstr(output, "missing reference/norm.c (reference/norm.h exists)"), "%s", output);
}

Test(twins, missing_contract_of_an_optimized_source) {
    scratch_write("optimized/norm.c", "");
    cr_expect_neq(build_small_project(), 0);
    cr_expect(strstr(output, "missing reference/norm.h (optimized/norm.c exists)"), "%s", output);
}

Test(twins, missing_contract_of_a_reference_source) {
    scratch_write("reference/norm.c", "");
    cr_expect_neq(build_small_project(), 0);
    cr_expect(strstr(output, "missing reference/norm.h (reference/norm.c exists)"), "%s", output);
}

#if defined __x86_64__
/// The dynamic loader goes by this mark when it refuses a library that the machine cannot run.
Test(build, levels_are_marked_for_the_loader) {
    static const char *const levels[] = {"v3", "v4"};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        char mark[64];
        snprintf(mark, sizeof mark, "x86 ISA needed: x86-64-%s", levels[i]);
        cr_assert_eq(RUN("readelf -n %s/liboptimized-%s.so 2>&1", BUILD_DIR, levels[i]), 0, "%s",
                     output);
        cr_expect(strstr(output, mark), "%s", output);
    }
    cr_assert_eq(RUN("readelf -n %s/liboptimized-baseline.so 2>&1", BUILD_DIR), 0, "%s", output);
    cr_expect_null(strstr(output, "x86 ISA needed: x86-64-v"), "%s", output);
}
#endif

/// The mathematical library differs between systems in the last bit, except for functions that
/// IEEE 754 defines exactly: of the others no kernel may call any.
Test(build, kernels_call_no_inexact_function) {
    cr_assert_eq(RUN("nm -D --undefined-only %s/libreference.so %s/liboptimized-*.so 2>&1",
                     BUILD_DIR, BUILD_DIR),
                 0, "%s", output);
    cr_assert(strstr(output, " U "), "%s", output);
    int status = RUN("nm -D --undefined-only %s/libreference.so %s/liboptimized-*.so |"
                     " grep -E ' U (a?(sin|cos|tan)h?|atan2|exp(2|10|m1)?|log(2|10|1p)?|pow|cbrt|"
                     "hypot|erfc?|[lt]?gamma|sincos)[fl]?(@|$)'",
                     BUILD_DIR, BUILD_DIR);
    cr_expect_eq(status, 1, "%s", output);
}

Test(build, unknown_preset_is_a_mistake) {
    cr_expect_eq(RUN("%s/ci/build nonsense 2>&1", SOURCE_DIR), 2);
    cr_expect(strstr(output, "error: no preset 'nonsense'"), "%s", output);
}

Test(build, report_knows_its_options) {
    cr_expect_eq(RUN("%s/ci/report --skip everything 2>&1", SOURCE_DIR), 2);
    cr_expect(strstr(output, "--skip 'everything': must be bench, gate or profile"), "%s", output);
    cr_expect_eq(RUN("%s/ci/report --quick 2>&1", SOURCE_DIR), 2);
    cr_expect(strstr(output, "unknown option --quick"), "%s", output);
    cr_expect_eq(RUN("make -n -C %s report 2>&1", SOURCE_DIR), 0, "%s", output);
    cr_expect(strstr(output, "ci/report"), "%s", output);
}

TestSuite(bootstrap, .init = scratch_create, .fini = scratch_remove);

Test(bootstrap, unknown_option_is_a_mistake) {
    cr_expect_eq(RUN("%s/ci/bootstrap --nonsense 2>&1", SOURCE_DIR), 2);
    cr_expect(strstr(output, "error: unknown option --nonsense"), "%s", output);
}

/// Another system: no dpkg-query in the PATH, and none of the tools either.
Test(bootstrap, other_system_lists_what_is_missing) {
    cr_expect_eq(RUN("PATH=%s /bin/bash %s/ci/bootstrap 2>&1", scratch_root, SOURCE_DIR), 2);
    cr_expect(strstr(output, "this is no Debian; install these by your system's means: cc clang "
                             "cmake ninja make pkg-config git criterion libffi libsodium jansson "
                             "mpfr"),
              "%s", output);
}

/// A Debian that has everything but one package: --check installs nothing and names it.
Test(bootstrap, check_names_the_missing_package) {
    scratch_write("apt-get", "#!/bin/sh\necho must not run; exit 1\n");
    scratch_write("dpkg-query", "#!/bin/sh\n"
                                "for package; do :; done\n"
                                "[ \"$package\" != libffi-dev ] && echo installed\n");
    cr_expect_eq(RUN("chmod +x %s/* && PATH=%s:$PATH %s/ci/bootstrap --check 2>&1", scratch_root,
                     scratch_root, SOURCE_DIR),
                 2);
    cr_expect(strstr(output, "missing packages: libffi-dev; run ci/bootstrap"), "%s", output);
}

/// With everything there, nothing is installed and no list is fetched.
Test(bootstrap, complete_system_is_left_alone) {
    scratch_write("apt-get", "#!/bin/sh\necho must not run; exit 1\n");
    scratch_write("dpkg-query", "#!/bin/sh\necho installed\n");
    cr_expect_eq(RUN("chmod +x %s/* && PATH=%s:$PATH %s/ci/bootstrap 2>&1", scratch_root,
                     scratch_root, SOURCE_DIR),
                 0, "%s", output);
    cr_expect_str_empty(output);
}
