/// The contract language by example: every header in contracts/accepted is read and shown exactly
/// as its .expected says, and the compiler agrees; every one in contracts/rejected is refused with
/// exactly the line in its .expected.

#include "spec/emit.h"
#include "spec/show.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// Headers are named as a user in their folder would name them.
static void enter(const char *folder) {
    char path[4096];
    snprintf(path, sizeof path, "%s/contracts/%s", TESTS_DIR, folder);
    cr_assert_eq(chdir(path), 0, "no folder %s", path);
    // The lines expected name the compiler that they quote.
    setenv("CC", "cc", 1);
    unsetenv("CPPFLAGS");
}

static size_t find_headers(char names[512][256]) {
    DIR *folder = opendir(".");
    size_t count = 0;
    cr_assert_not_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        size_t length = strlen(entry->d_name);
        if (length < 3 || length > 240 || strcmp(entry->d_name + length - 2, ".h") != 0)
            continue;
        cr_assert_lt(count, 512);
        memcpy(names[count++], entry->d_name, length + 1);
    }
    closedir(folder);
    return count;
}

static const char *expected_of(struct base_pool *pool, const char *name) {
    char path[512];
    char *text;
    size_t length;
    struct base_diag diag;
    snprintf(path, sizeof path, "%.*s.expected", (int)strlen(name) - 2, name);
    cr_assert(base_read_file(pool, path, &text, &length, &diag), "%s", diag.text);
    return text;
}

/// What `lockstep show` prints: the kernels with an empty line between them.
static char *show(const struct spec_header *header) {
    char *text;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    for (uint32_t i = 0; i < header->kernel_count; i++) {
        if (i > 0)
            fputc('\n', out);
        spec_show(&header->kernels[i], out);
    }
    fclose(out);
    return text;
}

/// Whether the compiler accepts the assertions about a header, with all warnings as errors.
static bool compiles(const struct spec_header *header, const char *path) {
    FILE *compiler = popen("cc -std=c17 -I. -fsyntax-only -Werror -x c - 2>/dev/null", "w");
    cr_assert_not_null(compiler);
    spec_emit_assertions(header, path, compiler);
    return pclose(compiler) == 0;
}

/// Whether the types that a kernel needs are enough to declare a pointer to it.
static bool types_compile(const struct spec_kernel *kernel) {
    FILE *compiler = popen("cc -std=c17 -fsyntax-only -Wall -Werror -x c - 2>/dev/null", "w");
    cr_assert_not_null(compiler);
    spec_emit_types(kernel, compiler);
    fputs("extern ", compiler);
    spec_emit_pointer(kernel, "one", compiler);
    fputs(";\nextern ", compiler);
    spec_emit_companion_pointer(kernel, "other", compiler);
    fputs(";\n", compiler);
    return pclose(compiler) == 0;
}

Test(contracts, accepted) {
    static char names[512][256];
    enter("accepted");
    size_t count = find_headers(names);
    cr_expect_geq(count, 30);
    for (size_t i = 0; i < count; i++) {
        struct base_pool pool = {0};
        struct base_diag diag;
        const struct spec_header *header;
        cr_assert(spec_read(&pool, names[i], &header, &diag), "%s", diag.text);
        char *shown = show(header);
        cr_expect_str_eq(shown, expected_of(&pool, names[i]), "%s is shown as\n%s", names[i],
                         shown);
        cr_expect(compiles(header, names[i]), "the compiler reads %s otherwise", names[i]);
        for (uint32_t k = 0; k < header->kernel_count; k++)
            cr_expect(types_compile(&header->kernels[k]), "types of %s", header->kernels[k].name);
        free(shown);
        base_pool_free(&pool);
    }
}

