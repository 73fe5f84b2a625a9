#include "base/random.h"
#include "fuzz/mutate.h"
#include "tests/corpus_contracts.h"

#include <stdlib.h>

enum { BYTES_MAX = 1 << 20, ELEMENTS_MAX = 1 << 20 };

struct fixture {
    struct base_pool pool;
    const struct spec_kernel *kernel;
    struct corpus_generator *generator;
    struct fuzz_codec codec;
    struct corpus_case *one, *other;
    uint8_t *bytes;
};

static struct fixture fixture_make(int contract) {
    struct fixture fixture = {0};
    fixture.kernel = contract_parse(&fixture.pool, corpus_contracts[contract]);
    fixture.generator = contract_generator(fixture.kernel, 7);
    fuzz_codec_prepare(&fixture.codec, fixture.kernel, fixture.generator, ELEMENTS_MAX,
                       &fixture.pool);
    fixture.one = corpus_case_create(fixture.kernel);
    fixture.other = corpus_case_create(fixture.kernel);
    fixture.bytes = malloc(BYTES_MAX);
    cr_assert_not_null(fixture.bytes);
    return fixture;
}

static void fixture_free(struct fixture *fixture) {
    free(fixture->bytes);
    corpus_case_free(fixture->one);
    corpus_case_free(fixture->other);
    corpus_generator_free(fixture->generator);
    base_pool_free(&fixture->pool);
}

static void check_valid(const struct fixture *fixture, const struct corpus_case *one,
                        uint64_t index) {
    struct base_diag diag;
    bool ok = corpus_case_valid(one, &diag);
    cr_assert(ok, "%s, %lu: %s", fixture->kernel->name, index, ok ? "" : diag.text);
}

/// Encodes `one`, decodes into `other`, and demands the same case.
static void check_round_trip(struct fixture *fixture, uint64_t index) {
    size_t size = fuzz_encode(&fixture->codec, fixture->one, fixture->bytes, BYTES_MAX);
    cr_assert_gt(size, 0, "%s, %lu: does not fit", fixture->kernel->name, index);
    fuzz_decode(&fixture->codec, fixture->bytes, size, fixture->other);
    cr_assert_eq(corpus_case_hash(fixture->other), corpus_case_hash(fixture->one),
                 "%s, %lu: another case", fixture->kernel->name, index);
}

Test(fuzz_codec, what_is_encoded_decodes_to_the_same_case) {
    for (int contract = 0; contract < CORPUS_CONTRACTS; contract++) {
        struct fixture fixture = fixture_make(contract);
        for (uint64_t index = 0; index < 1500; index++) {
            contract_draw(fixture.generator, index, fixture.one);
            check_round_trip(&fixture, index);
        }
        fixture_free(&fixture);
    }
}

static size_t draw_bytes(struct base_words *words, uint8_t *bytes, size_t limit) {
    uint64_t word = base_words_next(words);
    size_t size = word % 2 == 0 ? (word >> 8) % 32 : (word >> 8) % limit;
    for (size_t i = 0; i < size; i++) {
        uint64_t draw = base_words_next(words);
        // Small and repeated bytes are what fuzzers have many of.
        bytes[i] = (uint8_t)(draw % 4 == 0 ? 0 : draw % 4 == 1 ? (draw >> 8) % 8 : draw >> 8);
    }
    return size;
}

Test(fuzz_codec, any_bytes_are_a_valid_case) {
    for (int contract = 0; contract < CORPUS_CONTRACTS; contract++) {
        struct fixture fixture = fixture_make(contract);
        struct base_words words = {(uint64_t)contract + 1};
        for (uint64_t index = 0; index < 3000; index++) {
            size_t size = draw_bytes(&words, fixture.bytes, 2000);
            fuzz_decode(&fixture.codec, fixture.bytes, size, fixture.one);
            check_valid(&fixture, fixture.one, index);
            // The other storage holds another case's remains: nothing of them may show.
            fuzz_decode(&fixture.codec, fixture.bytes, size, fixture.other);
            cr_assert_eq(corpus_case_hash(fixture.other), corpus_case_hash(fixture.one),
                         "%s, %lu: depends on what was there", fixture.kernel->name, index);
            check_round_trip(&fixture, index);
        }
        fixture_free(&fixture);
    }
}

