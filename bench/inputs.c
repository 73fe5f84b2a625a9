#include "bench/inputs.h"

#include "base/random.h"
#include "bench/bandwidth.h"

#include <string.h>
#include <sys/mman.h>

enum {
    LINE_BYTES = 64,
    PAGE_BYTES = 4096,
    HUGE_PAGE_BYTES = 2 << 20,
    /// Draws for one set until it is free of subnormals.
    ATTEMPTS_MAX = 48,
};

/// All sets together stay within the first-level cache where they can, else within half of a
/// usual second-level one; more than two sets that fit nowhere would only waste memory.
static const uint64_t first_level_bytes = 24 << 10, second_level_bytes = 768 << 10;

static const char *const class_names[BENCH_CLASSES] = {"usual", "unaligned", "cold", "subnormal"};

const char *bench_class_name(enum bench_class class) {
    return class_names[class];
}

bool bench_class_parse(const char *name, enum bench_class *class) {
    for (int i = 0; i < BENCH_CLASSES; i++) {
        if (strcmp(class_names[i], name) != 0)
            continue;
        *class = (enum bench_class)i;
        return true;
    }
    return false;
}

static bool holds_data(const struct spec_param *param) {
    return param->is_array || param->base == SPEC_STRUCT;
}

static bool is_written(const struct spec_param *param) {
    return param->is_array && param->role != SPEC_IN && !param->is_const;
}

static size_t bytes_of(const struct corpus_case *one, uint32_t param) {
    return (size_t)one->arguments[param].count * one->kernel->params[param].element_size;
}

static uint64_t case_bytes(const struct corpus_case *one) {
    uint64_t bytes = 0;
    for (uint32_t i = 0; i < one->kernel->param_count; i++)
        if (one->kernel->params[i].is_array)
            bytes += bytes_of(one, i);
    return bytes;
}

static uint32_t choose_set_count(uint64_t bytes, uint32_t sets_max) {
    uint32_t count = BENCH_SETS_MAX;
    while (count > 4 && count * bytes > first_level_bytes)
        count /= 2;
    count = count * bytes > second_level_bytes ? 2 : count;
    return count < sets_max ? count : sets_max;
}

static bool is_subnormal(enum spec_base base, uint64_t bits) {
    if (base == SPEC_F32)
        return (bits & 0x7f800000u) == 0 && (bits & 0x7fffffu) != 0;
    return base == SPEC_F64 && (bits & 0x7ff0000000000000u) == 0 && (bits & 0xfffffffffffffu) != 0;
}

/// Counts floats and subnormals among `count` elements.
static void count_subnormals(const struct spec_param *param, const uint8_t *data, uint64_t count,
                             uint64_t *floats, uint64_t *subnormals) {
    for (uint32_t k = 0; k < param->leaf_count; k++) {
        const struct spec_leaf *leaf = &param->leaves[k];
        size_t size = spec_base_size(leaf->base);
        if (!spec_base_is_float(leaf->base))
            continue;
        for (uint64_t i = 0; i < count; i++) {
            for (size_t j = 0; j < leaf->count; j++) {
                uint64_t bits = 0;
                memcpy(&bits, data + i * param->element_size + leaf->offset + j * size, size);
                *subnormals += is_subnormal(leaf->base, bits);
                *floats += 1;
            }
        }
    }
}

static uint64_t input_subnormals(const struct corpus_case *one) {
    uint64_t floats = 0, subnormals = 0;
    for (uint32_t i = 0; i < one->kernel->param_count; i++) {
        const struct spec_param *param = &one->kernel->params[i];
        const struct corpus_argument *argument = &one->arguments[i];
        if (holds_data(param) && param->role != SPEC_OUT)
            count_subnormals(param, argument->data, argument->count, &floats, &subnormals);
        else if (!holds_data(param))
            subnormals += is_subnormal(param->base, argument->bits);
    }
    return subnormals;
}

