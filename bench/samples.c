#include "bench/samples.h"

#include "bench/addresses.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char first_line[] = "lockstep samples 1\n";
static const char *last_part(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

// ---- what perf script prints -------------------------------------------------------------------

/// "  7f2a spread (/usr/lib/libx.so)" or "  7f2a settle (inlined)". Returns false for other lines.
static bool parse_perf_frame(char *line, struct bench_frame *frame) {
    char *end;
    strtoull(line, &end, 16);
    if (end == line || *end != ' ')
        return false;
    char *name = end + 1, *object = strrchr(name, '(');
    if (object == NULL || object == name || object[-1] != ' ')
        return false;
    object[-1] = '\0';
    object++;
    object[strcspn(object, ")\n")] = '\0';
    // The version of a symbol is no part of the function's name.
    name[strcspn(name, "@")] = '\0';
    frame->function = name;
    // An inlined frame's object is that of the function that it is in, which follows.
    frame->object = strcmp(object, "inlined") == 0 ? NULL : last_part(object);
    return true;
}

static void add_perf_sample(struct bench_calltree *tree, struct bench_frame *frames, size_t count) {
    const char *object = "";
    for (size_t i = count; i-- > 0;) {
        if (frames[i].object == NULL)
            frames[i].object = object;
        object = frames[i].object;
    }
    if (count > 0)
        bench_calltree_add(tree, frames, count);
}

static void read_perf(char *text, struct bench_calltree *tree) {
    struct bench_frame frames[BENCH_SAMPLE_FRAMES];
    size_t count = 0;
    char *rest = text;
    while (rest != NULL) {
        char *line = strsep(&rest, "\n");
        if (line[0] == '\0') {
            add_perf_sample(tree, frames, count);
            count = 0;
        } else if (count < BENCH_SAMPLE_FRAMES && parse_perf_frame(line, &frames[count])) {
            count++;
        }
    }
    add_perf_sample(tree, frames, count);
}

// ---- what our own sampler leaves ---------------------------------------------------------------

struct map {
    uint64_t start, end, offset;
    const char *path;
};

struct address {
    uint64_t value;     ///< in the sampled process
    const char *symbol; ///< exported, at or before it; NULL where there is none
    const struct map *map;
    struct bench_names names;
};

struct reading {
    struct base_pool *pool;
    struct map *maps;
    size_t map_count;
    struct address *addresses; ///< sorted by value
    size_t address_count;
};

static int compare_addresses(const void *a, const void *b) {
    const struct address *left = a, *right = b;
    return (left->value > right->value) - (left->value < right->value);
}

static struct address *find_address(const struct reading *reading, uint64_t value) {
    struct address key = {.value = value};
    return bsearch(&key, reading->addresses, reading->address_count, sizeof key, compare_addresses);
}

static const struct map *find_map(const struct reading *reading, uint64_t value) {
    for (size_t i = 0; i < reading->map_count; i++)
        if (value >= reading->maps[i].start && value < reading->maps[i].end)
            return &reading->maps[i];
    return NULL;
}

/// Reads the next number of a line; false at its end.
static bool next_number(char **line, uint64_t *value) {
    char *end;
    *value = strtoull(*line, &end, 16);
    bool found = end != *line;
    *line = end;
    return found;
}

static void read_map(struct reading *reading, char *line) {
    struct map *map = &reading->maps[reading->map_count];
    if (!next_number(&line, &map->start) || !next_number(&line, &map->end) ||
        !next_number(&line, &map->offset) || *line != ' ')
        return;
    map->path = line + 1;
    reading->map_count++;
}

/// All addresses of a line of samples. They are found again by the value that was sampled.
static void collect(struct reading *reading, char *line) {
    uint64_t value;
    while (next_number(&line, &value))
        reading->addresses[reading->address_count++].value = value;
}

static void drop_repeated(struct reading *reading) {
    size_t kept = 0;
    qsort(reading->addresses, reading->address_count, sizeof *reading->addresses,
          compare_addresses);
    for (size_t i = 0; i < reading->address_count; i++)
        if (kept == 0 || reading->addresses[kept - 1].value != reading->addresses[i].value)
            reading->addresses[kept++] = reading->addresses[i];
    reading->address_count = kept;
    for (size_t i = 0; i < kept; i++)
        reading->addresses[i].map = find_map(reading, reading->addresses[i].value);
}

/// An address that is returned to lies behind the call, perhaps in another line or function.
static uint64_t file_offset(const struct address *address, const bool *is_innermost) {
    uint64_t offset = address->value - address->map->start + address->map->offset;
    return *is_innermost ? offset : offset - 1;
}

static void name_map(struct reading *reading, const struct map *map, const bool *is_innermost) {
    size_t count = 0;
    uint64_t *offsets = base_pool_take_array(reading->pool, reading->address_count, 8);
    size_t *places = base_pool_take_array(reading->pool, reading->address_count, sizeof *places);
    for (size_t i = 0; i < reading->address_count; i++) {
        if (reading->addresses[i].map != map)
            continue;
        offsets[count] = file_offset(&reading->addresses[i], &is_innermost[i]);
        places[count++] = i;
    }
    if (count == 0)
        return;
    struct bench_names *names = base_pool_take_array(reading->pool, count, sizeof *names);
    bench_addresses_name(map->path, offsets, count, names, reading->pool);
    for (size_t i = 0; i < count; i++)
        reading->addresses[places[i]].names = names[i];
}

/// The exported function, else the library in brackets.
static const char *name_of(const struct reading *reading, const struct address *address,
                           const char *object) {
    if (address->symbol != NULL)
        return address->symbol;
    const char *shown = object[0] != '\0' ? object : "unknown";
    // "[vdso]" has its brackets already.
    return shown[0] == '[' ? shown : base_pool_format(reading->pool, "[%s]", shown);
}

static void add_sample(const struct reading *reading, struct bench_calltree *tree, char *line) {
    struct bench_frame frames[BENCH_SAMPLE_FRAMES];
    size_t count = 0;
    uint64_t value;
    while (next_number(&line, &value)) {
        const struct address *address = find_address(reading, value);
        const char *object = address->map != NULL ? last_part(address->map->path) : "";
        for (uint32_t i = 0; i < address->names.count && count < BENCH_SAMPLE_FRAMES; i++)
            frames[count++] = (struct bench_frame){address->names.functions[i], object};
        if (address->names.count > 0 || count == BENCH_SAMPLE_FRAMES)
            continue;
        frames[count++] = (struct bench_frame){name_of(reading, address, object), object};
    }
    if (count > 0)
        bench_calltree_add(tree, frames, count);
}

static bool begins(const char *line, const char *word) {
    return strncmp(line, word, strlen(word)) == 0;
}

static void read_own(char *text, struct bench_calltree *tree) {
    struct base_pool pool = {0};
    size_t line_count = 1, word_count = 1;
    for (const char *at = text; *at != '\0'; at++) {
        line_count += *at == '\n';
        word_count += *at == ' ';
    }
    struct reading reading = {.pool = &pool};
    char **lines = base_pool_take_array(&pool, line_count, sizeof *lines);
    reading.maps = base_pool_take_array(&pool, line_count, sizeof *reading.maps);
    reading.addresses = base_pool_take_array(&pool, word_count, sizeof *reading.addresses);
    size_t count = 0;
    for (char *rest = text; rest != NULL;)
        lines[count++] = strsep(&rest, "\n");
    for (size_t i = 0; i < count; i++) {
        if (begins(lines[i], "map "))
            read_map(&reading, lines[i] + strlen("map "));
        else if (begins(lines[i], "sample "))
            collect(&reading, lines[i] + strlen("sample "));
    }
    drop_repeated(&reading);
    bool *is_innermost = base_pool_take_array(&pool, reading.address_count + 1, 1);
    for (size_t i = 0; i < count; i++) {
        uint64_t value;
        char *at = lines[i] + (begins(lines[i], "symbol ")   ? 7
                               : begins(lines[i], "sample ") ? 6
                                                             : 0);
        if (at == lines[i] || !next_number(&at, &value))
            continue;
        struct address *address = find_address(&reading, value);
        if (address != NULL && begins(lines[i], "symbol ") && *at == ' ')
            address->symbol = at + 1;
        else if (address != NULL && begins(lines[i], "sample "))
            is_innermost[address - reading.addresses] = true;
    }
    for (size_t i = 0; i < reading.map_count; i++)
        name_map(&reading, &reading.maps[i], is_innermost);
    for (size_t i = 0; i < count; i++)
        if (begins(lines[i], "sample "))
            add_sample(&reading, tree, lines[i] + strlen("sample "));
    base_pool_free(&pool);
}

bool bench_samples_read(const char *path, struct bench_calltree *tree, struct base_diag *diag) {
    struct base_pool pool = {0};
    char *text;
    size_t length;
    uint64_t before = tree->root.total;
    bool ok = base_read_file(&pool, path, &text, &length, diag);
    if (ok && begins(text, first_line))
        read_own(text, tree);
    else if (ok)
        read_perf(text, tree);
    ok = ok &&
         (tree->root.total > before ||
          base_fail(diag, "%s: has no sample; neither `perf script` nor a sampler wrote it", path));
    base_pool_free(&pool);
    return ok;
}
