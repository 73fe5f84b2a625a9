#include "tests/style/style.h"

#include <stdio.h>

static int check_tree(struct style_tree *tree) {
    for (size_t i = 0; i < tree->count; i++) {
        style_check_lines(tree, &tree->files[i]);
        style_check_functions(tree, &tree->files[i]);
        style_check_includes(tree, &tree->files[i]);
        style_check_contract(tree, &tree->files[i]);
    }
    style_check_names(tree);
    style_check_dead(tree);
    printf("style: %zu files, %llu violations\n", tree->count,
           (unsigned long long)tree->violations);
    return tree->violations == 0 ? 0 : 1;
}

int main(int count, char **arguments) {
    if (count != 2 && count != 3) {
        fprintf(stderr, "usage: style ROOT [COMPILE_COMMANDS.json]\n");
        return 2;
    }
    struct style_tree tree = {0};
    struct base_diag diag;
    bool is_read = style_tree_read(&tree, arguments[1], &diag);
    if (is_read && count == 3) {
        char *compiled = NULL;
        size_t length;
        is_read = base_read_file(&tree.pool, arguments[2], &compiled, &length, &diag);
        tree.compiled = compiled;
    }
    int status = 2;
    if (is_read)
        status = check_tree(&tree);
    else
        fprintf(stderr, "style: %s\n", diag.text);
    base_pool_free(&tree.pool);
    return status;
}
