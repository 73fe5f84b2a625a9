// The command line as a user meets it: exit status, one clear line for each mistake, the same JSON
// however a run is divided, findings that survive trouble.

#include "tests/scratch.h"

#include <jansson.h>

static const char header[] = "#include <stddef.h>\n"
                             "/// y = a·x + y.\n"
                             "/// @array   x[n], y[n]\n"
                             "/// @domain  n: 0..300\n"
                             "/// @domain  x, y, a: finite\n"
                             "/// @compare near\n"
                             "void saxpy(float a, const float *x, float *y, size_t n);\n"
                             "/// How many are negative.\n"
                             "/// @array   x[n]\n"
                             "/// @domain  n: 0..300\n"
                             "/// @compare bits\n"
                             "int count_negative(const int *x, size_t n);\n";

static const char right[] =
    "#include <stddef.h>\n"
    "void saxpy(float a, const float *x, float *y, size_t n)\n"
    "{ for (size_t i = 0; i < n; i++) y[i] = a * x[i] + y[i]; }\n"
    "int count_negative(const int *x, size_t n)\n"
    "{ int c = 0; for (size_t i = 0; i < n; i++) c += x[i] < 0; return c; }\n";

// A dropped tail, and an abort on the smallest integer.
static const char wrong[] =
    "#include <stddef.h>\n#include <stdlib.h>\n"
    "void saxpy(float a, const float *x, float *y, size_t n)\n"
    "{ for (size_t i = 0; i < n; i++) if (!(n % 8 == 5 && i == n - 1)) y[i] = a * x[i] + y[i]; }\n"
    "int count_negative(const int *x, size_t n)\n"
    "{ int c = 0; for (size_t i = 0; i < n; i++)\n"
    "  { c += x[i] < 0; if (x[i] == -2147483647 - 1) abort(); } return c; }\n";

static char output[1 << 16];

static void create(void) {
    scratch_create();
    scratch_write("k.h", header);
    scratch_write("right.c", right);
    scratch_write("wrong.c", wrong);
    static const char *const names[] = {"right", "wrong"};
    for (int i = 0; i < 2; i++) {
        int status = scratch_run(output, sizeof output,
                                 "cd %s && cc -O1 -ffp-contract=off -shared -fPIC %s.c -o %s.so "
                                 "2>&1 && cp right.so twin.so",
                                 scratch_root, names[i], names[i]);
        cr_assert_eq(status, 0, "%s", output);
    }
}

TestSuite(tool, .init = create, .fini = scratch_remove, .timeout = 120);

/// Runs the tool in the scratch folder; "$L" in the command is the tool.
#define RUN(command)                                                                               \
    scratch_run(output, sizeof output, "cd %s && L=%s/lockstep && { %s; } 2>&1", scratch_root,     \
                BUILD_DIR, command)

#define PAIR "--reference right.so --optimized wrong.so "

static void expect_mistake(const char *command, const char *const *words) {
    int status = RUN(command);
    cr_expect_eq(status, 2, "`%s` ended with %d: %s", command, status, output);
    for (; *words != NULL; words++)
        cr_expect_not_null(strstr(output, *words), "`%s` does not say \"%s\": %s", command, *words,
                           output);
    const char *newline = strchr(output, '\n');
    cr_expect(newline != NULL && newline[1] == '\0', "`%s` does not print one line: %s", command,
              output);
}

#define MISTAKE(command, ...) expect_mistake(command, (const char *const[]){__VA_ARGS__, NULL})

