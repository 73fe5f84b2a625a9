// The timing verbs as a user meets them. No test here depends on how fast anything is: what is
// wrong, incomparable or asked wrongly must be found whatever the machine does.

#include "bench/step.h"
#include "tests/scratch.h"

#include <dlfcn.h>
#include <glob.h>
#include <jansson.h>

static const char header[] = "#include <stddef.h>\n#include <stdint.h>\n"
                             "/// Sums words.\n"
                             "/// @domain  n: 1..64\n"
                             "/// @compare bits\n"
                             "/// @bench   n: 16 64\n"
                             "/// @gate    2x\n"
                             "uint64_t sum(size_t n, const uint64_t words[n]);\n";

#define BODY(rest)                                                                                 \
    "#include <stddef.h>\n#include <stdint.h>\n#include <stdlib.h>\n#include <threads.h>\n"        \
    "uint64_t sum(size_t n, const uint64_t words[n]) { uint64_t total = 0;\n"                      \
    "for (size_t i = 0; i < n; i++) total += words[i]; " rest " return total; }\n"

static char output[1 << 16];

static void create(void) {
    scratch_create();
    scratch_write("sum.h", header);
    scratch_write("right.c", BODY(""));
    scratch_write("wrong.c", BODY("total = words[0];"));
    scratch_write("lazy.c", BODY("static unsigned calls; if (++calls > 100) return 1;"));
    scratch_write("abort.c", BODY("abort();"));
    scratch_write("busy.c", BODY("volatile int spins = 0; while (spins < 200000) spins++;"));
    scratch_write("asleep.c", BODY("thrd_sleep(&(struct timespec){.tv_nsec = 1000000}, NULL);"));
    static const char *const names[] = {"right", "wrong", "lazy", "abort", "busy", "asleep"};
    for (int i = 0; i < 6; i++) {
        int status =
            scratch_run(output, sizeof output, "cd %s && cc -O1 -shared -fPIC %s.c -o %s.so 2>&1",
                        scratch_root, names[i], names[i]);
        cr_assert_eq(status, 0, "%s", output);
    }
}

TestSuite(gate, .init = create, .fini = scratch_remove, .timeout = 240);

#define RUN(command)                                                                               \
    scratch_run(output, sizeof output,                                                             \
                "cd %s && export XDG_CACHE_HOME=$PWD && L=%s/lockstep && { %s; } 2>&1",            \
                scratch_root, BUILD_DIR, command)

static void expect(int wanted, int status, const char *word) {
    cr_expect_eq(status, wanted, "status %d, not %d: %s", status, wanted, output);
    cr_expect_not_null(strstr(output, word), "does not say \"%s\": %s", word, output);
}

Test(gate, a_fast_but_wrong_kernel_fails) {
    int status = RUN("$L gate sum.h --reference right.so --optimized wrong.so --junit j.xml");
    expect(1, status, "wrong.so is not equal to the reference: differs");
    status = RUN("cat j.xml out/history.jsonl lockstep-out/history.jsonl 2>/dev/null");
    cr_expect_not_null(strstr(output, "<failure message=\"wrong: "), "%s", output);
    cr_expect_not_null(strstr(output, "\"verdict\":\"wrong\""), "%s", output);
}

Test(gate, a_kernel_that_answers_rightly_only_until_it_is_timed_fails) {
    int status = RUN("$L gate sum.h --reference right.so --optimized lazy.so");
    expect(1, status, "after timing");
}

Test(gate, a_kernel_that_sleeps_is_not_fast) {
    // Its CPU time is a fraction of the reference's; its wall time is a multiple.
    int status = RUN("$L gate sum.h --reference busy.so --optimized asleep.so");
    cr_expect(status == 1 || status == 3, "status %d: %s", status, output);
    cr_expect_not_null(strstr(output, "there wall time decides"), "%s", output);
    cr_expect_not_null(strstr(output, "0 pass"), "%s", output);
    RUN("$L bench sum.h --reference busy.so --optimized busy.so");
    cr_expect_null(strstr(output, "wall time is told"), "nobody slept: %s", output);
}

