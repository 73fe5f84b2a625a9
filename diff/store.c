#include "diff/store.h"

#include "diff/files.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static json_t *pack_evidence(const struct diff_evidence *evidence) {
    json_t *nulls = json_array();
    for (int i = 0; i < DIFF_NULLS; i++)
        json_array_append_new(nulls, json_integer((json_int_t)evidence->null_passes[i]));
    return json_pack("{sI sI sI sI sI sI sI so}", "cases", (json_int_t)evidence->cases, "elements",
                     (json_int_t)evidence->elements, "numbers", (json_int_t)evidence->numbers,
                     "finite", (json_int_t)evidence->finite, "null_cases",
                     (json_int_t)evidence->null_cases, "null_any", (json_int_t)evidence->null_any,
                     "patterns", (json_int_t)evidence->patterns, "null_passes", nulls);
}

static json_t *pack_witness(const struct diff_witness *witness) {
    return json_pack("[I, I, i]", (json_int_t)witness->index, (json_int_t)witness->history_index,
                     (int)witness->alone);
}

static json_t *pack_chunk(const struct diff_chunk_record *chunk, uint32_t variant_count) {
    json_t *variants = json_array();
    for (uint32_t i = 0; i < variant_count; i++) {
        const struct diff_chunk_variant *variant = &chunk->variants[i];
        json_t *failures = json_array();
        for (uint32_t j = 0; j < variant->failure_count; j++) {
            const struct diff_failure *failure = &variant->failures[j];
            json_array_append_new(
                failures, json_pack("[I, I, o, o]", (json_int_t)failure->signature,
                                    (json_int_t)failure->count, pack_witness(&failure->first),
                                    pack_witness(&failure->last)));
        }
        json_array_append_new(variants,
                              json_pack("{sI sI sb so}", "cases", (json_int_t)variant->cases,
                                        "rounding_remarks", (json_int_t)variant->rounding_remarks,
                                        "cut", (int)variant->is_cut, "failures", failures));
    }
    return json_pack("{sI so so}", "number", (json_int_t)chunk->number, "evidence",
                     pack_evidence(&chunk->evidence), "variants", variants);
}

static json_t *pack_finding(const struct diff_finding_record *finding) {
    return json_pack(
        "{sI ss ss ss ss? sI sI ss? sI sI sI sI sb ss}", "signature",
        (json_int_t)finding->signature, "class", diff_class_name(finding->class), "description",
        finding->description, "bucket", finding->bucket, "summary", finding->summary, "count",
        (json_int_t)finding->count, "first_index", (json_int_t)finding->first_index, "regression",
        finding->regression, "history_index", (json_int_t)finding->history_index, "elements_before",
        (json_int_t)finding->elements_before, "elements_after", (json_int_t)finding->elements_after,
        "shrink_runs", (json_int_t)finding->shrink_runs, "minimal", (int)finding->is_minimal,
        "arguments", finding->arguments);
}

/// JSON is UTF-8; a header may be anything.
static json_t *pack_contract(const char *text) {
    json_t *packed = json_string(text);
    if (packed != NULL)
        return packed;
    struct base_pool pool = {0};
    char *ascii = base_pool_copy(&pool, text, strlen(text));
    for (char *at = ascii; *at != '\0'; at++)
        if (((unsigned char)*at & 0x80) != 0)
            *at = '?';
    packed = json_string(ascii);
    base_pool_free(&pool);
    return packed;
}

static json_t *pack_kernel(const struct diff_kernel_result *kernel) {
    json_t *variants = json_array(), *chunks = json_array();
    for (uint32_t i = 0; i < kernel->variant_count; i++) {
        const struct diff_variant_result *variant = &kernel->variants[i];
        json_t *findings = json_array();
        for (uint32_t j = 0; j < variant->made_count; j++)
            json_array_append_new(findings, pack_finding(&variant->made[j]));
        json_array_append_new(variants,
                              json_pack("{ss ss? sb so}", "name", variant->name, "skip_reason",
                                        variant->skip_reason, "unfinished",
                                        (int)variant->is_unfinished, "findings", findings));
    }
    for (uint32_t i = 0; i < kernel->chunk_count; i++)
        json_array_append_new(chunks, pack_chunk(&kernel->chunks[i], kernel->run_count));
    return json_pack("{ss ss so si si sb so so}", "kernel", kernel->kernel, "header",
                     kernel->header, "contract", pack_contract(kernel->contract), "regressions",
                     (int)kernel->regression_count, "run_count", (int)kernel->run_count, "cut",
                     (int)kernel->is_cut, "variants", variants, "chunks", chunks);
}

