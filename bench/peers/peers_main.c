/// bench/peers: each kernel against what a user would take instead.
#include "base/diag.h"
#include "bench/fingerprint.h"
#include "bench/peers/libraries.h"
#include "bench/peers/peers_data.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: peers [--kernel NAME] [--rounds N] [--nodes N] [--folder DIR]\n"
    "\n"
    "Times the optimized kernels against the libraries and loops that a user would take instead,\n"
    "interleaved in this process, and prints tables in Markdown: what the machine can do, then\n"
    "kernel time / peer time with 95 % intervals, and whether the target is met. Libraries come\n"
    "from `ci/bootstrap --peers`; one that is missing is named and left out.\n"
    "\n"
    "  --kernel NAME   only this one\n"
    "  --rounds N      rounds of each contest: 21 unless given, at most 101\n"
    "  --nodes N       of the graphs, 5 to 10 arcs each: 10000 unless given, 1000 to 1000000\n"
    "  --folder DIR    the build: where this program lies unless given\n"
    "\n"
    "Exit status: 0 all targets met or undecided, 1 one is missed, 2 a mistake or a peer that\n"
    "computes something else.\n"
    "\n"
    "example: taskset -c 1 build/peers --kernel dot\n";

enum { ROUNDS_MAX = 101, NODES_MIN = 1000, NODES_MAX = 1000000 };

static void print_machine(const struct peers_machine *machine) {
    struct base_pool pool = {0};
    json_t *facts = bench_fingerprint_machine(&pool);
    const char *model = json_string_value(json_object_get(facts, "processor"));
    printf("%s; kernels: %s\n\n", model != NULL ? model : "an unnamed processor",
           strrchr(peers_library_path(PEERS_KERNELS), '/') + 1);
    printf("| clock | fma | its latency | read L1 | L2 | 8 MiB | 256 MiB | load latency L1, L2, "
           "8 MiB | gather | add to memory |\n|---|---|---|---|---|---|---|---|---|---|\n"
           "| %.2f GHz | %.0f GFLOP/s | %.2f ns | %.0f GB/s | %.0f GB/s | %.0f GB/s | %.0f GB/s | "
           "%.1f, %.1f, %.1f ns | %.2f ns | %.2f ns |\n\n",
           machine->clock_ghz, machine->fma, machine->fma_latency_ns, machine->read_l1,
           machine->read_l2, machine->read_l3, machine->read_dram, machine->load_latency_ns[0],
           machine->load_latency_ns[1], machine->load_latency_ns[2], machine->gather_ns,
           machine->update_ns);
    fflush(stdout);
    json_decref(facts);
    base_pool_free(&pool);
}

/// Libraries with thread-local variables of their own need room that the loader only reserves at
/// the start; and none of them may use threads, since the kernels use one.
static void set_environment(char **words) {
    static const char tunables[] = "glibc.rtld.optional_static_tls=65536";
    if (getenv("GLIBC_TUNABLES") != NULL)
        return;
    setenv("GLIBC_TUNABLES", tunables, 1);
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
    setenv("BLIS_NUM_THREADS", "1", 1);
    setenv("OMP_NUM_THREADS", "1", 1);
    execv("/proc/self/exe", words);
}

static void stay_on_one_processor(void) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET((size_t)sched_getcpu(), &set);
    sched_setaffinity(0, sizeof set, &set);
}

static bool parse(int count, char **words, struct peers_options *options, char folder[1024]) {
    ssize_t length = readlink("/proc/self/exe", folder, 1023);
    folder[length > 0 ? length : 0] = '\0';
    if (strrchr(folder, '/') != NULL)
        *strrchr(folder, '/') = '\0';
    for (int i = 1; i + 1 < count; i += 2) {
        char *end = NULL;
        if (strcmp(words[i], "--kernel") == 0)
            options->only = words[i + 1];
        else if (strcmp(words[i], "--folder") == 0)
            snprintf(folder, 1024, "%s", words[i + 1]);
        else if (strcmp(words[i], "--rounds") == 0)
            options->rounds = (uint32_t)strtoul(words[i + 1], &end, 10);
        else if (strcmp(words[i], "--nodes") == 0)
            options->nodes = strtoul(words[i + 1], &end, 10);
        else
            return false;
        if (end != NULL && *end != '\0')
            return false;
    }
    return count % 2 == 1 && options->rounds <= ROUNDS_MAX && options->nodes >= NODES_MIN &&
           options->nodes <= NODES_MAX;
}

int main(int count, char **words) {
    struct peers_options options = {.nodes = 10000};
    char folder[1024];
    if (count == 2 && strcmp(words[1], "--help") == 0) {
        fputs(usage, stdout);
        return 0;
    }
    if (!parse(count, words, &options, folder)) {
        fprintf(stderr, "%speers: error: an option that is unknown, incomplete or out of range\n",
                usage);
        return 2;
    }
    set_environment(words);
    if (!peers_open(folder)) {
        fprintf(stderr, "peers: error: no kernels in %s; make build\n", folder);
        return 2;
    }
    if (options.only != NULL && peers_find(PEERS_KERNELS, options.only) == NULL) {
        fprintf(stderr, "peers: error: there is no kernel %s\n", options.only);
        return 2;
    }
    stay_on_one_processor();
    struct peers_machine machine = peers_probe();
    print_machine(&machine);
    peers_heading();
    peers_vectors(&machine, &options);
    peers_batches(&machine, &options);
    peers_elementwise(&machine, &options);
    peers_graphs(&machine, &options);
    peers_blocks(&options);
    printf("\n%u targets missed\n", options.missed);
    return options.failed > 0 ? 2 : options.missed > 0 ? 1 : 0;
}