/// A number that gate.json has once.
static double told(const char *name) {
    char line[128];
    scratch_run(line, sizeof line, "grep -o '\"%s\": [0-9.]*' %s/lockstep-out/gate.json", name,
                scratch_root);
    const char *number = strchr(line, ' ');
    cr_assert_not_null(number, "%s is not told: %s", name, line);
    return atof(number);
}

/// Ten rounds where they come near the gate; fewer where all that there were lie far from it.
Test(gate, rounds_end_early_only_far_from_the_gate) {
    scratch_write("half.c", BODY("volatile int spins = 0; while (spins < 100000) spins++;"));
    RUN("cc -O1 -shared -fPIC half.c -o half.so && sed -i 's/16 64/16/' sum.h");
    RUN("$L gate sum.h --reference busy.so --optimized right.so");
    cr_expect_eq(told("processes"), 6, "%s", output);
    cr_expect_lt(told("rounds") + told("dropped_rounds"), 60, "%s", output);
    RUN("$L gate sum.h --reference busy.so --optimized half.so");
    cr_expect_geq(told("rounds") + told("dropped_rounds"), 10 * told("processes"), "%s", output);
}

Test(gate, a_kernel_that_ends_its_process_fails) {
    int status = RUN("$L gate sum.h --reference right.so --optimized abort.so");
    expect(1, status, "signal 6");
    status = RUN("$L bench sum.h --reference right.so --optimized abort.so");
    expect(1, status, "crashed");
}

Test(gate, who_crashed_is_known) {
    int status = RUN("$L gate sum.h --reference right.so --optimized right.so --against abort.so");
    expect(3, status, "[incomparable]: in abort.so the process that timed it ended by signal 6");
    status = RUN("$L gate sum.h --reference abort.so --optimized right.so");
    expect(3, status, "0 pass, 2 incomparable");
    // Only one of the two points crashes.
    scratch_write("half.c", BODY("if (n > 16) abort(); if (n > 1) total++;"));
    status = RUN("cc -O1 -shared -fPIC half.c -o half.so && "
                 "$L gate sum.h --reference right.so --optimized half.so");
    expect(1, status, "n=64 [wrong]: in half.so the process that timed it ended by signal 6");
    expect(1, status, "n=16 [wrong]: half.so is not equal to the reference");
}

Test(gate, floating_point_state_that_is_left_changed_is_the_variant_s_fault) {
#if defined(__x86_64__)
    const char *leak = "__builtin_ia32_ldmxcsr(0x9fc0);";
#else
    const char *leak = "__asm__ volatile(\"msr fpcr, %0\" : : \"r\"(1ul << 24));";
#endif
    char source[512], late[512];
    snprintf(source, sizeof source, BODY("%s"), leak);
    scratch_write("leak.c", source);
    snprintf(late, sizeof late, BODY("static int calls; if (++calls > 500) { %s }"), leak);
    scratch_write("late.c", late);
    RUN("cc -O1 -shared -fPIC leak.c -o leak.so && cc -O1 -shared -fPIC late.c -o late.so");
    expect(1, RUN("$L gate sum.h --reference right.so --optimized leak.so"), "leak.so is not");
    expect(1, RUN("$L gate sum.h --reference right.so --optimized late.so"), "late.so is not");
    expect(3, RUN("$L gate sum.h --reference right.so --optimized right.so --against leak.so"),
           "leaked: it leaves the floating-point control state changed");
}

Test(gate, annotations_and_summaries_of_github) {
    int status = RUN("export GITHUB_STEP_SUMMARY=summary.md; $L gate sum.h --reference right.so "
                     "--optimized wrong.so --github");
    expect(1, status, "::error file=sum.h,line=8,title=lockstep gate::sum n=16, wrong.so: wrong");
    status = RUN("cat summary.md");
    expect(0, status, "| sum | n=64 | wrong.so | - | - | - | - | 2 | - | wrong: wrong.so is not");
}

Test(gate, another_machine_s_baseline_is_incomparable) {
    scratch_write("other.json", "{\"machine\": {\"id\": \"0\", \"processor\": \"another one\"}, "
                                "\"benchmarks\": []}\n");
    int status = RUN("$L gate sum.h --reference right.so --optimized right.so "
                     "--baseline ./other.json");
    expect(3, status, "another machine");
    cr_expect_not_null(strstr(output, "2 incomparable"), "%s", output);
    status = RUN("$L bench sum.h --reference right.so --optimized right.so "
                 "--baseline ./other.json");
    expect(3, status, "another machine");
}

