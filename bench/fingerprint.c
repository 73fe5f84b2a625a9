#include "bench/fingerprint.h"

#include "base/diag.h"
#include "base/random.h"
#include "bench/loop.h"
#include "diff/call.h"

#include <elf.h>
#include <gnu/libc-version.h>
#include <inttypes.h>
#include <link.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

/// A file's first line, or "unknown".
static const char *first_line(const char *path, struct base_pool *pool) {
    char line[512];
    FILE *file = fopen(path, "r");
    bool ok = file != NULL && fgets(line, sizeof line, file) != NULL;
    if (file != NULL)
        fclose(file);
    return ok ? base_pool_copy(pool, line, strcspn(line, "\n")) : "unknown";
}

/// The value of a field of /proc/cpuinfo's first processor.
static const char *processor_field(const char *name, struct base_pool *pool) {
    char line[8192];
    const char *value = "unknown";
    FILE *file = fopen("/proc/cpuinfo", "r");
    size_t length = strlen(name);
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        const char *colon = strchr(line, ':');
        if (strncmp(line, name, length) != 0 || colon == NULL ||
            strchr("\t :", line[length]) == NULL)
            continue;
        value = base_pool_copy(pool, colon + 2, strcspn(colon + 2, "\n"));
        break;
    }
    if (file != NULL)
        fclose(file);
    return value;
}

static const char *hash_text(const char *text, struct base_pool *pool) {
    return base_pool_format(pool, "%016" PRIx64, base_random_hash(text, strlen(text)));
}

static const char *caches(struct base_pool *pool) {
    const char *text = "";
    for (int i = 0; i < 5; i++) {
        const char *path =
            base_pool_format(pool, "/sys/devices/system/cpu/cpu0/cache/index%d/size", i);
        const char *size = first_line(path, pool);
        if (strcmp(size, "unknown") != 0)
            text = base_pool_format(pool, "%s%s%s", text, text[0] != '\0' ? " " : "", size);
    }
    return text[0] != '\0' ? text : "unknown";
}

json_t *bench_fingerprint_machine(struct base_pool *pool) {
    struct utsname system;
    uname(&system);
    const char *flags =
        processor_field(strcmp(system.machine, "aarch64") == 0 ? "Features" : "flags", pool);
    uint64_t state = diff_state_enter(DIFF_ENTRY_DEFAULT);
    diff_state_restore(state);
    // The lower bits only say which exceptions have occurred.
    state &= ~UINT64_C(0x3f);
    const char *model =
        base_pool_format(pool, "%s, family %s, model %s, stepping %s",
                         processor_field("model name", pool), processor_field("cpu family", pool),
                         processor_field("model", pool), processor_field("stepping", pool));
    const char *frequency = "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor";
    const char *clock = "/sys/devices/system/clocksource/clocksource0/current_clocksource";
    json_t *facts = json_pack(
        "{ss ss ss ss ss si ss ss ss ss ss ss}", "architecture", system.machine, "processor", model,
        "microcode", processor_field("microcode", pool), "features", hash_text(flags, pool),
        "caches", caches(pool), "processors", (int)sysconf(_SC_NPROCESSORS_ONLN), "hypervisor",
        strstr(flags, "hypervisor") != NULL ? "yes" : "no or unknown", "kernel",
        base_pool_format(pool, "%s %s", system.sysname, system.release), "governor",
        first_line(frequency, pool), "clocksource", first_line(clock, pool), "libc",
        base_pool_format(pool, "glibc %s", gnu_get_libc_version()), "loop_compiler",
        bench_loop_compiler(pool));
    json_object_set_new(
        facts, "huge_pages",
        json_string(first_line("/sys/kernel/mm/transparent_hugepage/enabled", pool)));
    json_object_set_new(facts, "float_control",
                        json_string(base_pool_format(pool, "%" PRIx64, state)));
    char *text = json_dumps(facts, JSON_SORT_KEYS | JSON_COMPACT);
    base_check(text != NULL);
    json_object_set_new(facts, "id", json_string(hash_text(text, pool)));
    free(text);
    return facts;
}