Test(tool, mistakes_in_the_call_are_one_line_and_status_2) {
    MISTAKE("$L dif", "did you mean diff?");
    MISTAKE("$L diff", "no header");
    MISTAKE("$L diff k.h --inptus 5", "--inptus", "did you mean --inputs?");
    MISTAKE("$L diff k.h " PAIR "--inputs 0", "--inputs 0", "from 1");
    MISTAKE("$L diff k.h " PAIR "--inputs 12x", "--inputs 12x");
    MISTAKE("$L diff k.h " PAIR "--inputs", "--inputs needs a value");
    MISTAKE("$L diff k.h " PAIR "--shard 3/2", "--shard 3/2", "1/2");
    MISTAKE("$L diff k.h " PAIR "--shard 0/2", "--shard 0/2");
    MISTAKE("$L diff k.h " PAIR "--seed xyz", "--seed xyz", "hexadecimal");
    MISTAKE("$L diff k.h " PAIR "--tolerance nan", "--tolerance nan");
    MISTAKE("$L diff k.h " PAIR "--entry-state upp", "upp", "default, ftz");
    MISTAKE("$L diff k.h " PAIR "--kernel saxpi", "saxpi", "did you mean saxpy?");
    MISTAKE("$L show k.h --jobs 2", "--jobs is not for this verb");
}

Test(tool, mistakes_in_the_files_are_one_line_and_status_2) {
    MISTAKE("$L diff nowhere.h " PAIR, "nowhere.h", "No such file");
    MISTAKE("$L diff . " PAIR, "is a directory");
    MISTAKE("$L diff right.c " PAIR, "right.c");
    MISTAKE("$L diff k.h --reference right.so --optimized none.so", "none.so", "No such file");
    MISTAKE("$L diff k.h --reference k.h --optimized wrong.so", "k.h", "cannot load");
    MISTAKE("echo 'int saxpi;' | cc -shared -xc - -o odd.so && "
            "$L diff k.h --reference right.so --optimized odd.so",
            "odd.so", "no symbol saxpy", "did you mean saxpi?");
    MISTAKE("$L diff k.h k.h " PAIR, "k.h:", "already read");
    MISTAKE("touch blocked && $L diff k.h " PAIR "--out blocked/x", "blocked");
    MISTAKE("$L diff k.h " PAIR "--out /proc/lockstep", "/proc/lockstep");
    MISTAKE("$L diff k.h --reference right.so --optimized right.so --optimized ./right.so",
            "both called right.so");
    MISTAKE("$L report nowhere", "nowhere/diff.json", "No such file");
    MISTAKE("mkdir bad && echo '{}' > bad/diff.json && $L report bad", "bad/diff.json");
}

Test(tool, a_run_tells_what_differs_and_how_to_see_it) {
    cr_assert_eq(RUN("$L diff k.h " PAIR "--inputs 20000 --json --junit j.xml > a.json; s=$?; "
                     "cat a.json; exit $s"),
                 1);
    json_error_t error;
    json_t *root = json_loads(output, 0, &error);
    cr_assert_not_null(root, "%s: %s", error.text, output);
    json_t *kernels = json_object_get(root, "kernels");
    cr_assert_eq(json_array_size(kernels), 2);
    json_t *saxpy = json_array_get(kernels, 0), *count = json_array_get(kernels, 1);
    cr_expect_str_eq(json_string_value(json_object_get(saxpy, "verdict")), "differs");
    cr_expect_str_eq(json_string_value(json_object_get(count, "verdict")), "crashed");
    cr_expect_eq(json_integer_value(json_object_get(saxpy, "cases")), 20000);
    json_t *failure = json_array_get(json_object_get(saxpy, "failures"), 0);
    cr_expect_eq(json_integer_value(json_object_get(failure, "elements_after")), 10);
    cr_expect(json_is_true(json_object_get(failure, "minimal")));
    json_t *crash = json_array_get(json_object_get(count, "failures"), 0);
    cr_expect_eq(json_integer_value(json_object_get(crash, "elements_after")), 1);
    char command[1024];
    snprintf(command, sizeof command, "cc %s -o repro && ./repro",
             json_string_value(json_object_get(failure, "repro")));
    cr_expect_eq(RUN(command), 1, "%s", output);
    snprintf(command, sizeof command, "PATH=%s:$PATH; %s", BUILD_DIR,
             json_string_value(json_object_get(crash, "command")));
    cr_expect_eq(RUN(command), 1, "%s", output);
    cr_expect_not_null(strstr(output, "SIGABRT"), "%s", output);
    cr_expect_eq(RUN("grep -c '<failure type=' j.xml"), 0);
    cr_expect_str_eq(output, "2\n");
    json_decref(root);
}

