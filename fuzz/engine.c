#include "fuzz/engine.h"

#include "base/monotonic.h"

#include "diff/files.h"
#include "diff/worker.h"
#include "fuzz/recent_inputs.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    WORDS_MAX = 40,
    LOOK_US = 20 * 1000,
    /// What an engine gets beyond its time to end by itself.
    GRACE_MS = 10 * 1000,
    SEEDS_MS = 10 * 1000,
    /// Ends of a libFuzzer process in a row, each within a second, after which it is given up.
    QUICK_ENDS_MAX = 50,
};

/// One run of an engine on one kernel.
struct engagement {
    const struct diff_subject *subject;
    const struct fuzz_engine_options *options;
    struct base_pool *pool;
    const char *folder;  ///< OUT/KERNEL/ENGINE
    const char *collect; ///< where targets leave the first input of each signature
    uint64_t deadline_ms;
    uint32_t variant; ///< of a hosted run
};

const char *fuzz_engine_targets(struct base_pool *pool) {
    const char *given = getenv("LOCKSTEP_FUZZ_TARGETS");
    char program[4096];
    if (given != NULL)
        return given;
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    program[length > 0 ? length : 0] = '\0';
    char *slash = strrchr(program, '/');
    return base_pool_format(pool, "%.*s/../build-fuzz/fuzz",
                            slash != NULL ? (int)(slash - program) : 1,
                            slash != NULL ? program : ".");
}

/// "fuzz-dot" of the targets' folder; NULL with a diag where it is not there.
static const char *find_program(const struct engagement *engagement, const char *kind,
                                const char *suffix, struct base_diag *diag) {
    const struct fuzz_engine_options *options = engagement->options;
    const char *name = options->is_hosted ? "host" : engagement->subject->kernel->name;
    const char *path =
        base_pool_format(engagement->pool, "%s/%s-%s%s", options->targets, kind, name, suffix);
    if (access(path, R_OK) == 0)
        return path;
    base_fail(diag,
              "%s: there is no such target; build it with `cmake --preset fuzz && cmake --build "
              "--preset fuzz`, or name the folder in LOCKSTEP_FUZZ_TARGETS",
              path);
    return NULL;
}

static const char *library_words(const struct diff_library *library, struct base_pool *pool) {
    char *real = realpath(library->path, NULL);
    const char *path = base_pool_copy(pool, real != NULL ? real : library->path,
                                      strlen(real != NULL ? real : library->path));
    free(real);
    return strcmp(library->pattern, "%") == 0
               ? path
               : base_pool_format(pool, "%s@%s", path, library->pattern);
}

static void set_environment(const struct engagement *engagement) {
    const struct diff_subject *subject = engagement->subject;
    struct base_pool *pool = engagement->pool;
    setenv("LOCKSTEP_FUZZ_COLLECT", engagement->collect, 1);
    if (!engagement->options->is_hosted)
        return;
    setenv("LOCKSTEP_FUZZ_HEADER", subject->kernel->header->path, 1);
    setenv("LOCKSTEP_FUZZ_KERNEL", subject->kernel->name, 1);
    setenv("LOCKSTEP_FUZZ_REFERENCE", library_words(subject->reference_library, pool), 1);
    setenv("LOCKSTEP_FUZZ_OPTIMIZED",
           library_words(subject->variants[engagement->variant].library, pool), 1);
    setenv("LOCKSTEP_FUZZ_TOLERANCE",
           base_pool_format(pool, "%.17g", subject->options->near_tolerance), 1);
}

static void set_afl_environment(const char *mutator) {
    // In a container every instance would bind itself to the first processor; each has been given
    // one before.
    static const char *const names[] = {
        "AFL_NO_AFFINITY",     "AFL_SKIP_CPUFREQ",
        "AFL_NO_UI",           "AFL_FAST_CAL",
        "AFL_CMPLOG_ONLY_NEW", "AFL_QUIET",
        "AFL_SKIP_CRASHES",    "AFL_IGNORE_PROBLEMS",
        "AFL_AUTORESUME",      "AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        setenv(names[i], "1", 1);
    setenv("AFL_CUSTOM_MUTATOR_LIBRARY", mutator, 1);
}

static void take_processor(uint32_t number) {
    cpu_set_t all, one;
    CPU_ZERO(&one);
    if (sched_getaffinity(0, sizeof all, &all) != 0)
        return;
    uint32_t skip = number % (uint32_t)CPU_COUNT(&all);
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (!CPU_ISSET(cpu, &all) || skip-- > 0)
            continue;
        CPU_SET(cpu, &one);
        sched_setaffinity(0, sizeof one, &one);
        return;
    }
}

