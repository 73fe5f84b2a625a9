// The lines of a header that are one kernel's contract.

#include "spec/show.h"

#include <string.h>

static bool is_comment(const char *line) {
    line += strspn(line, " \t");
    return strncmp(line, "///", 3) == 0;
}

const char *spec_contract_text(const struct spec_kernel *kernel, struct base_pool *pool) {
    const char *text = kernel->header->text, *start = text;
    for (uint32_t line = 1; line < kernel->place.line; line++) {
        const char *end = strchr(start, '\n');
        if (end == NULL)
            return "";
        start = end + 1;
    }
    const char *end = strchr(start, ';');
    if (end == NULL)
        return "";
    // Upwards: what is left of a prototype that began on an earlier line, then its comment.
    bool has_comment = false;
    while (start > text) {
        const char *above = start - 1;
        while (above > text && above[-1] != '\n')
            above--;
        bool is_part = is_comment(above) || (!has_comment && *above != '\n' && *above != '#');
        has_comment |= is_comment(above);
        if (!is_part)
            break;
        start = above;
    }
    return base_pool_copy(pool, start, (size_t)(end + 1 - start));
}
