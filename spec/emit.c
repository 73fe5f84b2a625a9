#include "spec/emit.h"

#include <string.h>

static bool is_same_struct(const struct spec_struct *a, const struct spec_struct *b) {
    return a != NULL && b != NULL && strcmp(a->spelling, b->spelling) == 0;
}

static bool is_same_enum(const struct spec_enum *a, const struct spec_enum *b) {
    return a != NULL && b != NULL && strcmp(a->spelling, b->spelling) == 0;
}

/// Whether a struct is the wanted one or contains it; structs nest at most 16 deep.
static bool contains(const struct spec_struct *outer, const struct spec_struct *wanted,
                     const struct spec_enum *wanted_enum) {
    if (outer == NULL)
        return false;
    if (is_same_struct(outer, wanted))
        return true;
    for (uint32_t i = 0; i < outer->field_count; i++)
        if (is_same_enum(outer->fields[i].enumeration, wanted_enum) ||
            contains(outer->fields[i].structure, wanted, wanted_enum))
            return true;
    return false;
}

static bool uses(const struct spec_kernel *kernel, const struct spec_struct *structure,
                 const struct spec_enum *enumeration) {
    for (uint32_t i = 0; i <= kernel->param_count; i++) {
        const struct spec_param *param =
            i < kernel->param_count ? &kernel->params[i] : &kernel->result;
        if (is_same_enum(param->enumeration, enumeration) ||
            contains(param->structure, structure, enumeration))
            return true;
    }
    return false;
}

static void emit_enum(const struct spec_enum *enumeration, FILE *out) {
    bool has_tag = *enumeration->name != '\0';
    fprintf(out, "\n%s {\n", has_tag ? enumeration->spelling : "typedef enum");
    for (uint32_t i = 0; i < enumeration->count; i++)
        fprintf(out, "    %s = %lld,\n", enumeration->names[i], (long long)enumeration->values[i]);
    fprintf(out, "}%s%s;\n", has_tag ? "" : " ", has_tag ? "" : enumeration->spelling);
}

static void emit_struct(const struct spec_struct *structure, FILE *out) {
    bool has_tag = strncmp(structure->spelling, "struct ", strlen("struct ")) == 0;
    fprintf(out, "\n%s {\n", has_tag ? structure->spelling : "typedef struct");
    for (uint32_t i = 0; i < structure->field_count; i++) {
        const struct spec_field *field = &structure->fields[i];
        fprintf(out, "    %s %s", field->spelling, field->name);
        if (field->is_array)
            fprintf(out, "[%zu]", field->count);
        fprintf(out, ";\n");
    }
    fprintf(out, "}%s%s;\n", has_tag ? "" : " ", has_tag ? "" : structure->spelling);
}

static const char *const standard_includes =
    "#include <stdbool.h>\n#include <stddef.h>\n#include <stdint.h>\n";

void spec_emit_types(const struct spec_kernel *kernel, FILE *out) {
    const struct spec_header *header = kernel->header;
    fputs(standard_includes, out);
    for (uint32_t i = 0; i < header->enum_count; i++)
        if (uses(kernel, NULL, &header->enums[i]))
            emit_enum(&header->enums[i], out);
    for (uint32_t i = 0; i < header->struct_count; i++)
        if (uses(kernel, &header->structs[i], NULL))
            emit_struct(&header->structs[i], out);
}

static const char *widened(enum spec_base base, const char *spelling) {
    return base == SPEC_F32 ? "double" : base == SPEC_F64 ? "long double" : spelling;
}

static void emit_param(const struct spec_param *param, bool widens, FILE *out) {
    if (!param->is_array) {
        fputs(param->spelling, out);
        return;
    }
    const char *spelling = param->is_void ? "void" : param->spelling;
    if (widens && param->role != SPEC_IN)
        spelling = widened(param->base, spelling);
    fprintf(out, "%s%s *", param->is_declared_const ? "const " : "", spelling);
}

static void emit_pointer(const struct spec_kernel *kernel, const char *name, bool widens,
                         FILE *out) {
    const struct spec_param *result = &kernel->result;
    fprintf(out, "%s (*%s)(", widens ? widened(result->base, result->spelling) : result->spelling,
            name);
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        fputs(i > 0 ? ", " : "", out);
        emit_param(&kernel->params[i], widens, out);
    }
    fputs(kernel->param_count == 0 ? "void)" : ")", out);
}

void spec_emit_pointer(const struct spec_kernel *kernel, const char *name, FILE *out) {
    emit_pointer(kernel, name, false, out);
}

void spec_emit_companion_pointer(const struct spec_kernel *kernel, const char *name, FILE *out) {
    emit_pointer(kernel, name, true, out);
}

static void assert_struct(const struct spec_struct *structure, FILE *out) {
    const char *spelling = structure->spelling;
    fprintf(out, "_Static_assert(sizeof(%s) == %zu, \"size of %s\");\n", spelling, structure->size,
            spelling);
    fprintf(out, "_Static_assert(_Alignof(%s) == %zu, \"alignment of %s\");\n", spelling,
            structure->align, spelling);
    for (uint32_t i = 0; i < structure->field_count; i++) {
        const struct spec_field *field = &structure->fields[i];
        fprintf(out, "_Static_assert(offsetof(%s, %s) == %zu, \"offset of %s in %s\");\n", spelling,
                field->name, field->offset, field->name, spelling);
        fprintf(out, "_Static_assert(_Generic(&((%s *)0)->%s, %s (*)", spelling, field->name,
                field->spelling);
        if (field->is_array)
            fprintf(out, "[%zu]", field->count);
        fprintf(out, ": 1, default: 0), \"type of %s in %s\");\n", field->name, spelling);
    }
}

static void assert_kernel(const struct spec_kernel *kernel, FILE *out) {
    fprintf(out, "_Static_assert(_Generic(&%s, ", kernel->name);
    emit_pointer(kernel, "", false, out);
    fprintf(out, ": 1, default: 0), \"type of %s\");\n", kernel->name);
}

void spec_emit_assertions(const struct spec_header *header, const char *include_path, FILE *out) {
    fputs(standard_includes, out);
    fprintf(out, "#include \"%s\"\n\n", include_path);
    for (uint32_t i = 0; i < header->enum_count; i++) {
        const char *spelling = header->enums[i].spelling;
        fprintf(out, "_Static_assert(sizeof(%s) == 4 && ((%s)-1 < 0) == %d, \"type of %s\");\n",
                spelling, spelling, header->enums[i].base == SPEC_I32, spelling);
    }
    for (uint32_t i = 0; i < header->struct_count; i++)
        assert_struct(&header->structs[i], out);
    for (uint32_t i = 0; i < header->kernel_count; i++)
        assert_kernel(&header->kernels[i], out);
}