Test(tool, a_correct_pair_is_equal_under_three_seeds) {
    cr_expect_eq(RUN("for s in 0 1 dead; do $L diff k.h --reference right.so --optimized twin.so "
                     "--inputs 20000 --seed $s || exit 1; done"),
                 0, "%s", output);
}

Test(tool, the_same_seed_gives_the_same_json_for_any_jobs_and_shards) {
    int status = RUN(
        "for j in 1 2 3; do $L diff k.h " PAIR "--inputs 30000 --jobs $j --out o --json > $j.json; "
        "done; rm -r o; for i in 1 2 3; do $L diff k.h " PAIR "--inputs 30000 --shard $i/3 "
        "--out s$i > /dev/null; done; $L report s3 s1 s2 --out o --json > m.json; "
        "cmp 1.json 2.json && cmp 1.json 3.json && cmp 1.json m.json && ls o/saxpy/*.c");
    cr_expect_eq(status, 0, "%s", output);
}

/// A kernel that is wrong only so many times in all, on disk and not in its process, so that the
/// failure is gone at some point of looking for a smaller case: whatever the point, it has failed.
Test(tool, what_no_longer_fails_while_it_is_minimized_is_not_equal) {
    scratch_write("fade.h", "#include <stdint.h>\n/// The same.\n/// @compare bits\n"
                            "int32_t fade(int32_t x);\n");
    scratch_write("fade.c", "#include <fcntl.h>\n#include <stdint.h>\n#include <stdlib.h>\n"
                            "#include <unistd.h>\nint32_t fade(int32_t x) {\n"
                            "int file = open(\"count\", O_WRONLY | O_APPEND | O_CREAT, 0600);\n"
                            "int bad = x == -1 && lseek(file, 0, SEEK_END) < TIMES;\n"
                            "if (bad && write(file, \"x\", 1) < 0) abort();\n"
                            "close(file);\nreturn bad ? 7 : x; }\n");
    cr_expect_eq(RUN("cc -O1 -shared -fPIC -DTIMES=0 fade.c -o fade0.so; for k in 1 6 8 9 10 11 12 "
                     "13 20; do rm -f count; cc -O1 -shared -fPIC -DTIMES=$k fade.c -o fade$k.so; "
                     "s=0; $L diff fade.h --reference fade0.so --optimized fade$k.so --inputs 300 "
                     "--jobs 1 > text || s=$?; cat text; [ $s = 1 ] || exit 9; "
                     "grep -q 'fade .*\\(unstable\\|differs\\) ' text || exit 8; done"),
                 0, "%s", output);
}

/// Ctrl-Z and fg, or a machine that slept: the clock went on, and no call has hung for that. Most
/// of the time a call sleeps, so that it is not only waiting for a processor when it is looked at;
/// and there must be a run to stop each time.
Test(tool, a_run_that_is_stopped_and_continued_hangs_nowhere) {
    scratch_write("doze.h", "#include <stdint.h>\n/// Takes a nap.\n/// @compare bits\n"
                            "int32_t doze(int32_t x);\n");
    scratch_write("doze.c", "#include <stdint.h>\n#include <unistd.h>\n"
                            "int32_t doze(int32_t x)\n"
                            "{ for (int i = 0; i < 20; i++) usleep(5000); return x; }\n");
    cr_expect_eq(RUN("cc -O1 -shared -fPIC doze.c -o doze.so && cp doze.so other.so || exit 9; "
                     "setsid $L diff doze.h --reference doze.so --optimized other.so --inputs 20 "
                     "--jobs 1 --timeout-ms 900 & p=$!; missed=; sleep 0.5; for i in 1 2 3; do "
                     "kill -STOP -$p || missed=1; sleep 1.2; kill -CONT -$p || missed=1; "
                     "sleep 0.1; done; wait $p && [ -z \"$missed\" ]"),
                 0, "%s", output);
}

