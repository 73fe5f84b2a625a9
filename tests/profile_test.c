/// Profiles: the workload runs, stacks are folded and named, and the pictures are whole.
#include "bench/calltree.h"
#include "bench/flame.h"
#include "bench/hotspots.h"
#include "bench/samples.h"

#include "tests/scratch.h"

#include <jansson.h>

static char output[65536];

#define RUN(...) scratch_run(output, sizeof output, __VA_ARGS__)

// ---- folding -----------------------------------------------------------------------------------

/// Two samples in spread, of them one in a function compiled into it; one of a thread that fails to
/// be unwound; one without a name.
static const char perf_text[] = "\t  7f01 settle_nan (inlined)\n"
                                "\t  7f01 spread (/lib/libx.so)\n"
                                "\t  55a1 workload_run_spreading (/bin/workload)\n"
                                "\t  55a0 main (/bin/workload)\n"
                                "\t  2724 __libc_start_call_main (/lib/libc.so.6)\n"
                                "\n"
                                "\t  7f09 spread (/lib/libx.so)\n"
                                "\t  55a1 workload_run_spreading (/bin/workload)\n"
                                "\t  55a0 main (/bin/workload)\n"
                                "\n\n"
                                "\t  9a33 malloc@@GLIBC_2.2.5 (/lib/libc.so.6)\n"
                                "\t  7f02 spread (/lib/libx.so)\n"
                                "\n"
                                "\t  1234 [unknown] (/lib/liby.so)\n"
                                "\t  55a0 main (/bin/workload)\n";

static struct base_pool pool;
static struct bench_calltree tree;
static struct base_diag diag;

static const char *in_scratch(const char *name) {
    return base_pool_format(&pool, "%s/%s", scratch_root, name);
}

static void read_known(void) {
    scratch_create();
    scratch_write("known.samples", perf_text);
    bench_calltree_start(&tree, &pool);
    cr_assert(bench_samples_read(in_scratch("known.samples"), &tree, &diag), "%s", diag.text);
}

TestSuite(folding, .init = read_known, .fini = scratch_remove);

Test(folding, what_perf_prints_becomes_a_tree) {
    json_t *found = bench_calltree_json(&tree);
    json_t *wanted =
        json_loads("{\"name\": \"all\", \"value\": 4, \"children\": ["
                   " {\"name\": \"main\", \"value\": 3, \"children\": ["
                   "  {\"name\": \"[unknown]\", \"value\": 1, \"children\": []},"
                   "  {\"name\": \"workload_run_spreading\", \"value\": 2, \"children\": ["
                   "   {\"name\": \"spread\", \"value\": 2, \"children\": ["
                   "    {\"name\": \"settle_nan\", \"value\": 1, \"children\": []}]}]}]},"
                   " {\"name\": \"spread\", \"value\": 1, \"children\": ["
                   "  {\"name\": \"malloc\", \"value\": 1, \"children\": []}]}]}",
                   0, NULL);
    cr_assert_not_null(wanted);
    cr_expect(json_equal(found, wanted), "%s", json_dumps(found, 0));
    cr_expect_eq(tree.named, 3);
    cr_expect_eq(tree.rooted, 3);
}

Test(folding, functions_are_ranked_by_their_own_samples) {
    size_t count;
    const struct bench_function *functions = bench_functions_rank(&tree, &pool, &count);
    cr_assert_eq(count, 6);
    cr_expect_str_eq(functions[0].frame.function, "[unknown]");
    cr_expect_str_eq(functions[1].frame.function, "malloc");
    cr_expect_str_eq(functions[2].frame.function, "settle_nan");
    cr_expect_str_eq(functions[2].frame.object, "libx.so");
    cr_expect_str_eq(functions[3].frame.function, "spread");
    cr_expect_eq(functions[3].self, 1);
    cr_expect_eq(functions[3].total, 3);
    cr_expect_eq(functions[3].hotspot, BENCH_HOTSPOT_SPREADING);
}

Test(folding, recursion_counts_once_and_intrinsics_are_their_callers) {
    const struct bench_frame frames[] = {
        {"_mm_add_ps", "x"}, {"walk", "x"}, {"walk", "x"}, {"main", "x"}};
    size_t count;
    bench_calltree_start(&tree, &pool);
    bench_calltree_add(&tree, frames, 4);
    const struct bench_function *functions = bench_functions_rank(&tree, &pool, &count);
    cr_assert_eq(count, 2);
    cr_expect_str_eq(functions[0].frame.function, "walk");
    cr_expect_eq(functions[0].total, 1);
}

