#include "bench/calltree.h"

#include <string.h>

/// What runs a program's main and a thread's function, in the C libraries of the last years.
static const char *const starters[] = {"main",  "start_thread", "clone3",
                                       "clone", "__clone3",     "run_thread"};

void bench_calltree_start(struct bench_calltree *tree, struct base_pool *pool) {
    *tree = (struct bench_calltree){.pool = pool, .root = {.frame = {"all", ""}}};
}

static bool is_starter(const char *function) {
    for (size_t i = 0; i < sizeof starters / sizeof *starters; i++)
        if (strcmp(function, starters[i]) == 0)
            return true;
    return false;
}

static int compare_frames(const struct bench_frame *a, const struct bench_frame *b) {
    int order = strcmp(a->function, b->function);
    return order != 0 ? order : strcmp(a->object, b->object);
}

static struct bench_call *child_of(struct bench_calltree *tree, struct bench_call *call,
                                   const struct bench_frame *frame) {
    struct bench_call **place = &call->first_child;
    int order = 1;
    while (*place != NULL && (order = compare_frames(&(*place)->frame, frame)) < 0)
        place = &(*place)->next;
    if (*place != NULL && order == 0)
        return *place;
    struct bench_call *made = base_pool_take(tree->pool, sizeof *made);
    made->frame.function = base_pool_copy(tree->pool, frame->function, strlen(frame->function));
    made->frame.object = base_pool_copy(tree->pool, frame->object, strlen(frame->object));
    made->parent = call;
    made->next = *place;
    *place = made;
    return made;
}

/// Intel's intrinsics are compiled as inlined functions of these names.
static bool is_intrinsic(const char *function) {
    return strncmp(function, "_mm", 3) == 0;
}

void bench_calltree_add(struct bench_calltree *tree, const struct bench_frame *frames,
                        size_t count) {
    bool is_named = count > 0, is_rooted = false;
    while (count > 1 && is_intrinsic(frames[0].function)) {
        frames++;
        count--;
    }
    for (size_t i = 0; i < count; i++) {
        is_named &= frames[i].function[0] != '\0' && frames[i].function[0] != '[';
        if (strcmp(frames[i].function, "main") == 0) {
            is_rooted = true;
            count = i + 1;
        }
        is_rooted |= is_starter(frames[i].function);
    }
    tree->named += is_named;
    tree->rooted += is_rooted;
    struct bench_call *call = &tree->root;
    call->total++;
    while (count-- > 0) {
        call = child_of(tree, call, &frames[count]);
        call->total++;
    }
    call->self++;
}

const struct bench_call *bench_calltree_next(const struct bench_call *call) {
    if (call->first_child != NULL)
        return call->first_child;
    while (call != NULL && call->next == NULL)
        call = call->parent;
    return call != NULL ? call->next : NULL;
}

static json_t *call_json(const struct bench_call *call) {
    json_t *children = json_array();
    for (const struct bench_call *child = call->first_child; child != NULL; child = child->next)
        json_array_append_new(children, call_json(child));
    return json_pack("{ss sI so}", "name", call->frame.function, "value", (json_int_t)call->total,
                     "children", children);
}

json_t *bench_calltree_json(const struct bench_calltree *tree) {
    return call_json(&tree->root);
}
