// Our own readers under a fuzzer: the first byte chooses between a contract and a .case file (`c`).
// The parser must survive any bytes; a case file that is read must be a valid case. spec_fuzz.case
// and the headers of contracts are its seeds, spec_fuzz.dict has the words of both languages. Where
// LOCKSTEP_FUZZ_REPORT is set, it prints what became of each input.

#include "corpus/case.h"
#include "fuzz/targets/target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const char contract[] =
    "struct pair { float weight; uint8_t kind[3]; };\n"
    "/// Reads a bit of everything.\n"
    "/// @domain  n: 0..64\n"
    "/// @domain  k: 0..n\n"
    "/// @domain  offsets: partition(k)\n"
    "/// @domain  order: permutation\n"
    "/// @domain  pairs.weight: any\n"
    "/// @domain  sorted: finite sorted\n"
    "/// @param[out] out\n"
    "/// @compare bits\n"
    "double everything(size_t n, uint32_t k, const uint32_t offsets[n + 1],\n"
    "                  const uint32_t order[k], const struct pair pairs[n],\n"
    "                  const double sorted[n], int16_t bias, float out[n]);\n";

/// Whether it is a contract; else the diag is set, as below.
static bool read_contract(const uint8_t *data, size_t size, struct base_diag *diag) {
    struct base_pool pool = {0};
    const struct spec_header *header;
    bool ok = spec_parse(&pool, "fuzzed.h", (const char *)data, size, &header, diag);
    if (ok)
        base_check(header->kernel_count > 0);
    else
        base_check(strncmp(diag->text, "fuzzed.h:", 9) == 0);
    base_pool_free(&pool);
    return ok;
}

static bool read_case(const uint8_t *data, size_t size, struct base_diag *diag) {
    static struct base_pool kernel_pool;
    static const struct spec_header *header;
    static struct corpus_case *one;
    struct base_pool pool = {0};
    struct corpus_origin origin;
    char path[64];
    if (header == NULL) {
        base_check(
            spec_parse(&kernel_pool, "contract.h", contract, sizeof contract - 1, &header, diag));
        one = corpus_case_create(&header->kernels[0]);
    }
    int file = memfd_create("case", 0);
    base_check(file >= 0 && write(file, data, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    bool ok = corpus_case_read(one, &origin, &pool, path, diag);
    if (ok)
        base_check(corpus_case_valid(one, diag));
    close(file);
    base_pool_free(&pool);
    return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct base_diag diag;
    if (size == 0)
        return 0;
    bool ok = data[0] == 'c' ? read_case(data + 1, size - 1, &diag)
                             : read_contract(data + 1, size - 1, &diag);
    if (getenv("LOCKSTEP_FUZZ_REPORT") != NULL)
        fprintf(stderr, "%s\n", ok ? "read" : diag.text);
    return 0;
}

int LLVMFuzzerInitialize(int *count, char ***words) {
    (void)count;
    (void)words;
    return 0;
}