Test(gate, another_reference_s_baseline_is_incomparable) {
    int status = RUN("$L bench sum.h --reference right.so --optimized right.so --save-baseline b "
                     ">/dev/null && $L gate sum.h --reference busy.so --optimized right.so "
                     "--baseline b");
    expect(3, status, "the reference library's code is not the one");
}

Test(gate, odd_names_stay_inside_their_fields) {
    int status = RUN("export GITHUB_STEP_SUMMARY=summary.md; cp wrong.so 'a|b&<\"c.so'; "
                     "for i in 1 2; do $L gate sum.h --reference right.so --optimized "
                     "'a|b&<\"c.so' --junit j.xml >/dev/null & done; wait; "
                     "$L gate sum.h --reference right.so --optimized 'a|b&<\"c.so' --github "
                     "--junit j.xml");
    expect(1, status, "wrong");
    expect(0, RUN("cat summary.md"), "| a\\|b\\&\\<\"c.so |");
    expect(0, RUN("cat j.xml"), "a|b&amp;&lt;&quot;c.so");
    expect(0, RUN("wc -l <lockstep-out/history.jsonl; ls lockstep-out"), "6\n");
    cr_expect_null(strstr(output, "partial"), "%s", output);
}

Test(gate, an_old_build_that_differs_cannot_be_compared_with) {
    int status = RUN("$L gate sum.h --reference right.so --optimized right.so --against wrong.so");
    expect(3, status, "wrong.so is not equal to the reference");
    // A folder stands for the library in it that has the variant's name.
    status = RUN("mkdir old && cp wrong.so old/right.so && "
                 "$L gate sum.h --reference right.so --optimized right.so --against old");
    expect(3, status, "right.so is not equal to the reference");
    expect(2, RUN("$L gate sum.h --reference right.so --optimized lazy.so --against old"),
           "cannot read the library");
}

Test(gate, mistakes_in_the_call_are_status_2) {
    scratch_write("free.h", "/// Adds one.\n/// @compare bits\nint sum(int x);\n");
    expect(2, RUN("$L gate free.h --reference right.so --optimized right.so"), "no kernel has a");
    expect(2, RUN("$L bench free.h --reference right.so --optimized right.so"), "no kernel has a");
    expect(2, RUN("$L gate sum.h --reference right.so --optimized right.so --baseline none"),
           "no baseline can be read");
    expect(2, RUN("$L bench sum.h --reference right.so --optimized right.so --class warm"),
           "no class is called \"warm\"");
    expect(2, RUN("$L measure </dev/null"), "");
    expect(2, RUN("$L bench sum.h --reference right.so --optimized right.so --variance 2 --json"),
           "--json is for one run");
    expect(2, RUN("$L bench sum.h --reference right.so --optimized right.so --suite --class cold"),
           "--class is for @bench points");
    expect(2,
           RUN("$L gate sum.h --reference right.so --optimized right.so --against right.so "
               "--best right.so"),
           "--best is for the speed-up gate");
    expect(2,
           RUN("$L gate sum.h --reference right.so --optimized right.so --optimized lazy.so "
               "--against ."),
           "a folder stands for the old build of one variant");
}

/// A kernel that tells each measuring process that begins, and never returns from the second one.
#define STUCK(rest)                                                                                \
    "#include <stdio.h>\n" BODY(                                                                   \
        "static long process; if (process == 0) { FILE *file = fopen(\"begun\", \"a\");"           \
        "fputc('x', file); process = ftell(file); fclose(file); }"                                 \
        "if (process >= 2) thrd_sleep(&(struct timespec){.tv_sec = 1000}, NULL);" rest)

static void create_stuck(void) {
    scratch_write("stuck.c", STUCK(""));
    scratch_write("stray.c", STUCK("if (n > 16) total++;"));
    cr_assert_eq(RUN("cc -O1 -shared -fPIC stuck.c -o stuck.so && "
                     "cc -O1 -shared -fPIC stray.c -o stray.so"),
                 0, "%s", output);
}

