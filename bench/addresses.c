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

struct image {
    const char *bytes;
    size_t length;
};

static bool holds(const struct image *image, uint64_t offset, uint64_t size) {
    return offset <= image->length && size <= image->length - offset;
}

static const ElfW(Ehdr) * header_of(const struct image *image) {
    const ElfW(Ehdr) *file = (const void *)image->bytes;
    bool ok = image->length >= sizeof *file && memcmp(image->bytes, ELFMAG, SELFMAG) == 0 &&
              holds(image, file->e_phoff, file->e_phnum * sizeof(ElfW(Phdr))) &&
              holds(image, file->e_shoff, file->e_shnum * sizeof(ElfW(Shdr)));
    return ok ? file : NULL;
}

/// Where the linker put a byte of the file: addr2line counts from there. The same number in files
/// of GNU ld, but not in those of lld.
static uint64_t linked_address(const struct image *image, uint64_t file_offset) {
    const ElfW(Ehdr) *file = header_of(image);
    if (file == NULL)
        return file_offset;
    const ElfW(Phdr) *segments = (const void *)(image->bytes + file->e_phoff);
    for (size_t i = 0; i < file->e_phnum; i++) {
        const ElfW(Phdr) *segment = &segments[i];
        if (segment->p_type == PT_LOAD && (segment->p_flags & PF_X) != 0 &&
            file_offset >= segment->p_offset && file_offset - segment->p_offset < segment->p_filesz)
            return file_offset - segment->p_offset + segment->p_vaddr;
    }
    return file_offset;
}

static const ElfW(Shdr) * find_section(const struct image *image, const char *name) {
    const ElfW(Ehdr) *file = header_of(image);
    if (file == NULL || file->e_shstrndx >= file->e_shnum)
        return NULL;
    const ElfW(Shdr) *sections = (const void *)(image->bytes + file->e_shoff);
    const ElfW(Shdr) *names = &sections[file->e_shstrndx];
    for (size_t i = 0; i < file->e_shnum; i++) {
        uint64_t at = names->sh_offset + sections[i].sh_name;
        if (holds(image, at, strlen(name) + 1) && strcmp(image->bytes + at, name) == 0 &&
            holds(image, sections[i].sh_offset, sections[i].sh_size))
            return &sections[i];
    }
    return NULL;
}

/// The function that the stub at a file offset jumps to, as "name@plt": the stubs of the procedure
/// linkage table have no symbols, but stand in the order of its relocations. NULL elsewhere.
static const char *stub_name(const struct image *image, uint64_t file_offset,
                             struct base_pool *pool) {
    const ElfW(Shdr) *relocations = find_section(image, ".rela.plt");
    const ElfW(Shdr) *symbols = find_section(image, ".dynsym");
    const ElfW(Shdr) *texts = find_section(image, ".dynstr");
    const ElfW(Shdr) *stubs = find_section(image, ".plt.sec");
    bool has_head = stubs == NULL;
    if (has_head)
        stubs = find_section(image, ".plt");
    if (relocations == NULL || symbols == NULL || texts == NULL || stubs == NULL ||
        file_offset < stubs->sh_offset || file_offset - stubs->sh_offset >= stubs->sh_size)
        return NULL;
    // An entry has 16 bytes; the first of a plain table belongs to the dynamic linker, and on
    // AArch64 it is twice as long.
    uint64_t index = (file_offset - stubs->sh_offset) / 16;
    uint64_t head = !has_head ? 0 : header_of(image)->e_machine == EM_AARCH64 ? 2 : 1;
    if (index < head || (index - head + 1) * sizeof(ElfW(Rela)) > relocations->sh_size)
        return NULL;
    const ElfW(Rela) *relocation =
        (const ElfW(Rela) *)(const void *)(image->bytes + relocations->sh_offset) + (index - head);
    uint64_t symbol = ELF64_R_SYM(relocation->r_info);
    if ((symbol + 1) * sizeof(ElfW(Sym)) > symbols->sh_size)
        return NULL;
    const ElfW(Sym) *entry =
        (const ElfW(Sym) *)(const void *)(image->bytes + symbols->sh_offset) + symbol;
    if (entry->st_name >= texts->sh_size)
        return NULL;
    const char *name = image->bytes + texts->sh_offset + entry->st_name;
    return base_pool_format(pool, "%.*s@plt", (int)strnlen(name, texts->sh_size - entry->st_name),
                            name);
}