Test(folding, hotspots_take_each_sample_once) {
    uint64_t samples[BENCH_HOTSPOTS];
    bench_hotspots_count(&tree, samples);
    cr_expect_eq(samples[BENCH_HOTSPOT_SPREADING], 2);
    cr_expect_eq(samples[BENCH_HOTSPOT_ALLOCATION], 1);
    cr_expect_eq(samples[BENCH_HOTSPOT_OTHER], 1);
    cr_expect_eq(samples[BENCH_HOTSPOT_SIMILARITY], 0);
}

Test(folding, a_file_without_samples_is_a_mistake) {
    scratch_write("nothing.samples", "no stack is here\n");
    cr_expect_not(bench_samples_read(in_scratch("nothing.samples"), &tree, &diag));
    cr_expect(strstr(diag.text, "nothing.samples: has no sample"), "%s", diag.text);
    cr_expect_not(bench_samples_read(in_scratch("missing.samples"), &tree, &diag));
}

/// Widths are in proportion, names are escaped, and what is between the tags is well formed.
Test(folding, the_flame_graph_is_a_whole_picture) {
    const struct bench_frame frames[] = {{"a<b>&\"c\"", "x"}, {"main", "workload"}};
    bench_calltree_add(&tree, frames, 2);
    cr_assert(
        bench_flame_write(&tree, "title & <more>", "subtitle", in_scratch("flame.svg"), &diag),
        "%s", diag.text);
    cr_expect_eq(RUN("cat %s/flame.svg", scratch_root), 0);
    cr_expect(strstr(output, "a&lt;b&gt;&amp;&quot;c&quot; (x): 1 sample, 20.00 % of all"), "%s",
              output);
    // main has four of five samples: 0.8 of 1180 units.
    cr_expect(strstr(output, "width=\"944.00\""), "%s", output);
    cr_expect(strstr(output, "<rect class=\"allocation\""), "%s", output);
    cr_expect(strstr(output, "title &amp; &lt;more&gt;"), "%s", output);
    cr_expect(strstr(output, "]]></script>\n</svg>\n"), "%s", output);
}

// ---- the workload ------------------------------------------------------------------------------

TestSuite(workload, .init = scratch_create, .fini = scratch_remove);

Test(workload, both_sides_agree_and_are_timed) {
    cr_assert_eq(RUN("%s/workload --small --rounds 2 --json %s/libreference.so "
                     "%s/liboptimized-baseline.so 2>&1",
                     BUILD_DIR, BUILD_DIR, BUILD_DIR),
                 0, "%s", output);
    json_t *document = json_loads(output, 0, NULL);
    static const char *const groups[] = {"graph", "spreading", "similarity", "decay"};
    cr_assert_not_null(document, "%s", output);
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        const json_t *sides = json_object_get(json_object_get(document, "groups"), groups[i]);
        cr_assert_eq(json_array_size(sides), 2, "%s", output);
        for (size_t side = 0; side < 2; side++) {
            const json_t *wall = json_object_get(json_array_get(sides, side), "wall_ns");
            cr_expect_eq(json_array_size(wall), 2, "%s", output);
            cr_expect_gt(json_number_value(json_array_get(wall, 0)), 0, "%s", output);
        }
    }
    cr_expect_gt(json_number_value(json_object_get(document, "memory_peak_bytes")), 1e6);
}

/// A library of the same kernels, of which one returns its input: no time is told of it.
Test(workload, a_wrong_result_is_found_before_any_time) {
    scratch_write("lazy.c", "#include <stddef.h>\n#include <stdint.h>\n"
                            "void decay_exponential(size_t n, float *strengths, const uint64_t "
                            "*ages, float tau) { (void)n; (void)strengths; (void)ages; (void)tau; "
                            "}\n");
    cr_assert_eq(RUN("cc -shared -fPIC -o %s/lazy.so %s/lazy.c -Wl,--no-as-needed "
                     "%s/libreference.so -Wl,-rpath,%s 2>&1",
                     scratch_root, scratch_root, BUILD_DIR, BUILD_DIR),
                 0, "%s", output);
    cr_expect_eq(RUN("%s/workload --small --rounds 1 %s/libreference.so %s/lazy.so 2>&1", BUILD_DIR,
                     BUILD_DIR, scratch_root),
                 1, "%s", output);
    cr_expect(
        strstr(output, "error: decay: the results of the libraries (libreference.so, …) differ"),
        "%s", output);
}

