// Cases as text: what is written comes back with every bit, and reads well.

#include "base/random.h"
#include "corpus/case_number.h"
#include "tests/case_files.h"
#include "tests/corpus_contracts.h"

#include <stdlib.h>

/// Every case of every contract comes back with every bit.
Test(case_text, drawn_cases_round_trip) {
    for (int contract = 0; contract < CORPUS_CONTRACTS; contract++) {
        struct base_pool pool = {0};
        const struct spec_kernel *kernel = contract_parse(&pool, corpus_contracts[contract]);
        struct corpus_generator *generator = contract_generator(kernel, 5);
        struct corpus_case *one = corpus_case_create(kernel), *back = corpus_case_create(kernel);
        for (uint64_t index = 0; index < 120; index++) {
            struct base_pool texts = {0};
            struct corpus_origin origin;
            struct base_diag diag;
            contract_draw(generator, index * 991, one);
            bool ok = corpus_case_read(back, &origin, &texts, write_case(one, &nowhere), &diag);
            cr_assert(ok, "%s, case %lu: %s", kernel->name, index * 991, ok ? "" : diag.text);
            cr_assert_eq(corpus_case_hash(one), corpus_case_hash(back), "%s, case %lu",
                         kernel->name, index * 991);
            base_pool_free(&texts);
        }
        corpus_case_free(one);
        corpus_case_free(back);
        corpus_generator_free(generator);
        base_pool_free(&pool);
    }
    unlink(scratch_path());
}

/// Floats of both widths: all exponents, random mantissas, and the ends of each exponent.
Test(case_text, every_kind_of_float_round_trips) {
    struct base_words words = {1};
    char text[CORPUS_NUMBER_TEXT_BYTES];
    for (uint64_t field = 0; field < 2048; field++) {
        for (int i = 0; i < 12; i++) {
            uint64_t word = base_words_next(&words), back;
            uint64_t mantissa = i == 0 ? 0 : i == 1 ? UINT64_MAX : i == 2 ? 1 : word;
            uint64_t wide = (word & 1ull << 63) | field << 52 | (mantissa & 0xfffffffffffff);
            uint64_t single =
                (word >> 32 & 0x80000000) | (field & 255) << 23 | (mantissa & 0x7fffff);
            corpus_number_write(SPEC_F64, wide, text);
            const char *wrong = corpus_number_read(SPEC_F64, text, &back);
            cr_assert(wrong == NULL && back == wide, "%s: %s", text, wrong != NULL ? wrong : "");
            corpus_number_write(SPEC_F32, single, text);
            wrong = corpus_number_read(SPEC_F32, text, &back);
            cr_assert(wrong == NULL && back == single, "%s: %s", text, wrong != NULL ? wrong : "");
            // The C library agrees about the value of what is written.
            if (field < 2047) {
                double value;
                memcpy(&value, &wide, sizeof value);
                corpus_number_write(SPEC_F64, wide, text);
                cr_assert(strtod(text, NULL) == value, "%s is not %a", text, value);
            }
        }
    }
}

Test(case_text, numbers_read_as_people_write_them) {
    static const struct {
        enum spec_base base;
        const char *text;
        uint64_t bits;
    } good[] = {
        {SPEC_F32, "1", 0x3f800000},
        {SPEC_F32, "-0.5", 0xbf000000},
        {SPEC_F32, "0.1", 0x3dcccccd},
        {SPEC_F32, "1e-45", 0x00000001},
        {SPEC_F32, "nan", 0x7fc00000},
        {SPEC_F32, "-nan", 0xffc00000},
        {SPEC_F32, "+inf", 0x7f800000},
        {SPEC_F32, "-inf", 0xff800000},
        {SPEC_F32, "nan(0xff800001)", 0xff800001},
        {SPEC_F32, "0x1.8p1", 0x40400000},
        {SPEC_F32, "0X.8P+1", 0x3f800000},
        {SPEC_F32, "-0x0p+0", 0x80000000},
        {SPEC_F32, "0x1p-149", 0x00000001},
        {SPEC_F64, "0x1p-1074", 1},
        {SPEC_I8, "-128", 0x80},
        {SPEC_I8, "127", 0x7f},
        {SPEC_U64, "18446744073709551615", UINT64_MAX},
        {SPEC_U16, "0xfFfF", 0xffff},
        {SPEC_I64, "-9223372036854775808", 1ull << 63},
        {SPEC_BOOL, "1", 1},
    };
    static const struct {
        enum spec_base base;
        const char *text;
    } bad[] = {
        {SPEC_F32, ""},
        {SPEC_F32, "x"},
        {SPEC_F32, "1x"},
        {SPEC_F32, "0x1"},
        {SPEC_F32, "0xp+1"},
        {SPEC_F32, "0x1p"},
        {SPEC_F32, "1e39"},
        {SPEC_F32, "--1"},
        {SPEC_F32, "0x1p+128"},
        {SPEC_F32, "0x1.0000001p+0"},
        {SPEC_F32, "0x1p-150"},
        {SPEC_F32, "nan(0x7f800000)"},
        {SPEC_F32, "nan(0x7fc00000"},
        {SPEC_F32, "nan(0x17fc00000)"},
        {SPEC_F32, "infinity"},
        {SPEC_F32, "0x1p+99999999999999999"},
        {SPEC_U8, "256"},
        {SPEC_U8, "-1"},
        {SPEC_I8, "128"},
        {SPEC_U64, "18446744073709551616"},
        {SPEC_U32, "1.0"},
        {SPEC_U32, ""},
        {SPEC_U32, "0x"},
        {SPEC_BOOL, "2"},
        {SPEC_I32, "-"},
        {SPEC_F64, "nan(0x7ff0000000000000)"},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        uint64_t bits = 0;
        const char *wrong = corpus_number_read(good[i].base, good[i].text, &bits);
        cr_expect(wrong == NULL && bits == good[i].bits, "%s: 0x%lx %s", good[i].text, bits,
                  wrong != NULL ? wrong : "");
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        uint64_t bits;
        cr_expect_not_null(corpus_number_read(bad[i].base, bad[i].text, &bits), "%s", bad[i].text);
    }
}

