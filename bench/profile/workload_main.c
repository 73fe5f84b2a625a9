// workload [OPTION]… LIBRARY…: runs the memory engine's workload on a library of kernels.

#include "bench/document.h"
#include "bench/profile/sampler.h"
#include "bench/profile/turns.h"
#include "bench/stats.h"

#include <getopt.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: workload [OPTION]… LIBRARY [LIBRARY [LIBRARY]]\n\n"
    "Grows a graph of 10000 nodes and 50000 arcs, answers 1000 queries by spreading activation\n"
    "and 1000 by similarity, and lets 10000 memories decay, on the kernels of a library. Several\n"
    "libraries take turns, and their results are compared.\n\n"
    "  --group NAME      complete (default), graph, spreading, similarity, decay\n"
    "  --rounds N        rounds of timing, 1 to 256 (default 9)\n"
    "  --part N          of queries and searches a round runs a 50th: 0 to 49, that of the first\n"
    "                    round (default 0)\n"
    "  --seconds T       no timing: whole passes of the group until T seconds are over\n"
    "  --small           a twentieth of the work, for a trial\n"
    "  --sample FILE     with --seconds: writes the stacks that a sampler within the process saw\n"
    "  --json            what is told as a JSON document\n\n"
    "Exit status: 0 done; 1 the libraries' results differ; 2 a mistake or the machine's "
    "trouble.\n\n"
    "example: workload build/libreference.so build/liboptimized-v3.so\n";

enum { SAMPLES_PER_SECOND = 999, NAME_COLUMN = 12 };

struct options {
    enum workload_group group; ///< WORKLOAD_GROUPS: all
    uint32_t rounds, first_part;
    double seconds; ///< 0: time rounds
    const struct workload_sizes *sizes;
    const char *sample_path;
    bool is_json;
    uint32_t library_count;
    struct diff_library libraries[TURNS_LIBRARIES];
    struct workload *workloads[TURNS_LIBRARIES];
};

static bool parse_group(const char *text, enum workload_group *group, struct base_diag *diag) {
    const char *names[WORKLOAD_GROUPS + 1];
    for (uint32_t i = 0; i <= WORKLOAD_GROUPS; i++) {
        names[i] = i < WORKLOAD_GROUPS ? workload_group_names[i] : "complete";
        *group = i;
        if (strcmp(text, names[i]) == 0)
            return true;
    }
    const char *nearest = base_nearest(text, names, WORKLOAD_GROUPS + 1);
    return base_fail(diag, "--group %s: there is no such group; %s%s", text,
                     nearest != NULL ? "did you mean " : "see workload --help",
                     nearest != NULL ? nearest : "");
}

static bool parse_number(const char *name, const char *text, double low, double high,
                         double *number, struct base_diag *diag) {
    char *end;
    *number = strtod(text, &end);
    return (end != text && *end == '\0' && *number >= low && *number <= high) ||
           base_fail(diag, "%s %s: must be a number from %g to %g", name, text, low, high);
}

static bool parse_option(struct options *options, int letter, struct base_diag *diag) {
    double number = 0;
    bool ok = true;
    switch (letter) {
    case 'g':
        return parse_group(optarg, &options->group, diag);
    case 'r':
        ok = parse_number("--rounds", optarg, 1, TURNS_ROUNDS_MAX, &number, diag);
        options->rounds = (uint32_t)number;
        return ok;
    case 'p':
        ok = parse_number("--part", optarg, 0, WORKLOAD_PARTS - 1, &number, diag);
        options->first_part = (uint32_t)number;
        return ok;
    case 's':
        return parse_number("--seconds", optarg, 1e-3, 3600, &options->seconds, diag);
    case 'm':
        options->sizes = &workload_small;
        return true;
    case 'o':
        options->sample_path = optarg;
        return true;
    case 'j':
        options->is_json = true;
        return true;
    default:
        return base_fail(diag, "unknown option or missing value; see workload --help");
    }
}

