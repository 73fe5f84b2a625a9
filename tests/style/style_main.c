#include "tests/style/style.h"

#include <stdio.h>

static int fail(const struct base_diag *diag) {
    fprintf(stderr, "style: %s\n", diag->text);
    return 2;
}

int main(int count, char **arguments) {
    if (count != 2 && count != 3) {
        fprintf(stderr, "usage: style ROOT [COMPILE_COMMANDS.json]\n");
        return 2;
    }
    struct style_tree tree = {0};
    struct base_diag diag;
    if (!style_tree_read(&tree, arguments[1], &diag))
        return fail(&diag);
    if (count == 3) {
        char *compiled;
        size_t length;
        if (!base_read_file(&tree.pool, arguments[2], &compiled, &length, &diag))
            return fail(&diag);
        tree.compiled = compiled;
    }
    for (size_t i = 0; i < tree.count; i++) {
        style_check_lines(&tree, &tree.files[i]);
        style_check_functions(&tree, &tree.files[i]);
        style_check_includes(&tree, &tree.files[i]);
        style_check_contract(&tree, &tree.files[i]);
    }
    style_check_names(&tree);
    style_check_dead(&tree);
    printf("style: %zu files, %llu violations\n", tree.count, (unsigned long long)tree.violations);
    bool is_clean = tree.violations == 0;
    base_pool_free(&tree.pool);
    return is_clean ? 0 : 1;
}