static json_t *read_document(const char *name) {
    char path[512];
    json_error_t error;
    snprintf(path, sizeof path, "%s/%s", scratch_root, name);
    json_t *document = json_load_file(path, 0, &error);
    cr_assert_not_null(document, "%s: %s", name, error.text);
    return document;
}

#define BEGUN(signal) "p=$!; until [ \"$(cat begun)\" = xx ]; do sleep 0.1; done; kill " signal

Test(gate, an_interrupted_gate_leaves_what_it_measured) {
    create_stuck();
    int status =
        RUN("$L gate sum.h --reference right.so --optimized stuck.so --junit j.xml & " BEGUN(
            "-INT $p; wait $p"));
    expect(2, status, "n=16 [undecided]: interrupted after 1 process");
    expect(2, status, "interrupted: gates that were not finished are undecided");
    json_t *document = read_document("lockstep-out/gate.json");
    cr_expect(json_is_true(json_object_get(document, "interrupted")));
    json_t *cells = json_object_get(document, "cells");
    cr_expect_eq(json_array_size(cells), 2);
    for (size_t i = 0; i < json_array_size(cells); i++) {
        json_t *cell = json_array_get(cells, i);
        cr_expect_eq(json_array_size(json_object_get(cell, "log_ratios")), 1);
        cr_expect_gt(json_number_value(json_object_get(cell, "variant_ns")), 0);
    }
    json_decref(document);
    expect(0, RUN("grep -c 'undecided.*interrupted' lockstep-out/history.jsonl"), "2\n");
    expect(0, RUN("cat j.xml"), "<error message=\"undecided: interrupted after 1 process\"/>");
    // A page is made of it, and it stays no pass.
    expect(2, RUN("$L report lockstep-out"), "page: lockstep-out/report.html");
}

Test(gate, a_signal_to_the_whole_group_accuses_no_kernel) {
    create_stuck();
    // Where setsid leads a group of its own, the measuring process gets the signal as well.
    int status = RUN("setsid $L gate sum.h --reference right.so --optimized stuck.so & " BEGUN(
        "-TERM -$p; wait $p"));
    expect(2, status, "n=64 [undecided]: interrupted after 1 process");
    // What was found before counts.
    status = RUN("rm begun; { $L gate sum.h --reference right.so --optimized stray.so & " BEGUN(
        "$p; wait $p; }"));
    expect(1, status, "n=64 [wrong]");
}

/// Where nobody waits for orphans, one that has ended stays a zombie.
Test(gate, a_call_that_is_stepped_ends_with_who_is_interrupted) {
    scratch_write(
        "forked.c",
        "#include <fcntl.h>\n#include <stdio.h>\n#include <unistd.h>\n" BODY(
            "static int home; if (home == 0) home = getpid(); if (home != getpid()) {"
            "int file = creat(\"stepped\", 0666); dprintf(file, \"%d\", getpid()); close(file);"
            "thrd_sleep(&(struct timespec){.tv_sec = 1000}, NULL); }"));
    cr_assert_eq(RUN("cc -O1 -shared -fPIC forked.c -o forked.so"), 0, "%s", output);
    int status = RUN("$L gate sum.h --reference right.so --optimized forked.so & p=$!; "
                     "until [ -s stepped ] || ! kill -0 $p; do sleep 0.1; done; [ -s stepped ] || "
                     "exit 9; kill $p; wait $p; s=$?; sleep 1; "
                     "grep State /proc/$(cat stepped)/status | grep -v Z && "
                     "kill $(cat stepped) && exit 8; exit $s");
    if (status == 9)
        cr_skip_test("instructions are not single-stepped here");
    expect(2, status, "n=16 [undecided]: interrupted after 0 processes");
}