json_t *diff_store_pack_checks(uint32_t without) {
    json_t *packed = json_array();
    for (unsigned i = 0; i < DIFF_CHECKS; i++)
        if (!diff_check_is_on(without, (enum diff_check)i))
            json_array_append_new(packed, json_string(diff_check_name((enum diff_check)i)));
    return packed;
}

bool diff_store_save(const struct diff_results_file *file, const char *folder,
                     struct base_diag *diag) {
    json_t *kernels = json_array();
    for (uint32_t i = 0; i < file->kernel_count; i++)
        json_array_append_new(kernels, pack_kernel(&file->kernels[i]));
    json_t *root = json_pack(
        "{si ss sI sI si si si so sb sb so}", "lockstep", 1, "verb", "diff", "seed",
        (json_int_t)file->seed, "inputs", (json_int_t)file->inputs, "shard_index",
        (int)file->shard_index, "shard_count", (int)file->shard_count, "failures_max",
        (int)file->failures_max, "without", diff_store_pack_checks(file->without), "exhaustive",
        (int)file->is_exhaustive, "interrupted", (int)file->is_interrupted, "kernels", kernels);
    char *path = NULL;
    struct diff_file out;
    bool ok = false;
    base_check(root != NULL);
    if (asprintf(&path, "%s/%s", folder, DIFF_STORE_NAME) < 0)
        abort();
    if (!diff_file_open(&out, path, diag))
        goto done;
    json_dumpf(root, out.stream, JSON_COMPACT);
    fputc('\n', out.stream);
    ok = diff_file_close(&out, diag);
done:
    free(path);
    json_decref(root);
    return ok;
}

/// What reading needs at every level; the first mistake sets is_bad.
struct reader {
    const char *path;
    struct base_pool *pool;
    bool is_bad;
};

static json_t *member(struct reader *reader, json_t *object, const char *name, json_type type) {
    json_t *value = json_object_get(object, name);
    if (value == NULL || json_typeof(value) != type) {
        reader->is_bad = true;
        return NULL;
    }
    return value;
}

static uint64_t read_integer(struct reader *reader, json_t *object, const char *name) {
    json_t *value = member(reader, object, name, JSON_INTEGER);
    return value != NULL ? (uint64_t)json_integer_value(value) : 0;
}

static bool read_flag(json_t *object, const char *name) {
    return json_is_true(json_object_get(object, name));
}

/// A text of the pool, or NULL where the member is null.
static const char *read_text(struct reader *reader, json_t *object, const char *name) {
    json_t *value = json_object_get(object, name);
    if (json_is_null(value))
        return NULL;
    if (!json_is_string(value)) {
        reader->is_bad = true;
        return "";
    }
    return base_pool_copy(reader->pool, json_string_value(value), json_string_length(value));
}

static struct diff_evidence read_evidence(struct reader *reader, json_t *chunk) {
    json_t *object = member(reader, chunk, "evidence", JSON_OBJECT);
    json_t *nulls = member(reader, object, "null_passes", JSON_ARRAY);
    struct diff_evidence evidence = {
        .cases = read_integer(reader, object, "cases"),
        .elements = read_integer(reader, object, "elements"),
        .numbers = read_integer(reader, object, "numbers"),
        .finite = read_integer(reader, object, "finite"),
        .null_cases = read_integer(reader, object, "null_cases"),
        .null_any = read_integer(reader, object, "null_any"),
        .patterns = read_integer(reader, object, "patterns"),
    };
    for (size_t i = 0; i < DIFF_NULLS; i++)
        evidence.null_passes[i] = (uint64_t)json_integer_value(json_array_get(nulls, i));
    return evidence;
}