Test(case_text, the_origin_comes_back) {
    struct base_pool pool = {0};
    struct base_diag diag;
    const struct spec_kernel *kernel = contract_parse(&pool, corpus_contracts[0]);
    struct corpus_case *one = corpus_case_create(kernel);
    const struct corpus_origin origin = {"my \"own\"\\header.h",
                                         "lib.so@ref_%",
                                         "opt\n#.so",
                                         "differs",
                                         "ftz",
                                         0xfedcba9876543210u,
                                         731204,
                                         731200,
                                         "1e-09",
                                         250,
                                         NULL,
                                         0};
    struct corpus_origin back, peeked;
    const char *name;
    const char *path = write_case(one, &origin);
    cr_assert(corpus_case_read(one, &back, &pool, path, &diag), "%s", diag.text);
    cr_assert(corpus_case_peek(path, &peeked, &name, &pool, &diag), "%s", diag.text);
    cr_assert_str_eq(name, "dot");
    const struct corpus_origin *both[] = {&back, &peeked};
    for (int i = 0; i < 2; i++) {
        cr_assert_str_eq(both[i]->header, origin.header);
        cr_assert_str_eq(both[i]->reference, origin.reference);
        cr_assert_str_eq(both[i]->optimized, origin.optimized);
        cr_assert_str_eq(both[i]->verdict, origin.verdict);
        cr_assert_str_eq(both[i]->entry_state, origin.entry_state);
        cr_assert_str_eq(both[i]->tolerance, origin.tolerance);
        cr_assert_eq(both[i]->timeout_ms, origin.timeout_ms);
        cr_assert_eq(both[i]->seed, origin.seed);
        cr_assert_eq(both[i]->index, origin.index);
        cr_assert_eq(both[i]->first_index, origin.first_index);
    }
    cr_assert(corpus_case_read(one, &back, &pool, write_case(one, &nowhere), &diag));
    cr_assert(back.index == -1 && back.first_index == -1 && back.verdict[0] == '\0');
    corpus_case_free(one);
    base_pool_free(&pool);
    unlink(path);
}

/// The form that people see; a change of it must be wanted.
Test(case_text, the_text_is_readable) {
    struct base_pool pool = {0};
    struct base_diag diag;
    struct corpus_origin origin;
    const struct spec_kernel *kernel = contract_parse(&pool, hand_text);
    struct corpus_case *one = corpus_case_create(kernel);
    static const char text[] = "lockstep case 1\n"
                               "kernel hand\n"
                               "header \"hand.h\"\n"
                               "seed 0x1\n"
                               "index 17\n"
                               "n = 7\n"
                               "scale = nan(0x7f800001)\n"
                               "a = 7 float at offset 12\n"
                               "  0x1p-1 # 0.5\n"
                               "  0x0p+0 * 5 # 0\n"
                               "  -0x0p+0 # -0\n"
                               "y = 7 float at end\n"
                               "end\n";
    cr_assert(corpus_case_read(one, &origin, &pool, write_text(text, strlen(text)), &diag), "%s",
              diag.text);
    cr_assert_eq(one->arguments[2].placement, CORPUS_AT_OFFSET);
    cr_assert_eq(one->arguments[2].offset, 12);
    char *again, *path = (char *)write_case(one, &origin);
    size_t length;
    cr_assert(base_read_file(&pool, path, &again, &length, &diag));
    cr_assert_str_eq(again, text);
    corpus_case_free(one);
    base_pool_free(&pool);
    unlink(path);
}

/// Cases that run before it stand in the same file and come back with every bit, in their order.
Test(case_text, earlier_cases_come_back) {
    struct base_pool pool = {0};
    struct base_diag diag;
    const struct spec_kernel *kernel = contract_parse(&pool, corpus_contracts[0]);
    struct corpus_generator *generator = contract_generator(kernel, 5);
    struct corpus_case *one = corpus_case_create(kernel), *back = corpus_case_create(kernel);
    const struct corpus_case *earlier[3];
    struct corpus_origin origin = nowhere, read, peeked;
    const char *name;
    for (uint64_t i = 0; i < 3; i++) {
        contract_draw(generator, 991 + 2 * i, one);
        earlier[i] = corpus_case_keep(one, &pool);
    }
    contract_draw(generator, 5, one);
    origin.earlier = earlier;
    origin.earlier_count = 3;
    const char *path = write_case(one, &origin);
    cr_assert(corpus_case_read(back, &read, &pool, path, &diag), "%s", diag.text);
    cr_assert_eq(corpus_case_hash(back), corpus_case_hash(one));
    cr_assert_eq(read.earlier_count, 3);
    for (uint64_t i = 0; i < 3; i++)
        cr_assert_eq(corpus_case_hash(read.earlier[i]), corpus_case_hash(earlier[i]));
    cr_assert(corpus_case_peek(path, &peeked, &name, &pool, &diag), "%s", diag.text);
    corpus_case_free(one);
    corpus_case_free(back);
    corpus_generator_free(generator);
    base_pool_free(&pool);
    unlink(path);
}