Test(contracts, rejected) {
    static char names[512][256];
    enter("rejected");
    size_t count = find_headers(names);
    cr_expect_geq(count, 30);
    for (size_t i = 0; i < count; i++) {
        struct base_pool pool = {0};
        struct base_diag diag = {""};
        const struct spec_header *header;
        cr_expect_not(spec_read(&pool, names[i], &header, &diag), "%s is accepted", names[i]);
        const char *expected = expected_of(&pool, names[i]);
        size_t length = strcspn(expected, "\n");
        // What stands behind "fails: " is the compiler's own, in its own words.
        const char *foreign = strstr(expected, "fails: ");
        if (foreign != NULL)
            length = (size_t)(foreign - expected);
        cr_expect(strncmp(diag.text, expected, length) == 0 &&
                      (foreign != NULL || diag.text[length] == '\0'),
                  "%s\n  gives    %s\n  expected %s", names[i], diag.text, expected);
        base_pool_free(&pool);
    }
}

/// The examples of docs/contract.md are contracts: each ```c block that holds an @compare is read.
Test(contracts, documented) {
    struct base_pool pool = {0};
    struct base_diag diag;
    char path[4096], *text;
    size_t length, count = 0;
    snprintf(path, sizeof path, "%s/../docs/contract.md", TESTS_DIR);
    cr_assert(base_read_file(&pool, path, &text, &length, &diag), "%s", diag.text);
    for (char *block = text; (block = strstr(block, "```c\n")) != NULL;) {
        char *end = strstr(block += 5, "```");
        cr_assert_not_null(end);
        *end = '\0';
        const struct spec_header *header;
        if (strstr(block, "@compare") != NULL) {
            count++;
            cr_expect(spec_parse(&pool, "contract.md", block, strlen(block), &header, &diag),
                      "%s\n%s", diag.text, block);
        }
        block = end + 3;
    }
    cr_expect_geq(count, 8);
    base_pool_free(&pool);
}

/// The proof can fail: a model that differs from the header in one fact does not compile.
static void read_accepted(struct base_pool *pool, const char *name, struct spec_header *copy,
                          struct spec_kernel *kernel) {
    struct base_diag diag;
    const struct spec_header *header;
    enter("accepted");
    cr_assert(spec_read(pool, name, &header, &diag), "%s", diag.text);
    *copy = *header;
    *kernel = *header->kernels;
    copy->kernels = kernel;
    copy->kernel_count = 1;
    cr_assert(compiles(copy, name));
}

Test(contracts, wrong_result_does_not_compile) {
    struct base_pool pool = {0};
    struct spec_header header;
    struct spec_kernel kernel;
    read_accepted(&pool, "dot.h", &header, &kernel);
    kernel.result.spelling = "double";
    cr_expect_not(compiles(&header, "dot.h"));
    base_pool_free(&pool);
}

Test(contracts, missing_const_does_not_compile) {
    struct base_pool pool = {0};
    struct spec_header header;
    struct spec_kernel kernel;
    read_accepted(&pool, "dot.h", &header, &kernel);
    struct spec_param params[SPEC_PARAMS_MAX];
    memcpy(params, kernel.params, kernel.param_count * sizeof *params);
    params[1].is_declared_const = false;
    kernel.params = params;
    cr_expect_not(compiles(&header, "dot.h"));
    base_pool_free(&pool);
}

Test(contracts, wrong_layout_does_not_compile) {
    struct base_pool pool = {0};
    struct spec_header header;
    struct spec_kernel kernel;
    read_accepted(&pool, "struct_fields.h", &header, &kernel);
    struct spec_struct structs[2];
    cr_assert_eq(header.struct_count, 2);
    memcpy(structs, header.structs, sizeof structs);
    header.structs = structs;
    structs[1].size += 8;
    cr_expect_not(compiles(&header, "struct_fields.h"));
    structs[1].size -= 8;
    struct spec_field fields[8];
    cr_assert_leq(structs[1].field_count, 8);
    memcpy(fields, structs[1].fields, structs[1].field_count * sizeof *fields);
    structs[1].fields = fields;
    fields[1].offset += 4;
    cr_expect_not(compiles(&header, "struct_fields.h"));
    base_pool_free(&pool);
}