Test(gate, an_interrupted_bench_leaves_what_it_measured) {
    create_stuck();
    int status = RUN("$L bench sum.h --reference right.so --optimized stuck.so "
                     "--save-baseline b & " BEGUN("$p; wait $p"));
    expect(2, status, "sum n=64 (stuck.so): interrupted after 1 of 6 processes");
    expect(2, status, "no baseline is saved");
    json_t *document = read_document("lockstep-out/bench.json");
    cr_expect(json_is_true(json_object_get(document, "interrupted")));
    json_t *row = json_array_get(json_object_get(document, "benchmarks"), 0);
    cr_expect_str_eq(json_string_value(json_object_get(row, "state")), "interrupted");
    cr_expect_eq(json_array_size(json_object_get(row, "process_ns")), 1);
    json_decref(document);
    cr_expect_neq(RUN("ls lockstep-out/baselines/b.json"), 0);
    expect(0, RUN("$L report lockstep-out"), "");
    // One that nobody interrupts says so.
    RUN("$L bench sum.h --reference right.so --optimized right.so --json >whole.json");
    document = read_document("whole.json");
    cr_expect(json_is_false(json_object_get(document, "interrupted")));
    json_decref(document);
}

Test(gate, what_cannot_be_written_is_noticed_before_anything_is_measured) {
    create_stuck();
    static const struct {
        const char *options, *word;
    } trials[] = {
        {"gate sum.h --junit none/j.xml", "none/j.xml: cannot write: No such file"},
        {"gate sum.h --junit full", "full: is a folder"},
        {"gate sum.h --out right.c", "right.c: is a file, not a folder"},
        {"gate sum.h --out full", "full/gate.json: is a folder"},
        {"gate sum.h --out /proc", "/proc/gate.json: cannot write"},
        {"bench sum.h --out full", "full/bench.json: is a folder"},
        {"bench sum.h --out /proc", "/proc/bench.json: cannot write"},
        {"gate sum.h --out past", "past/history.jsonl: is a folder"},
        {"gate sum.h --github", "none/summary.md: cannot write: No such file"},
        {"bench sum.h --out full --suite", "full/suite.json: is a folder"},
        {"bench sum.h --save-baseline kept", "lockstep-out/baselines/kept.json: is a folder"},
        {"bench sum.h --save-baseline /proc/b.json", "/proc/b.json: cannot write"},
        {"bench sum.h --save-baseline right.c/b.json", "right.c: is a file, not a folder"},
    };
    cr_assert_eq(RUN("mkdir -p full/gate.json full/bench.json full/suite.json past/history.jsonl "
                     "lockstep-out/baselines/kept.json"),
                 0);
    for (size_t i = 0; i < sizeof trials / sizeof *trials; i++) {
        char command[256];
        snprintf(command, sizeof command,
                 "GITHUB_STEP_SUMMARY=none/summary.md $L %s --reference right.so --optimized "
                 "stuck.so",
                 trials[i].options);
        expect(2, RUN(command), trials[i].word);
        cr_expect_eq(strchr(output, '\n'), output + strlen(output) - 1, "lines: %s", output);
    }
    cr_expect_neq(RUN("ls begun"), 0, "something was measured");
    // Each target that can be written is left as it was: no empty file stands for a result.
    RUN("echo kept >j.xml; $L gate sum.h --reference right.so --optimized stuck.so --junit j.xml "
        "& " BEGUN("-KILL $p; cat j.xml; ls"));
    cr_expect_not_null(strstr(output, "kept"), "%s", output);
    cr_expect_null(strstr(output, "partial"), "%s", output);
}

Test(gate, what_bench_keeps_is_a_baseline) {
    int status = RUN("$L bench sum.h --reference right.so --optimized right.so --json "
                     "--save-baseline first --class usual,unaligned,cold,subnormal >bench.json && "
                     "$L bench sum.h --reference right.so --optimized right.so --baseline first");
    expect(0, status, "change");
    json_t *document = read_document("bench.json");
    json_t *benchmarks = json_object_get(document, "benchmarks");
    cr_expect_eq(json_array_size(benchmarks), 8, "two points, four classes");
    uint32_t skipped = 0;
    for (size_t i = 0; i < json_array_size(benchmarks); i++) {
        json_t *one = json_array_get(benchmarks, i), *reference;
        const char *state = json_string_value(json_object_get(one, "state"));
        if (strcmp(state, "skipped") == 0) {
            skipped++;
            continue;
        }
        reference = json_object_get(one, "reference");
        double median =
            json_number_value(json_object_get(json_object_get(reference, "median"), "point"));
        cr_expect_gt(median, 0);
        cr_expect_eq(json_integer_value(json_object_get(one, "elements")), i < 4 ? 16 : 64);
    }
    cr_expect_eq(skipped, 2, "no word can be subnormal");
    json_decref(document);
}