static struct diff_witness read_witness(struct reader *reader, json_t *packed) {
    json_int_t index = 0, history_index = 0;
    int alone = 0;
    if (json_unpack(packed, "[I, I, i]", &index, &history_index, &alone) != 0 || alone < 0 ||
        alone > DIFF_ALONE_DIFFERS)
        reader->is_bad = true;
    return (struct diff_witness){
        .index = index, .history_index = history_index, .alone = (enum diff_alone)alone};
}

static struct diff_chunk_variant read_chunk_variant(struct reader *reader, json_t *object) {
    json_t *failures = member(reader, object, "failures", JSON_ARRAY);
    struct diff_chunk_variant variant = {
        .cases = read_integer(reader, object, "cases"),
        .rounding_remarks = read_integer(reader, object, "rounding_remarks"),
        .is_cut = read_flag(object, "cut"),
        .failure_count = (uint32_t)json_array_size(failures),
    };
    variant.failures =
        base_pool_take_array(reader->pool, variant.failure_count, sizeof *variant.failures);
    for (uint32_t i = 0; i < variant.failure_count; i++) {
        json_int_t signature = 0, count = 0;
        json_t *first = NULL, *last = NULL;
        if (json_unpack(json_array_get(failures, i), "[I, I, o, o]", &signature, &count, &first,
                        &last) != 0)
            reader->is_bad = true;
        variant.failures[i] = (struct diff_failure){.signature = (uint64_t)signature,
                                                    .count = (uint64_t)count,
                                                    .first = read_witness(reader, first),
                                                    .last = read_witness(reader, last)};
    }
    return variant;
}

static struct diff_finding_record read_finding(struct reader *reader, json_t *object) {
    struct diff_finding_record finding = {
        .signature = read_integer(reader, object, "signature"),
        .description = read_text(reader, object, "description"),
        .bucket = read_text(reader, object, "bucket"),
        .summary = read_text(reader, object, "summary"),
        .count = read_integer(reader, object, "count"),
        .first_index = (int64_t)read_integer(reader, object, "first_index"),
        .regression = read_text(reader, object, "regression"),
        .history_index = (int64_t)read_integer(reader, object, "history_index"),
        .elements_before = read_integer(reader, object, "elements_before"),
        .elements_after = read_integer(reader, object, "elements_after"),
        .shrink_runs = read_integer(reader, object, "shrink_runs"),
        .is_minimal = read_flag(object, "minimal"),
        .arguments = read_text(reader, object, "arguments"),
    };
    const char *class = read_text(reader, object, "class");
    if (class == NULL || !diff_class_parse(class, &finding.class))
        reader->is_bad = true;
    return finding;
}

static struct diff_variant_result read_variant(struct reader *reader, json_t *object) {
    json_t *findings = member(reader, object, "findings", JSON_ARRAY);
    struct diff_variant_result variant = {
        .name = read_text(reader, object, "name"),
        .skip_reason = read_text(reader, object, "skip_reason"),
        .is_unfinished = read_flag(object, "unfinished"),
        .made_count = (uint32_t)json_array_size(findings),
    };
    variant.made = base_pool_take_array(reader->pool, variant.made_count, sizeof *variant.made);
    for (uint32_t i = 0; i < variant.made_count; i++)
        variant.made[i] = read_finding(reader, json_array_get(findings, i));
    return variant;
}

