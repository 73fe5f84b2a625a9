#include "diff/load.h"

#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SYMBOL_BYTES = 512 };

/// Splits "path@pattern": an @ counts when no slash follows it, so folders may be named with one.
static void split_specification(struct diff_library *library, struct base_pool *pool) {
    const char *at = strrchr(library->specification, '@');
    if (at == NULL || strchr(at, '/') != NULL || at == library->specification) {
        library->path = library->specification;
        library->pattern = "%";
        return;
    }
    library->path =
        base_pool_copy(pool, library->specification, (size_t)(at - library->specification));
    library->pattern = at + 1;
}

bool diff_library_open(struct diff_library *library, const char *specification,
                       struct base_pool *pool, struct base_diag *diag) {
    *library = (struct diff_library){.specification = specification};
    split_specification(library, pool);
    const char *slash = strrchr(specification, '/');
    library->name = slash != NULL ? slash + 1 : specification;
    if (library->pattern[0] == '\0')
        return base_fail(diag, "%s: the pattern behind @ is empty; use %% for the kernel's name",
                         specification);
    const char *path = library->path;
    if (strchr(path, '/') == NULL && access(path, F_OK) == 0)
        path = base_pool_format(pool, "./%s", path);
    if (strchr(path, '/') != NULL && access(path, R_OK) != 0)
        return base_fail(diag, "%s: cannot read the library: %s", library->path, strerror(errno));
    library->handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library->handle != NULL)
        return true;
    const char *reason = dlerror();
    if (strstr(reason, "ISA level") != NULL) {
        library->skip_reason = "this machine's instruction set level is lower than the library's";
        return true;
    }
    return base_fail(diag, "%s: cannot load the library: %s", library->path, reason);
}

/// Puts the kernel's name where the pattern has a %. False where the symbol would be too long.
static bool symbol_name(const struct diff_library *library, const char *kernel, char *symbol) {
    size_t used = 0, kernel_length = strlen(kernel);
    for (const char *from = library->pattern; *from != '\0'; from++) {
        size_t length = *from == '%' ? kernel_length : 1;
        if (used + length >= SYMBOL_BYTES)
            return false;
        memcpy(symbol + used, *from == '%' ? kernel : from, length);
        used += length;
    }
    symbol[used] = '\0';
    return true;
}

diff_function diff_library_find(const struct diff_library *library, const char *kernel) {
    char symbol[SYMBOL_BYTES];
    if (library->handle == NULL || !symbol_name(library, kernel, symbol))
        return NULL;
    void *address = dlsym(library->handle, symbol);
    diff_function function;
    // POSIX lets dlsym's object pointer stand for a function; C alone has no such conversion.
    memcpy(&function, &address, sizeof function);
    return function;
}

/// The symbols in the library's own table, read from its file (ELF gABI: section SHT_DYNSYM).
static const char *nearest_export(const struct diff_library *library, const char *symbol,
                                  struct base_pool *pool) {
    struct link_map *map;
    struct base_diag ignored;
    char *bytes;
    size_t length;
    if (dlinfo(library->handle, RTLD_DI_LINKMAP, &map) != 0 ||
        !base_read_file(pool, map->l_name, &bytes, &length, &ignored))
        return NULL;
    const ElfW(Ehdr) *file = (const void *)bytes;
    if (length < sizeof *file || file->e_shoff > length ||
        (length - file->e_shoff) / sizeof(ElfW(Shdr)) < file->e_shnum)
        return NULL;
    const ElfW(Shdr) *sections = (const void *)(bytes + file->e_shoff);
    for (size_t i = 0; i < file->e_shnum; i++) {
        const ElfW(Shdr) *table = &sections[i];
        if (table->sh_type != SHT_DYNSYM || table->sh_link >= file->e_shnum)
            continue;
        const ElfW(Shdr) *strings = &sections[table->sh_link];
        size_t count = table->sh_size / sizeof(ElfW(Sym)), found = 0;
        if (table->sh_offset + table->sh_size > length ||
            strings->sh_offset + strings->sh_size > length)
            return NULL;
        const char **names = base_pool_take_array(pool, count + 1, sizeof *names);
        const ElfW(Sym) *symbols = (const void *)(bytes + table->sh_offset);
        for (size_t j = 0; j < count; j++)
            if (symbols[j].st_shndx != SHN_UNDEF && symbols[j].st_name < strings->sh_size)
                names[found++] = bytes + strings->sh_offset + symbols[j].st_name;
        return base_nearest(symbol, names, found);
    }
    return NULL;
}

bool diff_library_require(const struct diff_library *library, const char *kernel,
                          diff_function *function, struct base_diag *diag) {
    *function = diff_library_find(library, kernel);
    if (*function != NULL)
        return true;
    char symbol[SYMBOL_BYTES];
    if (!symbol_name(library, kernel, symbol))
        return base_fail(diag, "%s: the symbol's name is too long", library->specification);
    struct base_pool pool = {0};
    const char *nearest = nearest_export(library, symbol, &pool);
    if (nearest != NULL)
        base_fail(diag, "%s: has no symbol %s; did you mean %s? (give it as %s@PATTERN)",
                  library->path, symbol, nearest, library->path);
    else
        base_fail(diag, "%s: has no symbol %s; name another library, or %s@PATTERN", library->path,
                  symbol, library->path);
    base_pool_free(&pool);
    return false;
}