Test(fuzz_codec, running_out_of_bytes_reads_as_zeros) {
    for (int contract = 0; contract < CORPUS_CONTRACTS; contract++) {
        struct fixture fixture = fixture_make(contract);
        struct base_words words = {(uint64_t)contract + 100};
        for (uint64_t index = 0; index < 200; index++) {
            size_t size = draw_bytes(&words, fixture.bytes, 100);
            fuzz_decode(&fixture.codec, fixture.bytes, size, fixture.one);
            memset(fixture.bytes + size, 0, 4000);
            fuzz_decode(&fixture.codec, fixture.bytes, size + 4000, fixture.other);
            cr_assert_eq(corpus_case_hash(fixture.other), corpus_case_hash(fixture.one), "%s, %lu",
                         fixture.kernel->name, index);
        }
        fixture_free(&fixture);
    }
}

Test(fuzz_codec, zeros_are_the_smallest_case) {
    for (int contract = 0; contract < CORPUS_CONTRACTS; contract++) {
        struct fixture fixture = fixture_make(contract);
        memset(fixture.bytes, 0, 64);
        fuzz_decode(&fixture.codec, fixture.bytes, 64, fixture.one);
        check_valid(&fixture, fixture.one, 0);
        for (uint64_t index = 0; index < 500; index++) {
            contract_draw(fixture.generator, index, fixture.other);
            cr_assert_leq(corpus_case_elements(fixture.one), corpus_case_elements(fixture.other),
                          "%s: case %lu is smaller", fixture.kernel->name, index);
        }
        for (uint32_t i = 0; i < fixture.kernel->param_count; i++)
            cr_assert_eq(fixture.one->arguments[i].placement, CORPUS_AT_END);
        fixture_free(&fixture);
    }
}

Test(fuzz_codec, numbers_of_a_longer_zero_case_are_zero_where_the_domain_has_it) {
    struct fixture fixture = fixture_make(0);
    static const uint8_t five[] = {5};
    fuzz_decode(&fixture.codec, five, sizeof five, fixture.one);
    cr_assert_eq(fixture.one->arguments[1].count, 5);
    for (size_t i = 0; i < 5; i++)
        cr_assert_eq(corpus_number_get(fixture.one->arguments[1].data, i, 4), 0);
    fixture_free(&fixture);
}

Test(fuzz_mutate, mutated_and_crossed_cases_are_valid_and_different) {
    for (int contract = 0; contract < CORPUS_CONTRACTS; contract++) {
        struct fixture fixture = fixture_make(contract);
        struct base_words words = {(uint64_t)contract + 5};
        fixture.codec.elements_max = 4096;
        uint64_t changed = 0;
        for (uint64_t index = 0; index < 2000; index++) {
            if (index % 40 == 0) {
                do
                    contract_draw(fixture.generator, base_words_next(&words) % 100000, fixture.one);
                while (fuzz_encode(&fixture.codec, fixture.one, fixture.bytes, BYTES_MAX) == 0);
            }
            uint64_t before = corpus_case_hash(fixture.one);
            if (index % 8 == 0) {
                contract_draw(fixture.generator, base_words_next(&words) % 100000, fixture.other);
                fuzz_cross(&fixture.codec, &words, fixture.one, fixture.other);
            } else {
                fuzz_mutate(&fixture.codec, &words, fixture.one);
            }
            changed += corpus_case_hash(fixture.one) != before;
            check_valid(&fixture, fixture.one, index);
            check_round_trip(&fixture, index);
        }
        cr_assert_gt(changed, 1200, "%s: only %lu of 2000 moves changed anything",
                     fixture.kernel->name, changed);
        fixture_free(&fixture);
    }
}

Test(fuzz_mutate, the_same_words_make_the_same_case) {
    struct fixture fixture = fixture_make(4);
    for (int run = 0; run < 2; run++) {
        struct base_words words = {42};
        struct corpus_case *one = run == 0 ? fixture.one : fixture.other;
        contract_draw(fixture.generator, 3, one);
        for (int i = 0; i < 500; i++)
            fuzz_mutate(&fixture.codec, &words, one);
    }
    cr_assert_eq(corpus_case_hash(fixture.one), corpus_case_hash(fixture.other));
    fixture_free(&fixture);
}