Test(tool, shards_that_do_not_make_a_run_are_refused) {
    cr_assert_eq(RUN("for i in 1 2; do $L diff k.h " PAIR "--inputs 9000 --shard $i/3 --out s$i "
                     "> /dev/null; done; $L diff k.h " PAIR "--inputs 9000 --seed 1 --shard 3/3 "
                     "--out t3 > /dev/null; exit 0"),
                 0);
    MISTAKE("$L report s1 s2", "shard 3/3 is missing");
    MISTAKE("$L report s1 s2 t3", "t3", "not a shard of the same run");
    MISTAKE("$L report s1 s2 s1", "both hold shard 1/3");
}

Test(tool, cases_can_be_edited_shrunk_and_replayed_from_another_folder) {
    scratch_write("mine.case", "lockstep case 1\nkernel saxpy\na = 2\nx = 21 float at end\n"
                               "  3 * 21\ny = 21 float at end\n  1 * 21\nn = 21\nend\n");
    cr_expect_eq(RUN("$L shrink mine.case --header k.h " PAIR), 1, "%s", output);
    cr_expect_not_null(strstr(output, "from 42 to 10 elements"), "%s", output);
    cr_expect_eq(RUN("$L diff k.h " PAIR
                     "--inputs 2000 > /dev/null; f=$(ls lockstep-out/saxpy/*.case)"
                     " && mkdir -p sub && cd sub && $L replay ../$f"),
                 1, "%s", output);
    cr_expect_not_null(strstr(output, "<- differ"), "%s", output);
    cr_expect_eq(RUN("$L replay mine.case --header k.h --reference right.so --optimized twin.so"),
                 0, "%s", output);
    MISTAKE("$L replay mine.case " PAIR, "mine.case", "names no header");
    MISTAKE("head -c 60 mine.case > cut.case && $L replay cut.case --header k.h " PAIR, "cut.case");
    MISTAKE("sed 's/saxpy/sum/' mine.case > other.case && $L replay other.case --header k.h " PAIR,
            "other.case", "sum");
    MISTAKE("$L shrink mine.case --header k.h --reference right.so --optimized twin.so",
            "does not fail");
}

Test(tool, regressions_are_replayed_first) {
    scratch_write("corpus/regressions/saxpy/tail.case",
                  "lockstep case 1\nkernel saxpy\na = 1\nx = 5 float at end\n  1 * 5\n"
                  "y = 5 float at end\n  0 * 5\nn = 5\nend\n");
    cr_expect_eq(RUN("mkdir include && cp k.h include && $L diff include/k.h --kernel saxpy " PAIR
                     "--inputs 1"),
                 1, "%s", output);
    cr_expect_not_null(strstr(output, "tail.case"), "%s", output);
    MISTAKE("echo junk > corpus/regressions/saxpy/bad.case && "
            "$L diff include/k.h --kernel saxpy " PAIR "--inputs 1",
            "bad.case:1:");
}

Test(tool, findings_survive_a_full_disk_and_an_interruption) {
    int status = RUN("$L diff k.h " PAIR "--inputs 2000 --json > /dev/full");
    cr_expect_eq(status, 2, "%s", output);
    cr_expect_not_null(strstr(output, "cannot write"), "%s", output);
    cr_expect_eq(RUN("ls lockstep-out/saxpy/*.case lockstep-out/diff.json"), 0, "%s", output);
    status = RUN("rm -r lockstep-out; timeout -s INT 2 $L diff k.h " PAIR
                 "--inputs 400000000 --kernel saxpy > t.txt; cat t.txt; $L report lockstep-out");
    cr_expect_eq(status, 1, "%s", output);
    cr_expect_not_null(strstr(output, "interrupted"), "%s", output);
    cr_expect_eq(RUN("ls lockstep-out/saxpy/*.case"), 0, "%s", output);
}