/// Turns an array's floats into subnormals of the same signs.
static void make_subnormal(const struct spec_param *param, struct corpus_argument *argument) {
    for (uint32_t k = 0; k < param->leaf_count; k++) {
        const struct spec_leaf *leaf = &param->leaves[k];
        size_t size = spec_base_size(leaf->base);
        uint64_t kept = size == 4 ? 0x807fffffu : 0x800fffffffffffffu;
        if (!spec_base_is_float(leaf->base))
            continue;
        for (uint64_t i = 0; i < argument->count * leaf->count; i++) {
            uint8_t *at = argument->data + i / leaf->count * param->element_size + leaf->offset +
                          i % leaf->count * size;
            uint64_t bits = 0;
            memcpy(&bits, at, size);
            bits = (bits & kept) | 1;
            memcpy(at, &bits, size);
        }
    }
}

/// Makes every array subnormal whose domain lets it be; false where none does.
static bool make_subnormals(struct corpus_case *one) {
    struct base_pool pool = {0};
    struct base_diag ignored;
    bool any = false;
    for (uint32_t i = 0; i < one->kernel->param_count; i++) {
        const struct spec_param *param = &one->kernel->params[i];
        struct corpus_argument *argument = &one->arguments[i];
        uint64_t floats = 0, before = 0, after = 0;
        if (!param->is_array || param->role == SPEC_OUT || argument->count == 0)
            continue;
        size_t bytes = bytes_of(one, i);
        uint8_t *copy = base_pool_take(&pool, bytes);
        memcpy(copy, argument->data, bytes);
        count_subnormals(param, argument->data, argument->count, &floats, &before);
        make_subnormal(param, argument);
        if (floats > 0 && !corpus_case_valid(one, &ignored))
            memcpy(argument->data, copy, bytes);
        count_subnormals(param, argument->data, argument->count, &floats, &after);
        any |= after > before;
    }
    base_pool_free(&pool);
    return any;
}

/// Reserves a set's memory and lays its arrays out: each at a 64-byte boundary, or one element past
/// one, at a distance that the salt varies so that no luck of addresses is measured every time.
static bool lay_out(struct bench_inputs *inputs, uint32_t set, struct base_words *words,
                    struct base_diag *diag) {
    const struct spec_kernel *kernel = inputs->kernel;
    struct corpus_case *one = &inputs->sets[set];
    size_t total = PAGE_BYTES;
    for (uint32_t i = 0; i < kernel->param_count; i++)
        if (holds_data(&kernel->params[i]))
            total += 2 * (bytes_of(one, i) + 10 * LINE_BYTES + kernel->params[i].alignment);
    size_t start = set * total % HUGE_PAGE_BYTES;
    total += start + HUGE_PAGE_BYTES;
    uint8_t *memory = mmap(NULL, total, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return base_fail(diag, "no memory for %zu bytes of inputs of %s", total, kernel->name);
    inputs->memory[set] = memory;
    inputs->memory_bytes[set] = total;
    // Where small pages happen to lie decides which lines of the second-level cache they share, and
    // with it the time of the whole process. In a huge page the offset decides: sets that follow
    // each other do not share lines. Where the system has no huge pages, luck remains.
    madvise(memory, total, MADV_HUGEPAGE);
    memory += (HUGE_PAGE_BYTES - (uintptr_t)memory % HUGE_PAGE_BYTES) % HUGE_PAGE_BYTES;
    size_t at = start + base_words_below(words, PAGE_BYTES / LINE_BYTES) * LINE_BYTES;
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        const struct spec_param *param = &kernel->params[i];
        size_t boundary = param->alignment > LINE_BYTES ? param->alignment : LINE_BYTES;
        if (!holds_data(param))
            continue;
        at = (at + boundary - 1) / boundary * boundary;
        bool shifts = inputs->class == BENCH_UNALIGNED && param->alignment == 0;
        inputs->arrays[set][i] = memory + at + (shifts ? param->element_align : 0);
        at += bytes_of(one, i) + LINE_BYTES * (1 + base_words_below(words, 4));
        one->arguments[i].data = inputs->arrays[set][i];
        one->arguments[i].capacity = bytes_of(one, i);
        if (!bench_loop_restores(param))
            continue;
        one->arguments[i].data = memory + (at + LINE_BYTES - 1) / LINE_BYTES * LINE_BYTES;
        at += bytes_of(one, i) + 2 * LINE_BYTES;
    }
    base_check(at <= total - HUGE_PAGE_BYTES);
    return true;
}

