/// Digests of everything that kernels compute over the first cases of their corpora.
///
/// Equal digests of two builds, by other compilers or for other processors, show that both draw the
/// same cases and compute the same bits: NaN included, since the shipped kernels promise
/// 0x7fc00000. A digest covers what the contract declares: the result and every array that the
/// kernel may write, as far as a slice says that it carries meaning.
#include "base/random.h"
#include "diff/call.h"
#include "diff/number.h"
#include "diff/subject.h"

#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { LIBRARIES_MAX = DIFF_VARIANTS_MAX, HEADERS_MAX = 256, DIGEST_BYTES = 16, FILLER = 0xa5 };

struct request {
    uint64_t first, cases, seed;
    const char *headers[HEADERS_MAX];
    uint32_t header_count;
    struct diff_library libraries[LIBRARIES_MAX];
    uint32_t library_count;
};

/// One library's kernel while its cases run.
struct stream {
    const char *library;
    diff_function function;
    crypto_generichash_state hash;
};

/// What a call may write; const arrays are passed as they lie in the case.
struct scratch {
    uint8_t *arrays[SPEC_PARAMS_MAX];
    uint8_t *result;
};

static const char usage[] =
    "usage: digest HEADER… --library LIB… [--first I] [--cases N] [--seed HEX]\n"
    "\n"
    "Prints, for each kernel and library, a digest of all outputs over N cases (100000 unless\n"
    "given) from case I on (0 unless given). The first library has the contracts' generators.\n"
    "\n"
    "example: digest reference/dot.h --library build/libreference.so\n";

static bool parse_number(const char *text, int base, uint64_t *number, struct base_diag *diag) {
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, base);
    if (errno != 0 || end == text || *end != '\0' || *text == '-')
        return base_fail(diag, "'%s' is no number", text);
    *number = value;
    return true;
}

static bool parse_request(struct request *request, int count, char **words, struct base_pool *pool,
                          struct base_diag *diag) {
    for (int i = 1; i < count; i++) {
        const char *word = words[i], *value = i + 1 < count ? words[i + 1] : NULL;
        if (word[0] != '-') {
            if (request->header_count == HEADERS_MAX)
                return base_fail(diag, "more than %d headers", HEADERS_MAX);
            request->headers[request->header_count++] = word;
            continue;
        }
        if (value == NULL)
            return base_fail(diag, "%s wants a value", word);
        i++;
        if (strcmp(word, "--library") == 0) {
            if (request->library_count == LIBRARIES_MAX)
                return base_fail(diag, "more than %d libraries", LIBRARIES_MAX);
            if (!diff_library_open(&request->libraries[request->library_count++], value, pool,
                                   diag))
                return false;
        } else if (strcmp(word, "--first") == 0) {
            if (!parse_number(value, 10, &request->first, diag))
                return false;
        } else if (strcmp(word, "--cases") == 0) {
            if (!parse_number(value, 10, &request->cases, diag))
                return false;
        } else if (strcmp(word, "--seed") == 0) {
            if (!parse_number(value, 16, &request->seed, diag))
                return false;
        } else {
            return base_fail(diag, "unknown option %s", word);
        }
    }
    if (request->header_count == 0 || request->library_count == 0 || request->cases == 0)
        return base_fail(diag, "a header, a library and a case are the least");
    if (request->libraries[0].skip_reason != NULL)
        return base_fail(diag, "%s: %s", request->libraries[0].path,
                         request->libraries[0].skip_reason);
    return true;
}

/// Reserves memory for the largest case; pages are touched only as they are used.
static bool scratch_reserve(struct scratch *scratch, const struct spec_kernel *kernel,
                            const struct diff_call *call, struct base_pool *pool,
                            struct base_diag *diag) {
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        const struct spec_param *param = &kernel->params[i];
        if (!param->is_array || param->role == SPEC_IN)
            continue;
        size_t bytes = param->extent_max * param->element_size + 64;
        scratch->arrays[i] = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (scratch->arrays[i] == MAP_FAILED)
            return base_fail(diag, "no memory for %zu bytes of %s", bytes, param->name);
    }
    scratch->result = base_pool_take(pool, diff_call_result_bytes(call));
    return true;
}

static void scratch_release(const struct scratch *scratch, const struct spec_kernel *kernel) {
    for (uint32_t i = 0; i < kernel->param_count; i++)
        if (scratch->arrays[i] != NULL && scratch->arrays[i] != MAP_FAILED)
            munmap(scratch->arrays[i],
                   kernel->params[i].extent_max * kernel->params[i].element_size + 64);
}

static void call_kernel(const struct diff_subject *subject, diff_function function,
                        const struct corpus_case *one, const struct scratch *scratch) {
    uint8_t *arrays[SPEC_PARAMS_MAX] = {NULL};
    for (uint32_t i = 0; i < subject->kernel->param_count; i++) {
        const struct spec_param *param = &subject->kernel->params[i];
        size_t bytes = one->arguments[i].count * param->element_size;
        arrays[i] = one->arguments[i].data;
        if (scratch->arrays[i] == NULL)
            continue;
        arrays[i] = scratch->arrays[i];
        if (param->role == SPEC_IN_OUT)
            memcpy(arrays[i], one->arguments[i].data, bytes);
        else
            memset(arrays[i], FILLER, bytes);
    }
    memset(scratch->result, 0, diff_call_result_bytes(subject->call));
    diff_call_bare(subject->call, function, one, arrays, scratch->result);
}

