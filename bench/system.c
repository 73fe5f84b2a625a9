#include "bench/system.h"

#include "base/diag.h"
#include "bench/bandwidth.h"

#include <sodium.h>
#include <string.h>
#include <unistd.h>

enum { LEVELS = 3 };

static const int level_names[LEVELS] = {_SC_LEVEL1_DCACHE_SIZE, _SC_LEVEL2_CACHE_SIZE,
                                        _SC_LEVEL3_CACHE_SIZE};

/// Bytes of a data cache: as the kernel tells, else as the C library knows; 0 where neither does.
static size_t cache_bytes(int level, struct base_pool *pool) {
    for (int i = 0; i < 8; i++) {
        unsigned found_level = 0, kibibytes = 0;
        char type[32] = "";
        const char *folder =
            base_pool_format(pool, "/sys/devices/system/cpu/cpu0/cache/index%d", i);
        static const char *const names[] = {"level", "type", "size"};
        for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
            FILE *file = fopen(base_pool_format(pool, "%s/%s", folder, names[k]), "r");
            int count = 0;
            if (file == NULL)
                break;
            if (k == 1)
                count = fscanf(file, "%31s", type);
            else
                count = fscanf(file, "%u", k == 0 ? &found_level : &kibibytes);
            fclose(file);
            if (count != 1)
                break;
        }
        if (found_level == (unsigned)level && kibibytes > 0 && strcmp(type, "Instruction") != 0)
            return (size_t)kibibytes * 1024;
    }
    long bytes = sysconf(level_names[level - 1]);
    return bytes > 0 ? (size_t)bytes : 0;
}

static const char *system_name(struct base_pool *pool) {
    char line[512];
    const char *name = "unknown";
    FILE *file = fopen("/etc/os-release", "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "PRETTY_NAME=", 12) != 0)
            continue;
        const char *start = line + 12 + strspn(line + 12, "\"'");
        name = base_pool_copy(pool, start, strcspn(start, "\"'\n"));
        break;
    }
    if (file != NULL)
        fclose(file);
    return name;
}

json_t *bench_system_json(struct base_pool *pool) {
    json_t *caches = json_array();
    for (int level = 1; level <= LEVELS; level++) {
        size_t bytes = cache_bytes(level, pool);
        if (bytes > 0)
            json_array_append_new(caches,
                                  json_pack("{si sI}", "level", level, "bytes", (json_int_t)bytes));
    }
    json_t *json = json_pack(
        "{ss sI so ss ss ss}", "os", system_name(pool), "memory_bytes",
        (json_int_t)sysconf(_SC_PHYS_PAGES) * (json_int_t)sysconf(_SC_PAGESIZE), "caches", caches,
        "jansson", jansson_version_str(), "libsodium", sodium_version_string(), "tool_compiler",
#if defined(__clang__)
        __VERSION__
#else
        "GCC " __VERSION__
#endif
    );
    base_check(json != NULL);
    return json;
}

static void add_limit(json_t *limits, const char *name, size_t bytes, size_t measured) {
    double rate = bench_bandwidth_read(measured);
    if (rate > 0)
        json_array_append_new(limits, json_pack("{ss sI sI sf}", "name", name, "cache_bytes",
                                                (json_int_t)bytes, "measured_bytes",
                                                (json_int_t)measured, "bytes_per_s", rate));
}

json_t *bench_system_limits(void) {
    enum { MEMORY_BYTES = 128 << 20 };
    static const char *const names[LEVELS] = {"L1", "L2", "L3"};
    struct base_pool pool = {0};
    json_t *limits = json_array();
    size_t last = 0;
    for (int level = 1; level <= LEVELS; level++) {
        size_t bytes = cache_bytes(level, &pool);
        if (bytes <= last)
            continue;
        // Half of a level, so that it holds the array whatever else it holds.
        add_limit(limits, names[level - 1], bytes, bytes / 2);
        last = bytes;
    }
    add_limit(limits, "memory", 0, last * 4 > MEMORY_BYTES ? last * 4 : MEMORY_BYTES);
    base_pool_free(&pool);
    return limits;
}