static bool parse(struct options *options, int count, char **words, struct base_pool *pool,
                  struct base_diag *diag) {
    static const struct option known[] = {
        {"group", required_argument, NULL, 'g'},   {"rounds", required_argument, NULL, 'r'},
        {"seconds", required_argument, NULL, 's'}, {"small", no_argument, NULL, 'm'},
        {"sample", required_argument, NULL, 'o'},  {"json", no_argument, NULL, 'j'},
        {"part", required_argument, NULL, 'p'},    {NULL, 0, NULL, 0}};
    int letter;
    opterr = 0;
    while ((letter = getopt_long(count, words, "", known, NULL)) != -1)
        if (!parse_option(options, letter, diag))
            return false;
    if (optind == count || count - optind > TURNS_LIBRARIES)
        return base_fail(diag, "one to three libraries must be named; see workload --help");
    if (options->sample_path != NULL && !(options->seconds > 0))
        return base_fail(diag, "--sample needs --seconds");
    if (options->seconds > 0 && count - optind > 1)
        return base_fail(diag, "--seconds takes one library");
    for (; optind < count; optind++) {
        struct diff_library *library = &options->libraries[options->library_count];
        if (!diff_library_open(library, words[optind], pool, diag))
            return false;
        if (library->skip_reason != NULL)
            return base_fail(diag, "%s: %s", words[optind], library->skip_reason);
        if (!workload_create(&options->workloads[options->library_count], options->sizes, library,
                             pool, diag))
            return false;
        options->library_count++;
    }
    return true;
}

/// The most memory that this program had at once. Not getrusage's, which inherits the figure of
/// whatever was this process before.
static uint64_t memory_peak_bytes(void) {
    char line[256];
    unsigned long long kilobytes = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status != NULL && fgets(line, sizeof line, status) != NULL)
        if (sscanf(line, "VmHWM: %llu", &kilobytes) == 1)
            break;
    if (status != NULL)
        fclose(status);
    return kilobytes * 1024;
}

static json_t *series_json(const struct turns_series *series, uint32_t rounds) {
    json_t *wall = json_array(), *cpu = json_array();
    for (uint32_t i = 0; i < rounds; i++) {
        json_array_append_new(wall, json_real(series->wall_ns[i]));
        json_array_append_new(cpu, json_real(series->cpu_ns[i]));
    }
    return json_pack("{so so}", "wall_ns", wall, "cpu_ns", cpu);
}

static json_t *sizes_json(const struct workload_sizes *sizes, struct base_pool *pool) {
    return json_pack("{si si si si sf si si si si si ss}", "nodes", (int)sizes->nodes, "arcs",
                     (int)sizes->arcs, "queries", (int)sizes->queries, "depth", (int)sizes->depth,
                     "decay_rate", round((double)sizes->decay_rate * 1e6) / 1e6, "threads",
                     (int)sizes->threads, "searches", (int)sizes->searches, "vectors",
                     (int)sizes->vectors, "dimensions", (int)sizes->dimensions, "decays",
                     (int)sizes->decays, "seed", base_pool_format(pool, "%" PRIx64, workload_seed));
}

static void print_json(const struct options *options, const struct turns *turns,
                       struct base_pool *pool) {
    json_t *groups = json_object(), *libraries = json_array();
    for (uint32_t side = 0; side < options->library_count; side++)
        json_array_append_new(libraries, json_string(options->libraries[side].path));
    for (uint32_t g = 0; g < WORKLOAD_GROUPS; g++) {
        json_t *sides = json_array();
        if (options->group != WORKLOAD_GROUPS && options->group != g)
            continue;
        for (uint32_t side = 0; side < options->library_count; side++)
            json_array_append_new(sides, series_json(&turns->series[g][side], turns->rounds));
        json_object_set_new(groups, workload_group_names[g], sides);
    }
    json_t *document = json_pack("{so so so sI}", "libraries", libraries, "workload",
                                 sizes_json(options->sizes, pool), "groups", groups,
                                 "memory_peak_bytes", (json_int_t)memory_peak_bytes());
    base_check(document != NULL);
    json_dumpf(document, stdout, JSON_INDENT(1));
    putchar('\n');
    json_decref(document);
}