static void release_set(struct bench_inputs *inputs, uint32_t set) {
    if (inputs->memory[set] != NULL)
        munmap(inputs->memory[set], inputs->memory_bytes[set]);
    inputs->memory[set] = NULL;
}

/// Draws until no float that goes in is subnormal.
static bool draw_set(struct bench_inputs *inputs, const struct diff_subject *subject,
                     const struct bench_workload *workload, uint32_t set, uint64_t salt,
                     bool *is_skipped, struct base_diag *diag) {
    struct base_words words = {.state = salt * 0x9e3779b97f4a7c15u + set};
    struct corpus_case *one = &inputs->sets[set];
    for (uint64_t attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
        uint64_t index = (salt * BENCH_SETS_MAX + set) * ATTEMPTS_MAX + attempt;
        *one = (struct corpus_case){.kernel = subject->kernel};
        if (!corpus_bench_shape(subject->generator, &workload->point, index, one))
            return base_fail_at(diag, subject->kernel->place,
                                "%s: the domains do not admit a point to be timed",
                                subject->kernel->name);
        if (!lay_out(inputs, set, &words, diag))
            return false;
        corpus_bench_elements(subject->generator, index, one);
        if (workload->fill != NULL)
            workload->fill(one);
        if (input_subnormals(one) == 0) {
            *is_skipped = inputs->class == BENCH_SUBNORMAL && !make_subnormals(one);
            return !*is_skipped ||
                   base_fail(diag, "no float of %s may be subnormal", subject->kernel->name);
        }
        release_set(inputs, set);
    }
    return base_fail(diag, "%s: no inputs free of subnormals were found", subject->kernel->name);
}

/// Puts inputs in place and fills what is only written, as before a call.
static void arm(const struct bench_inputs *inputs, uint32_t set, int filler) {
    for (uint32_t i = 0; i < inputs->kernel->param_count; i++) {
        const struct spec_param *param = &inputs->kernel->params[i];
        const struct corpus_argument *argument = &inputs->sets[set].arguments[i];
        if (bench_loop_restores(param))
            memcpy(inputs->arrays[set][i], argument->data, bytes_of(&inputs->sets[set], i));
        else if (is_written(param))
            memset(inputs->arrays[set][i], filler, bytes_of(&inputs->sets[set], i));
    }
}

static void keep_expected(struct bench_inputs *inputs, const struct diff_subject *subject,
                          uint32_t set, struct base_pool *pool, uint64_t *floats,
                          uint64_t *subnormals) {
    const struct spec_kernel *kernel = inputs->kernel;
    struct corpus_case *one = &inputs->sets[set];
    inputs->expected_result[set] = base_pool_take(pool, diff_call_result_bytes(subject->call));
    arm(inputs, set, 0xa5);
    diff_call_bare(subject->call, subject->reference, one, inputs->arrays[set],
                   inputs->expected_result[set]);
    if (spec_base_is_float(kernel->result.base))
        count_subnormals(&kernel->result, inputs->expected_result[set], 1, floats, subnormals);
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        const struct spec_param *param = &kernel->params[i];
        inputs->expected[set][i] = inputs->arrays[set][i];
        if (!is_written(param))
            continue;
        inputs->expected[set][i] = base_pool_take(pool, bytes_of(one, i));
        memcpy(inputs->expected[set][i], inputs->arrays[set][i], bytes_of(one, i));
        count_subnormals(param, inputs->expected[set][i], one->arguments[i].count, floats,
                         subnormals);
    }
}