static void expect_mistake(const char *words, const char *message) {
    cr_expect_eq(RUN("%s/workload %s 2>&1 >/dev/null", BUILD_DIR, words), 2, "%s", words);
    cr_expect(strstr(output, message), "%s: %s", words, output);
}

Test(workload, mistakes_are_told_in_a_line) {
    expect_mistake("", "one to three libraries must be named");
    expect_mistake("a b c d", "one to three libraries must be named");
    expect_mistake("--group grap x", "--group grap: there is no such group; did you mean graph");
    expect_mistake("--rounds 0 x", "--rounds 0: must be a number from 1 to 256");
    expect_mistake("--sample file x", "--sample needs --seconds");
    expect_mistake("--nonsense x", "unknown option");
    expect_mistake("/nowhere/libx.so", "/nowhere/libx.so");
    cr_expect_eq(RUN("%s/profile 2>&1", BUILD_DIR), 2);
    cr_expect_eq(RUN("%s/profile %s 2>&1", BUILD_DIR, scratch_root), 2);
    cr_expect(strstr(output, "raw/sampler.json"), "%s", output);
}

static void sample_similarity(void) {
    cr_assert_eq(RUN("%s/workload --small --group similarity --seconds 0.5 --sample %s/own.samples "
                     "%s/libreference.so 2>&1",
                     BUILD_DIR, scratch_root, BUILD_DIR),
                 0, "%s", output);
}

/// The reference spends nearly all of a search in the sums of cosine_batch, functions that it does
/// not export; the sampler within the process sees them by name and where they are called.
static void expect_hot_function(void) {
    size_t count;
    bench_calltree_start(&tree, &pool);
    cr_assert(bench_samples_read(in_scratch("own.samples"), &tree, &diag), "%s", diag.text);
    cr_expect_geq((double)tree.rooted, 0.95 * (double)tree.root.total);
    const struct bench_function *functions = bench_functions_rank(&tree, &pool, &count);
    uint64_t within = 0;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(functions[i].frame.function, "cosine_batch") == 0)
            within = functions[i].total;
        // The C library may be there without its symbols; ours come with theirs.
        if (strcmp(functions[i].frame.object, "libreference.so") == 0)
            cr_expect_neq(functions[i].frame.function[0], '[');
    }
    cr_expect_geq((double)within, 0.8 * (double)tree.root.total);
    cr_expect_eq(functions[0].hotspot, BENCH_HOTSPOT_SIMILARITY, "%s", functions[0].frame.function);
}

Test(workload, the_own_sampler_names_the_hot_function) {
    sample_similarity();
    expect_hot_function();
}

/// Without addr2line the files' tables of symbols name all but what is compiled into a caller.
Test(workload, functions_have_names_without_addr2line) {
    sample_similarity();
    setenv("PATH", scratch_root, 1);
    expect_hot_function();
    setenv("PATH", "/usr/bin:/bin", 1);
}

static const char threaded_spread[] =
    "#include <pthread.h>\n#include <stddef.h>\n#include <stdint.h>\n"
    "static volatile unsigned turns;\n"
    "static __attribute__((noinline)) void *burn(void *nothing) {\n"
    "    for (unsigned i = 0; i < 2000000; i++) turns++;\n    return nothing;\n}\n"
    "void spread(size_t nodes, size_t arcs, const uint32_t *offsets, const uint32_t *targets,\n"
    "            const float *weights, uint32_t depth, float rate, uint32_t threads, float *a) {\n"
    "    pthread_t thread;\n"
    "    if (pthread_create(&thread, 0, burn, 0) == 0) pthread_join(thread, 0);\n"
    "    (void)nodes; (void)arcs; (void)offsets; (void)targets; (void)weights; (void)depth;\n"
    "    (void)rate; (void)threads; (void)a;\n}\n";

/// A kernel's own threads are sampled as well, and the thread that waits for them is not.
Test(workload, the_own_sampler_sees_the_threads_of_kernels) {
    size_t count;
    scratch_write("threaded.c", threaded_spread);
    cr_assert_eq(RUN("cc -O1 -g -shared -fPIC -o %s/threaded.so %s/threaded.c -Wl,--no-as-needed "
                     "%s/libreference.so -Wl,-rpath,%s 2>&1",
                     scratch_root, scratch_root, BUILD_DIR, BUILD_DIR),
                 0, "%s", output);
    cr_assert_eq(RUN("%s/workload --small --group spreading --seconds 0.5 --sample %s/own.samples "
                     "%s/threaded.so 2>&1",
                     BUILD_DIR, scratch_root, scratch_root),
                 0, "%s", output);
    bench_calltree_start(&tree, &pool);
    cr_assert(bench_samples_read(in_scratch("own.samples"), &tree, &diag), "%s", diag.text);
    const struct bench_function *functions = bench_functions_rank(&tree, &pool, &count);
    cr_expect_str_eq(functions[0].frame.function, "burn");
    cr_expect_str_eq(functions[0].frame.object, "threaded.so");
    cr_expect_geq((double)functions[0].self, 0.7 * (double)tree.root.total);
    cr_expect_geq((double)tree.rooted, 0.95 * (double)tree.root.total);
}