/// How many of a result's elements carry meaning.
static uint64_t meaningful(const struct diff_subject *subject, const struct diff_target *target,
                           const struct corpus_case *one, const struct scratch *scratch) {
    bool is_return = target->param_index == DIFF_RETURN;
    uint64_t count = is_return ? 1 : one->arguments[target->param_index].count;
    spec_wide values[SPEC_PARAMS_MAX], result = 0, slice = 0;
    if (target->leaf->compare->slice == NULL)
        return count;
    if (spec_base_is_integer(subject->kernel->result.base))
        result = diff_number_read(subject->kernel->result.base, scratch->result).integer;
    corpus_case_values(one, values);
    if (!spec_evaluate(target->leaf->compare->slice, values, result, &slice) || slice < 0)
        return 0;
    return slice < (spec_wide)count ? (uint64_t)slice : count;
}

/// Adds a call's results: for each, the number of elements and then their bytes, padding left out.
static void add_results(const struct diff_subject *subject, const struct corpus_case *one,
                        const struct scratch *scratch, crypto_generichash_state *hash) {
    for (uint32_t i = 0; i < subject->comparison.target_count; i++) {
        const struct diff_target *target = &subject->comparison.targets[i];
        const struct spec_leaf *leaf = target->leaf;
        bool is_return = target->param_index == DIFF_RETURN;
        const uint8_t *bytes = is_return ? scratch->result : scratch->arrays[target->param_index];
        uint64_t count = meaningful(subject, target, one, scratch);
        size_t size = spec_base_size(leaf->base) * leaf->count;
        if (leaf->compare->rules[0].kind == SPEC_IGNORE)
            continue;
        crypto_generichash_update(hash, (const uint8_t *)&count, sizeof count);
        if (size == target->param->element_size) {
            crypto_generichash_update(hash, bytes, count * size);
            continue;
        }
        for (uint64_t k = 0; k < count; k++)
            crypto_generichash_update(hash, bytes + k * target->param->element_size + leaf->offset,
                                      size);
    }
}

static void run_cases(const struct diff_subject *subject, const struct request *request,
                      struct stream *streams, uint32_t stream_count,
                      const struct scratch *scratch) {
    struct corpus_case *one = corpus_case_create(subject->kernel);
    for (uint64_t index = request->first; index < request->first + request->cases; index++) {
        diff_subject_draw(subject, index, one);
        for (uint32_t i = 0; i < stream_count; i++) {
            call_kernel(subject, streams[i].function, one, scratch);
            add_results(subject, one, scratch, &streams[i].hash);
        }
    }
    corpus_case_free(one);
}

static void print_digests(const char *kernel, const struct request *request, struct stream *streams,
                          uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        uint8_t digest[DIGEST_BYTES];
        char text[2 * DIGEST_BYTES + 1];
        crypto_generichash_final(&streams[i].hash, digest, sizeof digest);
        sodium_bin2hex(text, sizeof text, digest, sizeof digest);
        printf("%s\t%s\t%" PRIu64 "\t%s\n", kernel, streams[i].library, request->first, text);
    }
    fflush(stdout);
}

static bool digest_kernel(const struct request *request, const struct spec_kernel *kernel,
                          struct base_pool *pool, struct base_diag *diag) {
    struct diff_options options = diff_options_default();
    struct diff_subject subject = {0};
    struct scratch scratch = {0};
    // The hashes' states want to be aligned to 64 bytes, which a pool's memory is not.
    static struct stream streams[LIBRARIES_MAX];
    options.seed = request->seed;
    bool is_ready =
        diff_subject_prepare(&subject, kernel, &options, &request->libraries[0],
                             request->libraries + 1, request->library_count - 1, pool, diag) &&
        scratch_reserve(&scratch, kernel, subject.call, pool, diag);
    if (is_ready) {
        streams[0] = (struct stream){.library = request->libraries[0].specification,
                                     .function = subject.reference};
        for (uint32_t i = 0; i < subject.variant_count; i++)
            streams[i + 1] = (struct stream){.library = subject.variants[i].library->specification,
                                             .function = subject.variants[i].function};
        for (uint32_t i = 0; i <= subject.variant_count; i++)
            crypto_generichash_init(&streams[i].hash, NULL, 0, DIGEST_BYTES);
        run_cases(&subject, request, streams, subject.variant_count + 1, &scratch);
        print_digests(kernel->name, request, streams, subject.variant_count + 1);
    }
    scratch_release(&scratch, kernel);
    diff_subject_free(&subject);
    return is_ready;
}

int main(int count, char **words) {
    struct base_pool pool = {0};
    struct base_diag diag;
    struct request *request = base_pool_take(&pool, sizeof *request);
    bool is_good = false;
    request->cases = 100000;
    if (count == 2 && strcmp(words[1], "--help") == 0) {
        fputs(usage, stdout);
        return 0;
    }
    base_check(sodium_init() >= 0);
    if (!parse_request(request, count, words, &pool, &diag))
        goto done;
    for (uint32_t i = 0; i < request->library_count; i++)
        if (request->libraries[i].skip_reason != NULL)
            fprintf(stderr, "digest: skipped %s: %s\n", request->libraries[i].specification,
                    request->libraries[i].skip_reason);
    for (uint32_t i = 0; i < request->header_count; i++) {
        const struct spec_header *header;
        if (!spec_read(&pool, request->headers[i], &header, &diag))
            goto done;
        for (uint32_t k = 0; k < header->kernel_count; k++)
            if (!digest_kernel(request, &header->kernels[k], &pool, &diag))
                goto done;
    }
    is_good = true;
done:
    if (!is_good)
        fprintf(stderr, "digest: %s\n", diag.text);
    base_pool_free(&pool);
    return is_good ? 0 : 2;
}