static void list_words(struct bench_inputs *inputs, uint32_t set) {
    void **words = inputs->words + set * inputs->stride;
    struct corpus_case *one = &inputs->sets[set];
    size_t next = inputs->kernel->param_count;
    for (uint32_t i = 0; i < inputs->kernel->param_count; i++) {
        const struct spec_param *param = &inputs->kernel->params[i];
        words[i] = holds_data(param) ? inputs->arrays[set][i] : (void *)&one->arguments[i].bits;
        if (!bench_loop_restores(param))
            continue;
        words[next++] = one->arguments[i].data;
        words[next++] = (void *)(uintptr_t)bytes_of(one, i);
    }
}

bool bench_inputs_make(struct bench_inputs *inputs, const struct diff_subject *subject,
                       const struct bench_workload *workload, uint64_t salt, bool *is_skipped,
                       struct base_pool *pool, struct base_diag *diag) {
    uint64_t floats = 0, subnormals = 0;
    *inputs =
        (struct bench_inputs){.kernel = subject->kernel, .class = workload->class, .set_count = 1};
    *is_skipped = false;
    inputs->stride = bench_loop_stride(subject->kernel);
    inputs->words = base_pool_take_array(pool, inputs->stride * BENCH_SETS_MAX, sizeof(void *));
    for (uint32_t set = 0; set < inputs->set_count; set++) {
        if (!draw_set(inputs, subject, workload, set, salt, is_skipped, diag))
            return false;
        if (set == 0) {
            inputs->bytes = case_bytes(&inputs->sets[0]);
            inputs->elements = corpus_case_elements(&inputs->sets[0]);
            inputs->set_count = choose_set_count(inputs->bytes, workload->sets_max);
        }
        keep_expected(inputs, subject, set, pool, &floats, &subnormals);
        list_words(inputs, set);
    }
    inputs->subnormal_share = floats > 0 ? (double)subnormals / (double)floats : 0;
    return true;
}

void bench_inputs_free(struct bench_inputs *inputs) {
    for (uint32_t set = 0; set < BENCH_SETS_MAX; set++)
        release_set(inputs, set);
}

bool bench_inputs_prove(struct bench_inputs *inputs, const struct diff_subject *subject,
                        diff_function function, struct diff_outcome *outcome, uint32_t *set) {
    struct base_pool pool = {0};
    uint8_t *result = base_pool_take(&pool, diff_call_result_bytes(subject->call));
    bool ok = true;
    for (*set = 0; ok && *set < inputs->set_count; *set += ok) {
        *outcome = (struct diff_outcome){.param = DIFF_NO_PARAM};
        arm(inputs, *set, 0x5a);
        diff_call_bare(subject->call, function, &inputs->sets[*set], inputs->arrays[*set], result);
        struct diff_results expected = {inputs->expected_result[*set], inputs->expected[*set]};
        struct diff_results found = {result, inputs->arrays[*set]};
        ok = diff_compare(&subject->comparison, &inputs->sets[*set], inputs->arrays[*set],
                          &expected, &found, outcome);
    }
    base_pool_free(&pool);
    return ok;
}

void bench_inputs_scan(const struct bench_inputs *inputs, uint32_t set) {
    for (uint32_t i = 0; i < inputs->kernel->param_count; i++)
        if (inputs->kernel->params[i].is_array)
            bench_bandwidth_scan(inputs->arrays[set][i], bytes_of(&inputs->sets[set], i));
}

static void flush_line(const void *address) {
#if defined(__x86_64__)
    __builtin_ia32_clflush(address);
#elif defined(__aarch64__)
    __asm__ volatile("dc civac, %0" : : "r"(address) : "memory");
#else
    (void)address;
#endif
}

void bench_inputs_flush(const struct bench_inputs *inputs, uint32_t set) {
    for (uint32_t i = 0; i < inputs->kernel->param_count; i++) {
        if (!inputs->kernel->params[i].is_array)
            continue;
        size_t bytes = bytes_of(&inputs->sets[set], i);
        for (size_t at = 0; at < bytes; at += LINE_BYTES)
            flush_line(inputs->arrays[set][i] + at);
    }
    __sync_synchronize();
}