/// The function symbol that covers an address, from the full table of symbols where the file has
/// one, else from those that it exports. NULL where none does: the one before would be a guess.
static const char *symbol_name(const struct image *image, uint64_t address,
                               struct base_pool *pool) {
    bool is_full = find_section(image, ".symtab") != NULL;
    const ElfW(Shdr) *symbols = find_section(image, is_full ? ".symtab" : ".dynsym");
    const ElfW(Shdr) *texts = find_section(image, is_full ? ".strtab" : ".dynstr");
    const ElfW(Sym) *found = NULL;
    if (symbols == NULL || texts == NULL)
        return NULL;
    const ElfW(Sym) *entries = (const void *)(image->bytes + symbols->sh_offset);
    for (size_t i = 0; i < symbols->sh_size / sizeof *entries; i++) {
        unsigned type = ELF64_ST_TYPE(entries[i].st_info);
        if ((type == STT_FUNC || type == STT_GNU_IFUNC) && entries[i].st_shndx != SHN_UNDEF &&
            entries[i].st_value <= address && entries[i].st_name < texts->sh_size &&
            address - entries[i].st_value < entries[i].st_size)
            found = &entries[i];
    }
    if (found == NULL)
        return NULL;
    const char *name = image->bytes + texts->sh_offset + found->st_name;
    return base_pool_copy(pool, name, strnlen(name, texts->sh_size - found->st_name));
}

/// What the file's own tables tell where addr2line does not.
static const char *table_name(const struct image *image, uint64_t file_offset,
                              struct base_pool *pool) {
    const char *name = stub_name(image, file_offset, pool);
    return name != NULL ? name : symbol_name(image, linked_address(image, file_offset), pool);
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
/// Where the place is unknown, so is the function: addr2line then tells the nearest symbol before.
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
        bool is_known = strncmp(line, "??", 2) != 0;
        if (!is_place && found_count < INLINED_MAX)
            found[found_count++] = base_pool_copy(pool, line, strcspn(line, "\n"));
        else if (is_place && found_count > 0 && !is_known)
            found_count--;
        is_place = !is_place;
    }
    if (at > 0)
        keep(&names[at - 1], found, found_count, pool);
}

void bench_addresses_name(const char *path, const uint64_t *file_offsets, size_t count,
                          struct bench_names *names, struct base_pool *pool) {
    struct base_pool scratch = {0};
    struct base_diag ignored;
    struct image image;
    char *bytes;
    memset(names, 0, count * sizeof *names);
    FILE *addresses = tmpfile(), *answers = tmpfile();
    if (addresses == NULL || answers == NULL ||
        !base_read_file(&scratch, path, &bytes, &image.length, &ignored))
        goto done;
    image.bytes = bytes;
    for (size_t i = 0; i < count; i++)
        fprintf(addresses, "%" PRIx64 "\n", linked_address(&image, file_offsets[i]));
    if (run(path, addresses, answers))
        read_answers(answers, count, names, pool);
    for (size_t i = 0; i < count; i++) {
        const char *name = names[i].count == 0 ? table_name(&image, file_offsets[i], pool) : NULL;
        if (name != NULL)
            keep(&names[i], &name, 1, pool);
    }
done:
    if (addresses != NULL)
        fclose(addresses);
    if (answers != NULL)
        fclose(answers);
    base_pool_free(&scratch);
}