Test(tool, a_budget_ends_every_kernel_and_says_so) {
    int status = RUN("$L diff k.h --reference right.so --optimized twin.so --inputs 400000000 "
                     "--budget 2s > t.txt; s=$?; cat t.txt; $L report lockstep-out --json; "
                     "test $s = 0");
    cr_expect_eq(status, 0, "%s", output);
    cr_expect_not_null(strstr(output, "cut by --budget: 2 kernels, of 400000000 cases each"), "%s",
                       output);
    cr_expect_not_null(strstr(output, "\"cut\": true"), "%s", output);
    status = RUN("$L diff k.h --reference right.so --optimized twin.so --cost --budget 2s");
    cr_expect_eq(status, 2, "%s", output);
    cr_expect_not_null(strstr(output, "--budget is for a run's findings"), "%s", output);
    status = RUN("$L diff k.h --reference right.so --optimized twin.so --inputs 3000 --budget 60s");
    cr_expect_eq(status, 0, "%s", output);
    cr_expect_null(strstr(output, "cut by"), "%s", output);
    // However short the time, there is evidence.
    status = RUN("$L diff k.h " PAIR "--inputs 400000000 --budget 1s --kernel saxpy --json");
    cr_expect_eq(status, 1, "%s", output);
    cr_expect_not_null(strstr(output, "\"repro\""), "%s", output);
}

Test(tool, a_finding_that_cannot_be_written_still_decides_the_verdict) {
    int status = RUN("$L diff k.h " PAIR "--inputs 2000 --kernel saxpy > /dev/null; "
                     "c=$(ls lockstep-out/saxpy/*.c) && rm $c && mkdir $c && "
                     "$L diff k.h " PAIR "--inputs 2000 --kernel saxpy");
    cr_expect_eq(status, 2, "%s", output);
    cr_expect_not_null(strstr(output, "1 differs"), "%s", output);
    cr_expect_not_null(strstr(output, "cannot write"), "%s", output);
}

Test(tool, a_device_is_written_not_replaced) {
    int status = RUN("mkfifo pipe && cat pipe > copy & $L diff k.h --reference right.so "
                     "--optimized twin.so --inputs 2000 --junit pipe && test -p pipe && wait && "
                     "grep -c '<testcase' copy");
    cr_expect_eq(status, 0, "%s", output);
}

Test(tool, what_a_kernel_prints_stays_out_of_the_results) {
    scratch_write("loud.h", "/// Twice.\n/// @compare bits\nint twice(int x);\n");
    scratch_write("loud.c", "#include <unistd.h>\nint twice(int x) { return x == 0 ? (int)write(1, "
                            "\"loud\\n\", 5) - 5 : (int)(2u * (unsigned)x); }\n");
    int status = RUN("cc -shared -fPIC loud.c -o loud.so && cp loud.so louder.so && "
                     "$L diff loud.h --reference loud.so --optimized louder.so --inputs 2000 "
                     "--json 2> heard > quiet; grep -q loud heard && grep -qx loud quiet");
    cr_expect_eq(status, 1, "%s", output);
}

Test(tool, the_printed_replay_judges_by_the_same_tolerance) {
    scratch_write("n.h",
                  "/// Nearly.\n/// @domain x: 1..2\n/// @compare near\nfloat near(float x);\n");
    scratch_write("n.c", "float near(float x) { return x; }\n");
    scratch_write("m.c", "float near(float x) { return x * 1.0000002f; }\n");
    int status = RUN("for f in n m; do cc -shared -fPIC $f.c -o $f.so; done; "
                     "$L diff n.h --reference n.so --optimized m.so --inputs 2000 --tolerance 1e-9 "
                     "> text; alias lockstep=$L; eval \"$(grep '  lockstep replay' text)\"");
    cr_expect_eq(status, 1, "%s", output);
    cr_expect_not_null(strstr(output, "<- differ"), "%s", output);
}

