// The page of `lockstep report`: what it tells, that nothing in it runs but its own scripts, and
// that it is a function of the results.

#include "tests/scratch.h"

static const char header[] = "#include <stddef.h>\n"
                             "/// The sum <script>alert(1)</script> & \"more\".\n"
                             "/// @array   x[n]\n"
                             "/// @domain  n: 0..300\n"
                             "/// @compare bits\n"
                             "int total(const int *x, size_t n);\n";

static const char right[] = "#include <stddef.h>\n"
                            "int total(const int *x, size_t n)\n"
                            "{ unsigned t = 0; for (size_t i = 0; i < n; i++)\n"
                            "  t += (unsigned)x[i]; return (int)t; }\n";

static const char wrong[] = "#include <stddef.h>\n"
                            "int total(const int *x, size_t n)\n"
                            "{ unsigned t = 0; for (size_t i = 0; i + 1 < n; i++)\n"
                            "  t += (unsigned)x[i]; return (int)t; }\n";

static char output[1 << 16];

/// Runs the tool in the scratch folder; "$L" in the command is the tool.
#define RUN(command)                                                                               \
    scratch_run(output, sizeof output, "cd %s && L=%s/lockstep && { %s; } 2>&1", scratch_root,     \
                BUILD_DIR, command)

/// How often a text stands in a file of the scratch folder.
static int occurrences(const char *file, const char *text) {
    int status = scratch_run(output, sizeof output, "grep -oF -- '%s' %s/%s | wc -l", text,
                             scratch_root, file);
    cr_assert_eq(status, 0);
    return atoi(output);
}

static void create(void) {
    scratch_create();
    scratch_write("k.h", header);
    scratch_write("right.c", right);
    scratch_write("wrong.c", wrong);
    cr_assert_eq(RUN("for i in right wrong; do cc -O1 -shared -fPIC $i.c -o $i.so || exit 1; done; "
                     "cp wrong.so '<b>wrong&\".so'"),
                 0, "%s", output);
}

TestSuite(report, .init = create, .fini = scratch_remove, .timeout = 120);

Test(report, page_tells_verdicts_failures_and_evidence) {
    cr_expect_eq(RUN("$L diff k.h --reference right.so --optimized right.so --optimized wrong.so "
                     "--inputs 2000 > diff.txt; $L report lockstep-out"),
                 1, "%s", output);
    cr_expect(strstr(output, "page: lockstep-out/report.html"), "%s", output);
    const char *page = "lockstep-out/report.html";
    cr_expect_eq(occurrences(page, "1 of 2</strong> verdicts are equal"), 1);
    cr_expect_geq(occurrences(page, "<article class=\"finding\""), 1);
    cr_expect_eq(occurrences(page, "return: reference 1, optimized 0"), 1);
    cr_expect_geq(occurrences(page, "lockstep replay lockstep-out/total/"), 1);
    cr_expect_geq(occurrences(page, "lockstep case 1"), 1, "the minimized case is not there");
    cr_expect_geq(occurrences(page, "@compare bits"), 1, "the contract is not there");
    cr_expect_eq(RUN("$L report lockstep-out --html there/page.html; mkdir there && "
                     "$L report lockstep-out --html there/page.html --json > doc.json; "
                     "cmp lockstep-out/report.html there/page.html"),
                 0, "%s", output);
    cr_expect(strstr(output, "there/page.html"), "%s", output);
}