/// Starts a program in a process group of its own, its output appended to a log.
static pid_t start(const struct engagement *engagement, const char *const *words, const char *log,
                   const char *mutator, uint32_t processor) {
    fflush(NULL);
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    setpgid(0, 0);
    int file = open(log, O_WRONLY | O_CREAT | O_APPEND, 0666);
    int nothing = open("/dev/null", O_RDONLY);
    if (file < 0 || nothing < 0)
        _exit(127);
    dup2(nothing, 0);
    dup2(file, 1);
    dup2(file, 2);
    set_environment(engagement);
    if (mutator != NULL) {
        set_afl_environment(mutator);
        take_processor(processor);
    }
    execvp(words[0], (char *const *)(uintptr_t)words);
    fprintf(stderr, "%s: cannot run: %s\n", words[0], strerror(errno));
    _exit(127);
}

/// Waits for a process until its time is over, then asks it to end, and at last ends its group:
/// engines do not count what they take to begin. Nothing where no process could be made: that shows
/// in what it did not leave.
static void await(pid_t pid, uint64_t until_ms) {
    bool is_asked = false;
    if (pid < 0)
        return;
    while (waitpid(pid, NULL, WNOHANG) == 0) {
        uint64_t now_ms = base_monotonic_ms();
        if (!is_asked && now_ms > until_ms) {
            is_asked = true;
            kill(pid, SIGINT);
        }
        if (now_ms > until_ms + GRACE_MS || diff_was_interrupted()) {
            kill(-pid, SIGKILL);
            waitpid(pid, NULL, 0);
            break;
        }
        usleep(LOOK_US);
    }
    kill(-pid, SIGKILL); // what an engine forked and left
}

/// Executions by libFuzzer's own count, over all its processes: each begins by telling its seed,
/// and counts on lines that begin with "#N", or at its end.
static uint64_t logged_executions(const char *log) {
    FILE *stream = fopen(log, "r");
    char *line = NULL;
    size_t room = 0;
    uint64_t sum = 0, most = 0;
    while (stream != NULL && getline(&line, &room, stream) > 0) {
        unsigned long long number = 0;
        bool is_count = sscanf(line, "#%llu", &number) == 1 ||
                        sscanf(line, "stat::number_of_executed_units: %llu", &number) == 1;
        if (strncmp(line, "INFO: Seed:", 11) == 0) {
            sum += most;
            most = 0;
        }
        if (is_count && number > most)
            most = number;
    }
    free(line);
    if (stream != NULL)
        fclose(stream);
    return sum + most;
}

static bool has_files(const char *folder) {
    char pattern[4096];
    glob_t found;
    snprintf(pattern, sizeof pattern, "%s/*", folder);
    if (glob(pattern, GLOB_NOSORT, NULL, &found) != 0)
        return false;
    globfree(&found);
    return true;
}

static bool make_seeds(const struct engagement *engagement, const char *seeds,
                       struct base_diag *diag) {
    const char *replay = find_program(engagement, "replay", "", diag);
    if (replay == NULL)
        return false;
    const char *words[] = {replay, "--seeds", seeds, NULL};
    const char *log = base_pool_format(engagement->pool, "%s/seeds.log", engagement->folder);
    pid_t pid = start(engagement, words, log, NULL, 0);
    await(pid, base_monotonic_ms() + SEEDS_MS);
    const char *dictionary = base_pool_format(engagement->pool, "%s.dict", seeds);
    return access(dictionary, R_OK) == 0 ||
           base_fail(diag, "%s: the target made no seeds; its last words are in %s", replay, log);
}

/// Engines count whole seconds, and 0 means no end to them; await ends them on time.
static uint64_t left_seconds(const struct engagement *engagement) {
    uint64_t now_ms = base_monotonic_ms();
    uint64_t left_ms = engagement->deadline_ms > now_ms ? engagement->deadline_ms - now_ms : 0;
    return left_ms == 0 ? 1 : (left_ms + 999) / 1000;
}