bool bench_fingerprint_agrees(const json_t *here, const json_t *there, const char **what,
                              struct base_pool *pool) {
    const char *key;
    json_t *value;
    *what = "it has no fingerprint";
    if (json_is_object(there) &&
        json_equal(json_object_get(here, "id"), json_object_get(there, "id")))
        return true;
    json_object_foreach((json_t *)(uintptr_t)here, key, value) {
        const json_t *other = json_object_get(there, key);
        if (strcmp(key, "id") == 0 || json_equal(value, other))
            continue;
        const char *was = json_is_string(other) ? json_string_value(other) : "not recorded";
        const char *is = json_is_string(value) ? json_string_value(value) : "another";
        *what = base_pool_format(pool, "%s was \"%s\" and is \"%s\"", key, was, is);
        return false;
    }
    return false;
}

/// Finds a section of an ELF file by name; NULL where there is none.
static const char *find_section(const char *bytes, size_t length, const char *name, size_t *size) {
    const ElfW(Ehdr) *file = (const void *)bytes;
    if (length < sizeof *file || memcmp(bytes, ELFMAG, SELFMAG) != 0 || file->e_shoff > length ||
        (length - file->e_shoff) / sizeof(ElfW(Shdr)) < file->e_shnum ||
        file->e_shstrndx >= file->e_shnum)
        return NULL;
    const ElfW(Shdr) *sections = (const void *)(bytes + file->e_shoff);
    const ElfW(Shdr) *names = &sections[file->e_shstrndx];
    for (size_t i = 0; i < file->e_shnum; i++) {
        const ElfW(Shdr) *section = &sections[i];
        bool is_inside = section->sh_offset <= length &&
                         section->sh_size <= length - section->sh_offset &&
                         names->sh_offset + section->sh_name < length;
        if (!is_inside || section->sh_type == SHT_NOBITS)
            continue;
        if (strcmp(bytes + names->sh_offset + section->sh_name, name) != 0)
            continue;
        *size = section->sh_size;
        return bytes + section->sh_offset;
    }
    return NULL;
}

const char *bench_fingerprint_code(const char *library_path, struct base_pool *pool) {
    struct base_pool scratch = {0};
    struct base_diag ignored;
    char *bytes;
    size_t length, size;
    const char *text = NULL, *hash = "unreadable";
    if (base_read_file(&scratch, library_path, &bytes, &length, &ignored))
        text = find_section(bytes, length, ".text", &size);
    if (text != NULL)
        hash = base_pool_format(pool, "%016" PRIx64, base_random_hash(text, size));
    base_pool_free(&scratch);
    return hash;
}

const char *bench_fingerprint_build(const char *library_path, struct base_pool *pool) {
    static const char *const sections[] = {".GCC.command.line", ".debug_line_str", ".debug_str",
                                           ".comment"};
    struct base_pool scratch = {0};
    struct base_diag ignored;
    char *bytes;
    size_t length, size;
    const char *build = "unknown";
    if (!base_read_file(&scratch, library_path, &bytes, &length, &ignored))
        length = 0;
    for (size_t i = 0; length > 0 && i < sizeof sections / sizeof *sections; i++) {
        const char *at = find_section(bytes, length, sections[i], &size);
        if (at == NULL)
            continue;
        const char *end = at + size;
        for (; at < end; at += strnlen(at, (size_t)(end - at)) + 1) {
            bool is_producer = strncmp(at, "GNU C", 5) == 0 ||
                               strstr(at, "clang version") != NULL || strncmp(at, "GCC:", 4) == 0;
            if (!is_producer || strnlen(at, (size_t)(end - at)) == (size_t)(end - at))
                continue;
            build = base_pool_copy(pool, at, strlen(at));
            base_pool_free(&scratch);
            return build;
        }
    }
    base_pool_free(&scratch);
    return build;
}