/// A kernel that doubles what it finds: unless its array is copied in anew before each call, also
/// the cold ones, it soon finds more than its domain allows.
Test(gate, in_out_arrays_are_restored_before_every_call) {
    scratch_write("twice.h", "#include <stddef.h>\n/// Doubles.\n/// @domain n: 1..64\n"
                             "/// @domain a: 1..2\n/// @compare bits\n/// @bench n: 64\n"
                             "void twice(size_t n, double a[n]);\n");
    scratch_write("twice.c", "#include <stddef.h>\n#include <stdlib.h>\n"
                             "void twice(size_t n, double *a) { for (size_t i = 0; i < n; i++) {"
                             "if (a[i] > 2) abort(); a[i] *= 2; } }\n");
    int status = RUN("cc -O1 -shared -fPIC twice.c -o twice.so && $L bench twice.h --reference "
                     "twice.so --optimized twice.so --class usual,cold --quick");
    expect(0, status, "2 benchmarks");
    cr_expect_null(strstr(output, "crashed"), "%s", output);
}

/// A round is repeated at most once, so seven are wanted and fourteen the most; of the usual twenty
/// a quiet machine keeps more than that.
Test(gate, a_quick_bench_measures_a_third_and_says_so) {
    int status = RUN("$L bench sum.h --reference right.so --optimized right.so --out whole && "
                     "echo then && $L bench sum.h --reference right.so --optimized right.so "
                     "--quick --out few --save-baseline few && $L bench sum.h --reference right.so "
                     "--optimized right.so --quick --out few --baseline few");
    expect(0, status, "quick: a third of the usual rounds");
    cr_assert_not_null(strstr(output, "then"));
    cr_expect_gt(strstr(output, "quick:"), strstr(output, "then"), "%s", output);
    json_t *few = read_document("few/bench.json"), *whole = read_document("whole/bench.json");
    cr_expect(json_is_true(json_object_get(few, "quick")));
    cr_expect(json_is_false(json_object_get(whole, "quick")));
    json_t *rows = json_object_get(few, "benchmarks");
    cr_assert_eq(json_array_size(rows), 2);
    for (size_t i = 0; i < 2; i++) {
        const json_t *row = json_array_get(rows, i);
        json_int_t rounds = json_integer_value(json_object_get(row, "rounds"));
        cr_expect(rounds > 0 && rounds <= 6 * 14, "%lld rounds", rounds);
        cr_expect_not_null(json_object_get(row, "change"), "a quick baseline is one too");
    }
    json_decref(few);
    json_decref(whole);
}

static const struct spec_kernel *read_kernel(struct base_pool *pool, const char *path) {
    const struct spec_header *read;
    struct base_diag diag;
    cr_assert(spec_read(pool, path, &read, &diag), "%s", diag.text);
    return &read->kernels[0];
}