/// The file alone gives the verdict that it was written for; what is on the command line overrides.
Test(tool, a_case_is_judged_as_when_it_was_found) {
    scratch_write("n.h",
                  "/// Nearly.\n/// @domain x: 1..2\n/// @compare near\nfloat near(float x);\n");
    scratch_write("n.c", "float near(float x) { return x; }\n");
    scratch_write("m.c", "#include <xmmintrin.h>\nfloat near(float x)\n"
                         "{ return _mm_getcsr() & 0x6000 ? x * 1.0000002f : x; }\n");
    int status = RUN("for f in n m; do cc -shared -fPIC $f.c -o $f.so; done; "
                     "$L diff n.h --reference n.so --optimized m.so --inputs 2000 --tolerance 1e-9 "
                     "--entry-state default,up --timeout-ms 700 > text; "
                     "grep timeout_ms lockstep-out/near/*.case && "
                     "$L replay lockstep-out/near/*.case --entry-state default && "
                     "$L replay lockstep-out/near/*.case --tolerance 1e-3 && "
                     "$L replay lockstep-out/near/*.case");
    cr_expect_eq(status, 1, "%s", output);
    cr_expect_not_null(strstr(output, "timeout_ms 700"), "%s", output);
    cr_expect_not_null(strstr(output, "<- differ"), "%s", output);
    MISTAKE("sed 's/^tolerance.*/tolerance \"few\"/' lockstep-out/near/*.case > few.case; "
            "$L replay few.case",
            "few.case", "must be a finite number");
}

/// OUT/KERNEL/*.case is what fails now; nothing that was found or put there is lost.
Test(tool, findings_of_earlier_runs_are_set_aside) {
    int status =
        RUN("$L diff k.h " PAIR "--inputs 2000 --kernel saxpy > /dev/null; cd lockstep-out/saxpy; "
            "for f in *.case; do cp $f mine.case; sed '/^index/d' $f > 0123456789ab.case; done; "
            "ls *.c > ../../before; cd ../..; "
            "R='$L diff k.h --kernel saxpy --inputs 2000 --reference right.so --optimized'; "
            "eval $R twin.so && ls lockstep-out/saxpy && cd lockstep-out/saxpy/earlier && "
            "ls *.c | cmp - ../../../before && cd ../../.. && eval $R wrong.so > /dev/null; "
            "eval $R twin.so > /dev/null && ls lockstep-out/saxpy/earlier/*-2.case");
    cr_expect_eq(status, 0, "%s", output);
    cr_expect_not_null(strstr(output, "of earlier runs, not made again, moved to "
                                      "lockstep-out/saxpy/earlier"),
                       "%s", output);
    cr_expect_not_null(strstr(output, "\n0123456789ab.case\nearlier\nmine.case\n"), "%s", output);
}

Test(tool, a_failure_that_a_process_shows_once_is_minimized) {
    scratch_write("once.h", "#include <stddef.h>\n/// First.\n/// @compare bits\n"
                            "float first(size_t n, const float x[n]);\n");
    scratch_write("once.c", "#include <stddef.h>\nfloat first(size_t n, const float *x)\n"
                            "{ return n > 0 ? x[0] : 0; }\n");
    scratch_write("closer.c", "#include <stddef.h>\n#include <unistd.h>\n"
                              "float first(size_t n, const float *x)\n"
                              "{ if (n > 20) close(0); return n > 0 ? x[0] : 0; }\n");
    int status = RUN("for f in once closer; do cc -shared -fPIC $f.c -o $f.so; done; "
                     "$L diff once.h --reference once.so --optimized closer.so --inputs 2000");
    cr_expect_eq(status, 1, "%s", output);
    cr_expect_not_null(strstr(output, "x = {0 (21 times)}"), "%s", output);
}