/// Runs libFuzzer until the time is over; a crash ends it, so it is started again.
static bool run_libfuzzer(struct engagement *engagement, uint64_t *executions,
                          struct base_diag *diag) {
    const struct diff_options *options = engagement->subject->options;
    struct base_pool *pool = engagement->pool;
    const char *program = find_program(engagement, "fuzz", "", diag);
    const char *seeds = base_pool_format(pool, "%s/seeds", engagement->folder);
    const char *corpus = base_pool_format(pool, "%s/corpus", engagement->folder);
    const char *artifacts = base_pool_format(pool, "%s/artifacts", engagement->folder);
    const char *log = base_pool_format(pool, "%s/fuzz.log", engagement->folder);
    uint64_t earlier = logged_executions(log); // of other targets on the same corpus
    uint32_t quick_ends = 0;
    if (program == NULL || !diff_folder_make(corpus, diag) || !diff_folder_make(artifacts, diag) ||
        !make_seeds(engagement, seeds, diag))
        return false;
    for (uint64_t round = 0; round == 0 || base_monotonic_ms() + 500 < engagement->deadline_ms;
         round++) {
        uint64_t started_ms = base_monotonic_ms();
        uint64_t left_s = left_seconds(engagement);
        const char *words[WORDS_MAX] = {
            program,
            corpus,
            seeds,
            base_pool_format(pool, "-max_total_time=%llu", (unsigned long long)left_s),
            base_pool_format(pool, "-artifact_prefix=%s/", artifacts),
            base_pool_format(pool, "-seed=%llu",
                             (unsigned long long)(options->seed + round) % 0xfffffffe + 1),
            base_pool_format(pool, "-dict=%s.dict", seeds),
            base_pool_format(pool, "-timeout=%u", (options->timeout_ms + 999) / 1000),
            "-max_len=8192",
            "-use_value_profile=1",
            "-print_final_stats=1",
            "-ignore_crashes=1",
            "-ignore_timeouts=1",
            "-ignore_ooms=1"};
        size_t count = 0;
        while (words[count] != NULL)
            count++;
        // A kernel that crashed may crash on every start, by a seed: the fork mode leaves it out.
        if (options->jobs > 1 || round > 0)
            words[count] = base_pool_format(pool, "-fork=%u", options->jobs);
        await(start(engagement, words, log, NULL, 0), engagement->deadline_ms);
        if (diff_was_interrupted())
            break;
        quick_ends = base_monotonic_ms() - started_ms < 1000 ? quick_ends + 1 : 0;
        if (quick_ends == QUICK_ENDS_MAX)
            break;
    }
    uint64_t done = logged_executions(log) - earlier;
    *executions += done;
    if (done == 0 && !has_files(artifacts))
        return base_fail(diag, "%s: ran nothing; its last words are in %s", program, log);
    return true;
}

static uint64_t afl_executions(const char *folder) {
    glob_t found;
    uint64_t sum = 0;
    char pattern[4096], line[256];
    snprintf(pattern, sizeof pattern, "%s/*/fuzzer_stats", folder);
    if (glob(pattern, 0, NULL, &found) != 0)
        return 0;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        FILE *stream = fopen(found.gl_pathv[i], "r");
        unsigned long long number;
        while (stream != NULL && fgets(line, sizeof line, stream) != NULL)
            if (sscanf(line, "execs_done : %llu", &number) == 1)
                sum += number;
        if (stream != NULL)
            fclose(stream);
    }
    globfree(&found);
    return sum;
}