Test(gate, loops_of_all_contracts_compile) {
    glob_t found;
    uint32_t kernels = 0;
    cr_assert_eq(glob(TESTS_DIR "/contracts/accepted/*.h", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct base_pool pool = {0};
        const struct spec_header *read;
        struct base_diag diag;
        char path[512];
        cr_assert(spec_read(&pool, found.gl_pathv[i], &read, &diag), "%s", diag.text);
        for (uint32_t k = 0; k < read->kernel_count; k++) {
            snprintf(path, sizeof path, "%s/loop%u.c", scratch_root, kernels++);
            FILE *stream = fopen(path, "w");
            cr_assert_not_null(stream);
            bench_loop_emit(&read->kernels[k], stream);
            fclose(stream);
        }
        base_pool_free(&pool);
    }
    globfree(&found);
    cr_expect_gt(kernels, 30);
    cr_expect_eq(RUN("cc -std=gnu17 -Wall -Werror -fsyntax-only loop*.c"), 0, "%s", output);
}

Test(gate, instructions_are_counted_exactly) {
#if defined(__x86_64__)
    const char *body = "lea 1(%rdi), %rax\\n ret";
#else
    const char *body = "add x0, x0, 1\\n ret";
#endif
    char source[256];
    snprintf(source, sizeof source,
             "__asm__(\".globl next\\n.type next, @function\\nnext: %s\\n\");\n", body);
    scratch_write("next.c", source);
    scratch_write("next.h", "#include <stdint.h>\n/// The next one.\n/// @compare bits\n"
                            "uint64_t next(uint64_t x);\n");
    cr_assert_eq(RUN("cc -shared -fPIC next.c -o next.so"), 0, "%s", output);
    struct base_pool pool = {0};
    struct base_diag diag;
    struct bench_loops loops;
    struct diff_library library;
    const char *loop;
    char path[512];
    snprintf(path, sizeof path, "%s/next.h", scratch_root);
    const struct spec_kernel *kernel = read_kernel(&pool, path);
    cr_assert(bench_loop_build(kernel, scratch_root, &loop, &pool, &diag), "%s", diag.text);
    cr_assert(bench_loop_open(&loops, loop, &diag), "%s", diag.text);
    snprintf(path, sizeof path, "%s/next.so", scratch_root);
    cr_assert(diff_library_open(&library, path, &pool, &diag), "%s", diag.text);
    uint64_t value = 41, count = 0;
    void *words[] = {&value};
    struct bench_inputs inputs = {.kernel = kernel, .words = words, .stride = 1, .set_count = 1};
    diff_function function = diff_library_find(&library, "next");
    enum bench_step_status status = bench_step_count(&loops, &inputs, function, 1000, &count);
    if (status == BENCH_STEP_IMPOSSIBLE)
        cr_skip_test("processes cannot be traced here");
    cr_expect_eq(status, BENCH_STEP_COUNTED);
    cr_expect_eq(count, 2, "%llu instructions", (unsigned long long)count);
    status = bench_step_count(&loops, &inputs, function, 1, &count);
    cr_expect_eq(status, BENCH_STEP_TOO_MANY);
    base_pool_free(&pool);
}

static json_t *read_line(uint32_t number) {
    char path[512], line[1 << 12];
    snprintf(path, sizeof path, "%s/lockstep-out/history.jsonl", scratch_root);
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "%s", output);
    for (uint32_t i = 0; i <= number; i++)
        cr_assert_not_null(fgets(line, sizeof line, file), "line %u", i);
    fclose(file);
    json_t *json = json_loads(line, 0, NULL);
    cr_assert_not_null(json, "%s", line);
    return json;
}

static const char *text_of(const json_t *json, const char *member) {
    const char *text = json_string_value(json_object_get(json, member));
    cr_assert_not_null(text, "no text \"%s\"", member);
    return text;
}

Test(gate, a_line_of_history_tells_which_code_it_is_about) {
    expect(1,
           RUN("$L gate sum.h --reference right.so --optimized wrong.so --seed 2a --revision r1 "
               "&& exit 9; $L gate sum.h --reference right.so --optimized lazy.so --against "
               "wrong.so; cp right.so same.so; "
               "$L gate sum.h --reference same.so --optimized wrong.so"),
           "");
    // Two points each: lines 0, 2 and 4 are the first ones of three runs.
    json_t *first = read_line(0), *against = read_line(2), *third = read_line(4);
    cr_expect_str_eq(text_of(first, "base"), "right.so");
    cr_expect_str_eq(text_of(first, "seed"), "000000000000002a");
    cr_expect_str_eq(text_of(first, "revision"), "r1");
    cr_expect_str_neq(text_of(first, "base_code"), text_of(first, "variant_code"));
    cr_expect_str_eq(text_of(against, "base"), "wrong.so");
    cr_expect_str_eq(text_of(against, "base_code"), text_of(first, "variant_code"));
    cr_expect_str_eq(text_of(third, "base"), "same.so");
    cr_expect_str_eq(text_of(third, "base_code"), text_of(first, "base_code"));
    cr_expect_null(json_object_get(third, "revision"), "none was told");
    json_decref(first);
    json_decref(against);
    json_decref(third);
    // Lines with and without a speed-up are history that the report reads.
    RUN("$L gate sum.h --reference busy.so --optimized right.so; "
        "$L gate sum.h --reference busy.so --optimized right.so; $L report lockstep-out");
    expect(0, RUN("cat lockstep-out/report.html"), "id=\"history\"");
    cr_expect_null(strstr(output, "not JSON"), "%s", output);
}