Test(tool, every_verb_has_help_with_an_example) {
    cr_expect_eq(
        RUN("for v in show diff shrink replay report; do $L $v --help | grep -q '^example:' "
            "|| exit 1; done; $L --help"),
        0, "%s", output);
}

Test(tool, one_reference_call_serves_several_variants) {
    cr_expect_eq(RUN("$L diff k.h --reference right.so --optimized twin.so --optimized wrong.so "
                     "--inputs 5000 --kernel saxpy"),
                 1, "%s", output);
    cr_expect_not_null(strstr(output, "twin.so                    equal"), "%s", output);
    cr_expect_not_null(strstr(output, "wrong.so                   differs"), "%s", output);
}

Test(tool, a_remark_is_of_the_variant_that_earns_it_for_any_jobs) {
    scratch_write("sum.h", "#include <stddef.h>\n/// Sum.\n/// @domain x: -4..4\n"
                           "/// @compare near 1e-3\nfloat sum(size_t n, const float x[n]);\n");
    scratch_write("sum.c",
                  "#include <stddef.h>\nfloat sum(size_t n, const float *x)\n"
                  "{ float s = 0; for (size_t i = 0; i < n; i++) s += x[i]; return s; }\n");
    // Its order of summation follows the array's address; it fails often enough to be stopped.
    scratch_write(
        "moved.c",
        "#include <stddef.h>\nfloat sum(size_t n, const float *x)\n"
        "{ float s[2] = {0}; for (size_t i = 0; i < n; i++)\n"
        "  s[(i + (size_t)x / 4) / 2 % 2] += x[i]; return s[0] + s[1] + 9 * (n == 77); }\n");
    int status = RUN("for f in sum moved; do cc -O1 -shared -fPIC $f.c -o $f.so; done; "
                     "cp sum.so same.so; for j in 1 4; do $L diff sum.h --reference sum.so "
                     "--optimized moved.so --optimized same.so --inputs 60000 --max-failures 1 "
                     "--jobs $j --json --out o > $j.json; done; cmp 1.json 4.json && "
                     "grep rounding_remarks 1.json");
    cr_expect_eq(status, 0, "%s", output);
    char *second = strstr(output, "\n");
    cr_expect_null(strstr(output, "remarks\": 0,\n "), "%s", output);
    cr_expect(second != NULL && strstr(second, "remarks\": 0,") != NULL, "%s", output);
}

Test(tool, patterns_name_symbols) {
    scratch_write("both.c", "int ref_twice(int x) { return x * 2u; }\n"
                            "int twice_avx2(int x) { return (int)((unsigned)x << 1); }\n"
                            "int odd(int x) { return x + x % 2; }\n");
    scratch_write("t.h", "/// Twice.\n/// @compare bits\nint twice(int x);\n");
    cr_expect_eq(RUN("cc -fwrapv -shared -fPIC both.c -o both.so && $L diff t.h --inputs 5000 "
                     "--reference both.so@ref_% --optimized both.so@%_avx2"),
                 0, "%s", output);
    cr_expect_eq(RUN("$L diff t.h --inputs 5000 --reference both.so@ref_% --optimized both.so@odd"),
                 1, "%s", output);
}

Test(tool, exhaustive_runs_every_pattern_of_a_small_domain) {
    scratch_write("e.h", "#include <stdint.h>\n/// Identity but for one value in 2^32.\n"
                         "/// @compare bits\nuint32_t needle(uint32_t x);\n"
                         "/// Two free values.\n/// @compare bits\n"
                         "uint32_t sum(uint32_t x, uint32_t y);\n");
    scratch_write("e.c", "#include <stdint.h>\nuint32_t needle(uint32_t x) { return x; }\n"
                         "uint32_t sum(uint32_t x, uint32_t y) { return x + y; }\n");
    cr_assert_eq(RUN("cc -shared -fPIC e.c -o e.so && cp e.so f.so"), 0);
    MISTAKE("$L diff e.h --kernel sum --exhaustive --reference e.so --optimized f.so", "sum");
}