static struct diff_kernel_result read_kernel(struct reader *reader, json_t *object) {
    json_t *variants = member(reader, object, "variants", JSON_ARRAY);
    json_t *chunks = member(reader, object, "chunks", JSON_ARRAY);
    struct diff_kernel_result kernel = {
        .kernel = read_text(reader, object, "kernel"),
        .header = read_text(reader, object, "header"),
        .contract = json_object_get(object, "contract") != NULL
                        ? read_text(reader, object, "contract")
                        : "",
        .regression_count = (uint32_t)read_integer(reader, object, "regressions"),
        .run_count = (uint32_t)read_integer(reader, object, "run_count"),
        .is_cut = read_flag(object, "cut"),
        .variant_count = (uint32_t)json_array_size(variants),
        .chunk_count = (uint32_t)json_array_size(chunks),
    };
    if (kernel.run_count > kernel.variant_count)
        reader->is_bad = true;
    kernel.variants =
        base_pool_take_array(reader->pool, kernel.variant_count, sizeof *kernel.variants);
    for (uint32_t i = 0; i < kernel.variant_count; i++)
        kernel.variants[i] = read_variant(reader, json_array_get(variants, i));
    kernel.chunk_capacity = kernel.chunk_count;
    kernel.chunks = base_pool_take_array(reader->pool, kernel.chunk_count, sizeof *kernel.chunks);
    for (uint32_t i = 0; !reader->is_bad && i < kernel.chunk_count; i++) {
        json_t *chunk = json_array_get(chunks, i);
        json_t *tallies = member(reader, chunk, "variants", JSON_ARRAY);
        if (json_array_size(tallies) != kernel.run_count)
            reader->is_bad = true;
        kernel.chunks[i] = (struct diff_chunk_record){
            .number = (int64_t)read_integer(reader, chunk, "number"),
            .evidence = read_evidence(reader, chunk),
            .variants = base_pool_take_array(reader->pool, kernel.run_count,
                                             sizeof(struct diff_chunk_variant)),
        };
        for (uint32_t j = 0; !reader->is_bad && j < kernel.run_count; j++)
            kernel.chunks[i].variants[j] = read_chunk_variant(reader, json_array_get(tallies, j));
    }
    return kernel;
}

/// A check of another name was off in a newer build: what that run proved is not known here.
static uint32_t read_without(struct reader *reader, json_t *root) {
    uint32_t without = 0;
    json_t *packed = json_object_get(root, "without");
    for (size_t i = 0; i < json_array_size(packed); i++) {
        const char *name = json_string_value(json_array_get(packed, i));
        enum diff_check check;
        if (name != NULL && diff_check_parse(name, &check))
            without |= 1u << check;
        else
            reader->is_bad = true;
    }
    return without;
}

static void read_results(struct reader *reader, json_t *root, struct diff_results_file *file) {
    json_t *kernels = member(reader, root, "kernels", JSON_ARRAY);
    const char *verb = read_text(reader, root, "verb");
    if (verb == NULL || strcmp(verb, "diff") != 0)
        reader->is_bad = true;
    *file = (struct diff_results_file){
        .seed = read_integer(reader, root, "seed"),
        .inputs = read_integer(reader, root, "inputs"),
        .shard_index = (uint32_t)read_integer(reader, root, "shard_index"),
        .shard_count = (uint32_t)read_integer(reader, root, "shard_count"),
        .failures_max = (uint32_t)read_integer(reader, root, "failures_max"),
        .without = read_without(reader, root),
        .is_exhaustive = read_flag(root, "exhaustive"),
        .is_interrupted = read_flag(root, "interrupted"),
        .kernel_count = (uint32_t)json_array_size(kernels),
    };
    file->kernels = base_pool_take_array(reader->pool, file->kernel_count, sizeof *file->kernels);
    for (uint32_t i = 0; !reader->is_bad && i < file->kernel_count; i++) {
        file->kernels[i] = read_kernel(reader, json_array_get(kernels, i));
        file->kernels[i].trusts_any = !diff_check_is_on(file->without, DIFF_CHECK_EVIDENCE);
    }
}

bool diff_store_load(struct diff_results_file *file, const char *folder, struct base_pool *pool,
                     struct base_diag *diag) {
    const char *path = base_pool_format(pool, "%s/%s", folder, DIFF_STORE_NAME);
    char *text;
    size_t length;
    json_error_t error;
    if (!base_read_file(pool, path, &text, &length, diag))
        return false;
    json_t *root = json_loadb(text, length, 0, &error);
    struct base_place place = {.file = path,
                               .line = root == NULL ? (uint32_t)error.line : 0,
                               .column = root == NULL ? (uint32_t)error.column : 0};
    if (root == NULL)
        return base_fail_at(diag, place, "not the results of `lockstep diff`: %s", error.text);
    struct reader reader = {.path = path, .pool = pool};
    read_results(&reader, root, file);
    json_decref(root);
    if (reader.is_bad)
        return base_fail_at(diag, place,
                            "not the results of `lockstep diff`; run it again with this --out");
    for (uint32_t i = 0; i < file->kernel_count; i++)
        diff_results_conclude(&file->kernels[i], file->failures_max, pool);
    return true;
}