Test(gate, variants_that_the_machine_cannot_run_are_named) {
#if defined(__x86_64__)
    // Its note asks for an instruction set level that no processor has.
    scratch_write("later.c",
                  "__asm__(\".pushsection .note.gnu.property,\\\"a\\\"\\n.balign 8\\n\"\n"
                  "\".long 4, 16, 5\\n.asciz \\\"GNU\\\"\\n\"\n"
                  "\".long 0xc0008002, 4, 0x8000, 0\\n.popsection\\n\");\n" BODY(""));
    cr_assert_eq(RUN("cc -O1 -shared -fPIC later.c -o later.so"), 0, "%s", output);
    int status = RUN("$L bench sum.h --reference right.so --optimized right.so "
                     "--optimized later.so");
    expect(0, status, "skipped later.so: this machine's instruction set level is lower");
    cr_expect_null(strstr(output, "skipped right.so"), "%s", output);
    cr_expect_null(strstr(output, "(later.so)"), "%s", output);
#else
    cr_skip_test("only x86-64's loader knows levels");
#endif
}

Test(gate, how_instructions_were_counted_is_told) {
    RUN("$L gate sum.h --reference right.so --optimized right.so");
    json_t *document = read_document("lockstep-out/gate.json");
    json_t *cells = json_object_get(document, "cells");
    const char *text =
        json_string_value(json_object_get(json_array_get(cells, 0), "instructions_text"));
    cr_assert_not_null(text, "%s", output);
    cr_expect_not_null(strstr(output, text), "\"%s\" is not in %s", text, output);
    cr_expect(json_is_null(json_object_get(json_array_get(cells, 1), "instructions_text")),
              "only the first point is counted");
    bool is_stepped = strcmp(text, "single-stepped") == 0;
    json_decref(document);
    if (!is_stepped)
        cr_skip_test("instructions are not single-stepped here");
    // Two hundred thousand spins are too many to step through.
    RUN("$L gate sum.h --reference busy.so --optimized right.so");
    cr_expect_not_null(strstr(output, " instructions now; before: more than 20000"), "%s", output);
}

Test(gate, the_operations_that_the_reference_states_become_a_rate) {
    int status = RUN("cp right.c stated.c && echo 'double sum_flop(size_t n, const uint64_t *words)"
                     "{ return words[0] == words[0] ? 3.0 * n : 0; }' >>stated.c && "
                     "cc -O1 -shared -fPIC stated.c -o stated.so && "
                     "$L bench sum.h --reference stated.so --optimized right.so --json");
    cr_assert_eq(status, 0, "%s", output);
    json_t *document = json_loads(strchr(output, '{'), JSON_DISABLE_EOF_CHECK, NULL);
    json_t *row = json_array_get(json_object_get(document, "benchmarks"), 0);
    json_t *rates = json_object_get(row, "throughput");
    double flop = json_number_value(json_object_get(rates, "flop_per_s"));
    double elements = json_number_value(json_object_get(rates, "elements_per_s"));
    cr_expect_float_eq(flop / elements, 3, 1e-9, "%s", output);
    json_decref(document);
    status = RUN("$L bench sum.h --reference right.so --optimized right.so");
    cr_expect_eq(status, 0, "%s", output);
    cr_expect_null(strstr(output, "FLOP"), "%s", output);
}

Test(gate, a_statement_that_is_no_count_of_operations_is_an_error) {
    int status = RUN("cp right.c stated.c && echo 'double sum_flop(size_t n, const uint64_t *words)"
                     "{ return -1.0 * n * (words != 0); }' >>stated.c && "
                     "cc -O1 -shared -fPIC stated.c -o stated.so && "
                     "$L bench sum.h --reference stated.so --optimized right.so");
    expect(2, status, "sum_flop says that a call needs -16 operations");
}
