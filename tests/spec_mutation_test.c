/// The parser survives any bytes: accepted contracts are damaged in thousands of ways, always the
/// same ones, and read. Nothing is asked of the result but that it is an answer; the sanitizer
/// build turns every stray access and every overflow into a failure.

#include "spec/emit.h"
#include "spec/show.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXTS_MAX = 256, TEXT_BYTES_MAX = 16384, ROUNDS = 20000 };

struct sample {
    char *bytes;
    size_t length;
};

struct samples {
    struct base_pool pool;
    struct sample all[TEXTS_MAX];
    size_t count;
    size_t accepted_count; ///< the first of them
};

/// SplitMix64 (Steele, Lea and Flood, 2014): a few lines, so that the texts never change.
static uint64_t next_random(uint64_t *state) {
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static size_t below(uint64_t *state, size_t limit) {
    return limit == 0 ? 0 : (size_t)(next_random(state) % limit);
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void read_folder(struct samples *samples, const char *folder) {
    char path[4096], *names[TEXTS_MAX];
    size_t count = 0;
    snprintf(path, sizeof path, "%s/contracts/%s", TESTS_DIR, folder);
    DIR *directory = opendir(path);
    cr_assert_not_null(directory);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL && count < TEXTS_MAX;)
        if (strstr(entry->d_name, ".h") != NULL)
            names[count++] = strdup(entry->d_name);
    closedir(directory);
    // A folder lists its files in any order; the texts shall not depend on it.
    qsort(names, count, sizeof *names, by_name);
    for (size_t i = 0; i < count; i++) {
        char file[8192];
        struct base_diag diag;
        snprintf(file, sizeof file, "%s/%s", path, names[i]);
        if (samples->count < TEXTS_MAX) {
            struct sample *one = &samples->all[samples->count++];
            cr_assert(base_read_file(&samples->pool, file, &one->bytes, &one->length, &diag), "%s",
                      diag.text);
        }
        free(names[i]);
    }
}

static const char *const words[] = {
    "/// @compare bits\n",
    "/// @domain n: ",
    "0..",
    "..<",
    "@array a[",
    "| ",
    "sorted",
    "struct s {",
    "}",
    ";",
    "(",
    ")",
    "[",
    "]",
    "return",
    "18446744073709551615",
    "-9223372036854775808",
    "0x",
    "1e308",
    ".",
    "..",
    "#define N ",
    "#ifdef __cplusplus\n",
    "#endif\n",
    "#if 1\n",
    "/*",
    "*/",
    "\\\n",
    "\"",
    "'",
    "typedef ",
    "enum { A = ",
    "partition(",
    "permutation",
    "with ",
    "const ",
    "*",
    "/ 0",
    "near",
    "@bench n: 1 2",
    "@gate 2x\n",
    "__attribute__((",
    "\xff",
    "# 1 \"x.h\"\n",
    "///",
    "@",
    "unsigned long ",
    "void *",
    "...",
    ",",
    ":",
    "n + ",
    "n * 18446744073709551615",
};

static size_t insert(char *text, size_t length, size_t at, const char *bytes, size_t count) {
    if (length + count > TEXT_BYTES_MAX)
        return length;
    memmove(text + at + count, text + at, length - at);
    memcpy(text + at, bytes, count);
    return length + count;
}

/// One damage: a byte changed, a stretch deleted or doubled, a word of the language put in, a piece
/// of another contract spliced in.
static size_t damage(char *text, size_t length, const struct samples *samples, uint64_t *state) {
    size_t at = below(state, length + 1), stretch = below(state, 40);
    const struct sample *other = &samples->all[below(state, samples->count)];
    stretch = stretch < length - at ? stretch : length - at;
    switch (below(state, 6)) {
    case 0:
        if (at < length)
            text[at] = (char)next_random(state);
        return length;
    case 1:
        memmove(text + at, text + at + stretch, length - at - stretch);
        return length - stretch;
    case 2: {
        char copy[64];
        memcpy(copy, text + at, stretch);
        return insert(text, length, at, copy, stretch);
    }
    case 3:
    case 4: {
        const char *word = words[below(state, sizeof words / sizeof *words)];
        return insert(text, length, at, word, strlen(word));
    }
    default: {
        size_t start = below(state, other->length + 1), count = below(state, 200);
        count = count < other->length - start ? count : other->length - start;
        return insert(text, length, at, other->bytes + start, count);
    }
    }
}

/// Reads a text and, where it is a contract, prints all that is made of one.
static bool try_text(const char *text, size_t length, FILE *nowhere) {
    struct base_pool pool = {0};
    struct base_diag diag = {""};
    const struct spec_header *header;
    // A copy of exactly this size, so that a sanitizer sees a read behind its end.
    char *exact = malloc(length > 0 ? length : 1);
    cr_assert_not_null(exact);
    memcpy(exact, text, length);
    bool is_read = spec_parse(&pool, "mutated.h", exact, length, &header, &diag);
    free(exact);
    if (!is_read)
        cr_assert(strncmp(diag.text, "mutated.h:", 10) == 0 && strchr(diag.text, '\n') == NULL,
                  "no diagnostic: %s", diag.text);
    for (uint32_t i = 0; is_read && i < header->kernel_count; i++) {
        const struct spec_kernel *kernel = &header->kernels[i];
        spec_show(kernel, nowhere);
        spec_emit_types(kernel, nowhere);
        spec_emit_companion_pointer(kernel, "f", nowhere);
        cr_assert_leq(kernel->memory_bytes, UINT64_C(1) << 30);
        for (uint32_t j = 0; j < kernel->param_count; j++)
            cr_assert(kernel->params[j].leaves->domain->alternative_count > 0);
    }
    base_pool_free(&pool);
    return is_read;
}

Test(spec_mutation, survives) {
    static struct samples samples;
    static char text[TEXT_BYTES_MAX];
    uint64_t state = 20251125;
    size_t accepted = 0;
    FILE *nowhere = fopen("/dev/null", "w");
    cr_assert_not_null(nowhere);
    read_folder(&samples, "accepted");
    samples.accepted_count = samples.count;
    read_folder(&samples, "rejected");
    cr_assert_gt(samples.count, 60);
    for (size_t round = 0; round < ROUNDS; round++) {
        // Mostly whole contracts, so that damage reaches what lies behind the first errors.
        size_t choices = below(&state, 4) > 0 ? samples.accepted_count : samples.count;
        const struct sample *start = &samples.all[below(&state, choices)];
        size_t length = start->length < TEXT_BYTES_MAX / 2 ? start->length : TEXT_BYTES_MAX / 2;
        memcpy(text, start->bytes, length);
        for (size_t damages = 1 + below(&state, 4); damages > 0; damages--)
            length = damage(text, length, &samples, &state);
        accepted += try_text(text, length, nowhere);
    }
    // Damage must leave some contracts whole, or only the first errors would be exercised.
    cr_expect_gt(accepted, ROUNDS / 50, "only %zu are contracts", accepted);
    cr_expect_lt(accepted, ROUNDS / 2, "%zu are contracts", accepted);
    fclose(nowhere);
    base_pool_free(&samples.pool);
}

Test(spec_mutation, survives_noise) {
    char text[600];
    uint64_t state = 7;
    FILE *nowhere = fopen("/dev/null", "w");
    cr_assert_not_null(nowhere);
    for (size_t round = 0; round < 5000; round++) {
        size_t length = below(&state, sizeof text);
        for (size_t i = 0; i < length; i++)
            text[i] = (char)next_random(&state);
        cr_expect_not(try_text(text, length, nowhere));
    }
    fclose(nowhere);
}

/// Towers of one construct: they must end in an answer, not in the end of the stack.
Test(spec_mutation, survives_towers) {
    static const char *const pieces[] = {"(",
                                         "[",
                                         "{",
                                         "*",
                                         "struct s { struct ",
                                         "int a[",
                                         "-",
                                         "#ifdef __cplusplus\n",
                                         "const ",
                                         "a.",
                                         "/* */",
                                         "///\n",
                                         "typedef ",
                                         "enum { a = ",
                                         "unsigned ",
                                         "\"",
                                         "extern \"C\" { "};
    enum { PIECES = 50000 };
    FILE *nowhere = fopen("/dev/null", "w");
    cr_assert_not_null(nowhere);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        size_t piece = strlen(pieces[i]), length = 0;
        char *text = malloc(piece * PIECES + 64);
        cr_assert_not_null(text);
        length += (size_t)sprintf(text, "/// @compare bits\n/// @array a[");
        for (size_t n = 0; n < PIECES; n++, length += piece)
            memcpy(text + length, pieces[i], piece);
        cr_expect_not(try_text(text, length, nowhere));
        // The same as code rather than as a tag.
        cr_expect_not(try_text(text + 31, length - 31, nowhere));
        free(text);
    }
    fclose(nowhere);
}