/// Header comments, names of files and texts of results may hold anything; an element of theirs
/// must never be one of the page's.
Test(report, nothing_from_data_becomes_markup) {
    scratch_write("lockstep-out/gate.json",
                  "{\"gate\": \"speedup\", \"exit_status\": 0, \"machine\": {\"processor\": "
                  "\"</td><img src=x onerror=alert(2)>\"}, \"controls\": [], \"cells\": [{"
                  "\"kernel\": \"</script><script>alert(3)</script>\", \"variant\": \"<i>\", "
                  "\"point\": \"<!--\", \"verdict\": \"pass\", \"threshold\": 2, \"text\": \"&\", "
                  "\"decided\": {\"ratio\": 3, \"low\": 2.5, \"high\": 4}}]}\n");
    cr_expect_eq(RUN("$L diff k.h --reference right.so --optimized '<b>wrong&\".so' "
                     "--inputs 500 > diff.txt; $L report lockstep-out"),
                 1, "%s", output);
    const char *page = "lockstep-out/report.html";
    cr_expect_eq(occurrences(page, "<script>alert"), 0);
    cr_expect_eq(occurrences(page, "<img"), 0);
    cr_expect_eq(occurrences(page, "<b>"), 0);
    cr_expect_eq(occurrences(page, "<!--"), 0);
    cr_expect_geq(occurrences(page, "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more"), 1);
    cr_expect_geq(occurrences(page, "&lt;b&gt;wrong&amp;&quot;.so"), 1);
    cr_expect_geq(occurrences(page, "&lt;/script&gt;&lt;script&gt;alert(3)"), 1);
}

Test(report, merged_shards_make_the_same_page) {
    cr_expect_eq(
        RUN("P='--reference right.so --optimized wrong.so --inputs 30000'; "
            "$L diff k.h $P --out o > t; $L report o > t; mv o/report.html whole.html; rm -r o; "
            "for i in 1 2 3; do $L diff k.h $P --shard $i/3 --out s$i > t; done; "
            "$L report s2 s3 s1 --out o > t; cmp whole.html o/report.html && ls -s o/report.html"),
        0, "%s", output);
}

Test(report, folder_without_verdicts_is_reported_as_far_as_it_goes) {
    scratch_write("b/bench.json", "{\"benchmarks\": []}");
    scratch_write("n/diff.json", "{\"verb\": \"diff\", \"seed\": 0, \"inputs\": 1, "
                                 "\"shard_index\": 1, \"shard_count\": 1, \"failures_max\": 8, "
                                 "\"kernels\": []}");
    cr_expect_eq(RUN("$L report b"), 0, "%s", output);
    cr_expect_eq(occurrences("b/report.html", "There are no verdicts"), 1);
    cr_expect_eq(RUN("$L report b --json"), 2, "%s", output);
    cr_expect(strstr(output, "b/diff.json"), "%s", output);
    RUN("$L report n");
    cr_expect_eq(occurrences("n/report.html", "nothing was proven"), 1);
    scratch_write("x/gate.json", "{\"cells\": 7}");
    cr_expect_eq(RUN("$L report x"), 2);
    cr_expect(strstr(output, "x/gate.json: is no result of lockstep"), "%s", output);
    cr_expect_eq(RUN("mkdir e; $L report e"), 2);
    cr_expect(strstr(output, "e/diff.json: No such file"), "%s", output);
}

/// Each report with a revision adds a run; one without adds nothing.
Test(report, history_grows_by_revision) {
    cr_expect_eq(RUN("$L diff k.h --reference right.so --optimized right.so --inputs 500 > t; "
                     "for r in first second '<u>third'; do $L report lockstep-out --revision $r "
                     "> t || exit 1; done; $L report lockstep-out > t; "
                     "test $(wc -l < lockstep-out/history.jsonl) = 3"),
                 0, "%s", output);
    const char *page = "lockstep-out/report.html";
    cr_expect_geq(occurrences(page, "<th scope=\"row\">second</th>"), 1);
    cr_expect_geq(occurrences(page, "<th scope=\"row\">&lt;u&gt;third</th>"), 1);
    cr_expect_eq(occurrences(page, "<u>"), 0);
    cr_expect_eq(RUN("echo '{\"half' >> lockstep-out/history.jsonl; $L report lockstep-out"), 0);
    cr_expect_eq(occurrences(page, "1 line of the history could not be read"), 1);
}