static void print_row(const char *name, const struct options *options, const double *median_ns) {
    printf("%-*s", NAME_COLUMN, name);
    for (uint32_t side = 0; side < options->library_count; side++)
        printf("  %12.3f", median_ns[side] / 1e6);
    for (uint32_t side = 1; side < options->library_count; side++)
        printf("  %12.2f", median_ns[0] / median_ns[side]);
    putchar('\n');
}

static void print_text(const struct options *options, const struct turns *turns) {
    double all_ns[TURNS_LIBRARIES] = {0}, median_ns[TURNS_LIBRARIES];
    static const char *const titles[] = {"first", "second", "third"};
    static const char *const ratios[] = {"first/second", "first/third"};
    printf("%-*s", NAME_COLUMN, "ms per pass");
    for (uint32_t side = 0; side < options->library_count; side++)
        printf("  %12s", titles[side]);
    for (uint32_t side = 1; side < options->library_count; side++)
        printf("  %12s", ratios[side - 1]);
    putchar('\n');
    for (uint32_t g = 0; g < WORKLOAD_GROUPS; g++) {
        if (options->group != WORKLOAD_GROUPS && options->group != g)
            continue;
        for (uint32_t side = 0; side < options->library_count; side++) {
            median_ns[side] = bench_median(turns->series[g][side].wall_ns, turns->rounds);
            all_ns[side] += median_ns[side];
        }
        print_row(workload_group_names[g], options, median_ns);
    }
    if (options->group == WORKLOAD_GROUPS)
        print_row("complete", options, all_ns);
    printf("memory peak %.1f MiB\n", (double)memory_peak_bytes() / 0x1p20);
}

/// Returns the exit status.
static int measure(const struct options *options, struct base_pool *pool) {
    static struct turns turns;
    enum workload_group group = options->group;
    turns.library_count = options->library_count;
    turns.rounds = options->rounds;
    turns.first_part = options->first_part;
    if (!turns_time(&turns, options->workloads, &group)) {
        fprintf(stderr,
                "error: %s: the results of the libraries (%s, …) differ; `lockstep diff` "
                "finds where\n",
                workload_group_names[group], options->libraries[0].name);
        return 1;
    }
    if (options->is_json)
        print_json(options, &turns, pool);
    else
        print_text(options, &turns);
    return 0;
}

static bool repeat(const struct options *options, struct base_diag *diag) {
    if (options->sample_path != NULL && !sampler_start(SAMPLES_PER_SECOND, diag))
        return false;
    uint64_t passes = turns_repeat(options->workloads[0], options->group, options->seconds);
    if (options->sample_path != NULL && !sampler_stop(options->sample_path, diag))
        return false;
    printf(options->is_json ? "{\"passes\": %" PRIu64 ", \"memory_peak_bytes\": %" PRIu64 "}\n"
                            : "%" PRIu64 " passes, memory peak %" PRIu64 " bytes\n",
           passes, memory_peak_bytes());
    return true;
}

int main(int count, char **words) {
    struct options options = {.group = WORKLOAD_GROUPS, .rounds = 9, .sizes = &workload_full};
    struct base_pool pool = {0};
    struct base_diag diag;
    int status = 0;
    if (count == 2 && strcmp(words[1], "--help") == 0) {
        fputs(usage, stdout);
        return 0;
    }
    if (!parse(&options, count, words, &pool, &diag) ||
        (options.seconds > 0 && !repeat(&options, &diag))) {
        fprintf(stderr, "%s\n", diag.text);
        status = 2;
    } else if (!(options.seconds > 0)) {
        status = measure(&options, &pool);
    }
    base_pool_free(&pool);
    return status;
}