static bool run_afl(struct engagement *engagement, uint64_t *executions, struct base_diag *diag) {
    const struct diff_options *options = engagement->subject->options;
    struct base_pool *pool = engagement->pool;
    const char *program = find_program(engagement, "afl", "", diag);
    const char *mutator = program != NULL ? find_program(engagement, "mutate", ".so", diag) : NULL;
    const char *seeds = base_pool_format(pool, "%s/seeds", engagement->folder);
    const char *out = base_pool_format(pool, "%s/sync", engagement->folder);
    const char *log = base_pool_format(pool, "%s/fuzz.log", engagement->folder);
    struct base_diag ignored;
    pid_t pids[64];
    uint32_t jobs = options->jobs < 64 ? options->jobs : 64;
    if (mutator == NULL || !diff_folder_make(out, diag) || !make_seeds(engagement, seeds, diag))
        return false;
    uint64_t left_s = left_seconds(engagement);
    const char *comparisons = find_program(engagement, "cmplog", "", &ignored);
    for (uint32_t i = 0; i < jobs; i++) {
        const char *words[WORDS_MAX] = {
            "afl-fuzz",
            "-V",
            base_pool_format(pool, "%llu", (unsigned long long)left_s),
            "-i",
            seeds,
            "-o",
            out,
            "-S",
            base_pool_format(pool, "s%u", i),
            "-s",
            base_pool_format(pool, "%llu",
                             (unsigned long long)(options->seed + i) % 0x7ffffffe + 1),
            "-t",
            base_pool_format(pool, "%u", options->timeout_ms),
            "-x",
            base_pool_format(pool, "%s.dict", seeds),
            "-m",
            "none"};
        size_t count = 0;
        while (words[count] != NULL)
            count++;
        // One instance watches comparisons; more would only do the same again.
        if (i == 0 && comparisons != NULL) {
            words[count++] = "-c";
            words[count++] = comparisons;
        }
        words[count++] = "--";
        words[count++] = program;
        pids[i] = start(engagement, words, log, mutator, i);
    }
    for (uint32_t i = 0; i < jobs; i++)
        await(pids[i], engagement->deadline_ms);
    uint64_t done = afl_executions(out);
    *executions += done;
    return done > 0 || base_fail(diag, "afl-fuzz ran nothing; its last words are in %s", log);
}

static bool conclude(const struct engagement *engagement, struct fuzz_kernel_result *result,
                     struct base_diag *diag) {
    const struct diff_subject *subject = engagement->subject;
    struct base_pool *pool = engagement->pool;
    const char *collect = engagement->collect;
    const char *folder = base_pool_format(pool, "%s/artifacts", engagement->folder);
    struct fuzz_artifacts all[] = {{collect, "divergence-", true, collect, true},
                                   {folder, "crash-", true, collect, false},
                                   {folder, "timeout-", false, collect, false}};
    const char *pattern = base_pool_format(pool, "%s/sync/*/crashes", engagement->folder);
    glob_t found;
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof all / sizeof *all; i++)
        ok = fuzz_artifacts_conclude(subject, &all[i], result, pool, diag);
    if (ok && glob(pattern, 0, NULL, &found) == 0) {
        for (size_t i = 0; ok && i < found.gl_pathc; i++) {
            struct fuzz_artifacts crashes = {found.gl_pathv[i], "id:", true, collect, false};
            ok = fuzz_artifacts_conclude(subject, &crashes, result, pool, diag);
        }
        globfree(&found);
    }
    fuzz_recent_remove(collect);
    return ok;
}

bool fuzz_engine_run(const struct diff_subject *subject, const struct fuzz_engine_options *options,
                     struct fuzz_kernel_result *result, struct base_pool *pool,
                     struct base_diag *diag) {
    bool is_afl = options->engine == FUZZ_AFL, ok = true;
    // A host tests one library at a time; an in-tree target has all levels linked in.
    uint32_t runs = options->is_hosted ? subject->variant_count : 1;
    uint64_t started_ms = base_monotonic_ms();
    *result = (struct fuzz_kernel_result){.kernel = subject->kernel->name,
                                          .engine = is_afl ? "afl" : "libfuzzer"};
    result->variant_count = subject->variant_count;
    result->variants = base_pool_take_array(pool, subject->variant_count, sizeof *result->variants);
    for (uint32_t i = 0; i < subject->variant_count; i++) {
        result->variants[i].name = subject->variants[i].library->name;
        result->variants[i].findings = base_pool_take_array(
            pool, subject->options->failures_max + 1, sizeof *result->variants[i].findings);
    }
    for (uint32_t i = 0; ok && i < runs && !diff_was_interrupted(); i++) {
        const char *variant =
            options->is_hosted ? base_pool_format(pool, "-%s", subject->variants[i].library->name)
                               : "";
        struct engagement engagement = {
            .subject = subject, .options = options, .pool = pool, .variant = i};
        engagement.folder = base_pool_format(pool, "%s/%s/%s%s", subject->options->out,
                                             subject->kernel->name, result->engine, variant);
        engagement.collect = base_pool_format(pool, "%s/divergences", engagement.folder);
        engagement.deadline_ms = base_monotonic_ms() + options->budget_ms / runs;
        ok = diff_folder_make(engagement.collect, diag) &&
             (is_afl ? run_afl(&engagement, &result->executions, diag)
                     : run_libfuzzer(&engagement, &result->executions, diag)) &&
             conclude(&engagement, result, diag);
    }
    result->seconds = (double)(base_monotonic_ms() - started_ms) / 1000;
    return ok;
}
