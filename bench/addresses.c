#include "bench/addresses.h"

#include "base/diag.h"

#include <elf.h>
#include <inttypes.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { INLINED_MAX = 64, LINE_BYTES = 8192 };

/// Where the linker put a byte of the file: addr2line counts from there. The same number in files
/// of GNU ld, but not in those of lld.
static uint64_t linked_address(const char *bytes, size_t length, uint64_t file_offset) {
    const ElfW(Ehdr) *file = (const void *)bytes;
    if (length < sizeof *file || memcmp(bytes, ELFMAG, SELFMAG) != 0 || file->e_phoff > length ||
        (length - file->e_phoff) / sizeof(ElfW(Phdr)) < file->e_phnum)
        return file_offset;
    const ElfW(Phdr) *segments = (const void *)(bytes + file->e_phoff);
    for (size_t i = 0; i < file->e_phnum; i++) {
        const ElfW(Phdr) *segment = &segments[i];
        if (segment->p_type == PT_LOAD && (segment->p_flags & PF_X) != 0 &&
            file_offset >= segment->p_offset && file_offset - segment->p_offset < segment->p_filesz)
            return file_offset - segment->p_offset + segment->p_vaddr;
    }
    return file_offset;
}

/// Runs addr2line on the addresses in one stream and leaves its answer in the other.
static bool run(const char *path, FILE *addresses, FILE *answers) {
    fflush(addresses);
    rewind(addresses);
    pid_t child = fork();
    if (child == 0) {
        dup2(fileno(addresses), STDIN_FILENO);
        dup2(fileno(answers), STDOUT_FILENO);
        if (freopen("/dev/null", "w", stderr) == NULL)
            _exit(127);
        execlp("addr2line", "addr2line", "-a", "-f", "-i", "-e", path, (char *)NULL);
        _exit(127);
    }
    int status;
    if (child < 0 || waitpid(child, &status, 0) != child)
        return false;
    rewind(answers);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void keep(struct bench_names *names, const char *const *found, uint32_t count,
                 struct base_pool *pool) {
    const char **functions = base_pool_take_array(pool, count, sizeof *functions);
    for (uint32_t i = 0; i < count; i++)
        functions[i] = found[i];
    *names = (struct bench_names){functions, count};
}

/// For each address a line with it, then two lines for each function: its name, and its place.
static void read_answers(FILE *answers, size_t count, struct bench_names *names,
                         struct base_pool *pool) {
    char line[LINE_BYTES];
    const char *found[INLINED_MAX];
    size_t at = 0;
    uint32_t found_count = 0;
    bool is_place = false;
    while (fgets(line, sizeof line, answers) != NULL) {
        if (strncmp(line, "0x", 2) == 0) {
            if (at > 0)
                keep(&names[at - 1], found, found_count, pool);
            if (++at > count)
                return;
            found_count = 0;
            is_place = false;
            continue;
        }
        if (!is_place && found_count < INLINED_MAX && strncmp(line, "??", 2) != 0)
            found[found_count++] = base_pool_copy(pool, line, strcspn(line, "\n"));
        is_place = !is_place;
    }
    if (at > 0)
        keep(&names[at - 1], found, found_count, pool);
}

void bench_addresses_name(const char *path, const uint64_t *file_offsets, size_t count,
                          struct bench_names *names, struct base_pool *pool) {
    struct base_pool scratch = {0};
    struct base_diag ignored;
    char *bytes;
    size_t length;
    memset(names, 0, count * sizeof *names);
    FILE *addresses = tmpfile(), *answers = tmpfile();
    if (addresses != NULL && answers != NULL &&
        base_read_file(&scratch, path, &bytes, &length, &ignored)) {
        for (size_t i = 0; i < count; i++)
            fprintf(addresses, "%" PRIx64 "\n", linked_address(bytes, length, file_offsets[i]));
        if (run(path, addresses, answers))
            read_answers(answers, count, names, pool);
    }
    if (addresses != NULL)
        fclose(addresses);
    if (answers != NULL)
        fclose(answers);
    base_pool_free(&scratch);
}