// ---- make profile ------------------------------------------------------------------------------

TestSuite(make_profile, .init = scratch_create, .fini = scratch_remove, .timeout = 120);

/// `before` are settings of the environment in front of the command.
static int run_profile(const char *before, const char *options) {
    return RUN("%s OUT=%s %s/../ci/profile --build %s --small --processes 2 --seconds 0.3 %s 2>&1",
               before, scratch_root, TESTS_DIR, BUILD_DIR, options);
}

static void expect_files(const char *sampler) {
    static const char *const files[] = {"flamegraph.svg", "flamegraph-reference.svg",
                                        "profile.txt"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        cr_expect_eq(RUN("test -s %s/profile/%s", scratch_root, files[i]), 0, "%s", files[i]);
    json_t *document =
        json_load_file(base_pool_format(&pool, "%s/profile/profile.json", scratch_root), 0, NULL);
    cr_assert_not_null(document);
    const json_t *name = json_object_get(json_object_get(document, "sampler"), "name");
    cr_expect_str_eq(json_string_value(name), sampler);
    cr_expect_eq(json_array_size(json_object_get(document, "groups")), 5);
    const json_t *profiles = json_object_get(document, "profiles"), *profile;
    size_t i;
    cr_expect_eq(json_array_size(profiles), 2);
    json_array_foreach(profiles, i, profile) {
        double shares = 0;
        const json_t *hotspot;
        size_t j;
        json_array_foreach(json_object_get(profile, "hotspots"), j, hotspot) shares +=
            json_number_value(json_object_get(hotspot, "share"));
        cr_expect(shares > 0.999 && shares < 1.001, "%g", shares);
    }
}

Test(make_profile, samples_itself_where_it_is_told_to) {
    cr_assert_eq(run_profile("", "--sampler in-process"), 0, "%s", output);
    cr_expect(strstr(output, "Sampled by in-process (thread processor time, 999 Hz)"), "%s",
              output);
    cr_expect(strstr(output, "Missing: perf was not asked for"), "%s", output);
    expect_files("in-process");
}

/// A machine on which perf is installed and forbidden, as in most containers.
Test(make_profile, samples_itself_where_perf_is_forbidden) {
    scratch_write("perf", "#!/bin/sh\necho 'Permission denied' >&2\nexit 255\n");
    const char *path =
        base_pool_format(&pool, "chmod +x %s/perf && PATH=%s:$PATH", scratch_root, scratch_root);
    cr_assert_eq(run_profile(path, ""), 0, "%s", output);
    cr_expect(strstr(output, "Missing: perf is forbidden here (kernel.perf_event_paranoid is "),
              "%s", output);
    expect_files("in-process");
    cr_expect_eq(run_profile(path, "--sampler perf"), 2, "%s", output);
    cr_expect(strstr(output, "ci/profile: error: perf is forbidden here"), "%s", output);
}

Test(make_profile, samples_by_perf_where_it_works) {
    int status = run_profile("", "--sampler perf");
    if (status == 2 && strstr(output, "error: perf is ") != NULL)
        cr_skip_test("no perf here");
    cr_assert_eq(status, 0, "%s", output);
    cr_expect(strstr(output, "Sampled by perf (cpu-clock"), "%s", output);
    expect_files("perf");
}

Test(make_profile, mistakes_are_told_in_a_line) {
    cr_expect_eq(run_profile("", "--nonsense"), 2);
    cr_expect(strstr(output, "ci/profile: error: unknown option --nonsense"), "%s", output);
    cr_expect_eq(run_profile("", "--processes 1"), 2);
    cr_expect(strstr(output, "--processes 1: must be a number from 2 to 64"), "%s", output);
    cr_expect_eq(run_profile("", "--sampler guess"), 2);
    cr_expect_eq(run_profile("", "--build /nowhere"), 2);
    cr_expect(strstr(output, "/nowhere/workload: is missing"), "%s", output);
}
