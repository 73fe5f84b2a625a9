#include "corpus/case.h"

#include "base/random.h"
#include "corpus/case_number.h"
#include "corpus/domain.h"
#include "tests/corpus_contracts.h"

#include <stdlib.h>
#include <unistd.h>

/// A file of this process, removed by the caller.
static const char *scratch_path(void) {
    static char path[64];
    snprintf(path, sizeof path, "/tmp/lockstep-case-%d.case", (int)getpid());
    return path;
}

static const char *write_text(const char *text, size_t length) {
    const char *path = scratch_path();
    FILE *file = fopen(path, "wb");
    cr_assert_not_null(file);
    cr_assert_eq(fwrite(text, 1, length, file), length);
    cr_assert_eq(fclose(file), 0);
    return path;
}

static const struct corpus_origin nowhere = {"", "", "", "", "", 0, -1, -1, "", 0, NULL, 0};

/// Writes a case to the scratch file.
static const char *write_case(const struct corpus_case *one, const struct corpus_origin *origin) {
    const char *path = scratch_path();
    FILE *file = fopen(path, "wb");
    cr_assert_not_null(file);
    corpus_case_write(one, origin, file);
    cr_assert_eq(fclose(file), 0);
    return path;
}

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

static const char hand_text[] = "/// H.\n"
                                "/// @domain n: 0..8\n"
                                "/// @domain a: 0..1\n"
                                "/// @param[out] y\n"
                                "/// @compare bits\n"
                                "void hand(size_t n, float scale, const float a[n], float y[n]);\n";

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

/// What the reader says to a file that is wrong at one place: the rest of `HEAD` + lines.
#define HEAD "lockstep case 1\nkernel hand\nseed 0x1\n"
#define TAIL "y = 2 float at end\nend\n"

struct mistake {
    const char *text, *message;
};

static void expect_messages(const struct mistake *mistakes, size_t count) {
    struct base_pool pool = {0};
    const struct spec_kernel *kernel = contract_parse(&pool, hand_text);
    struct corpus_case *one = corpus_case_create(kernel);
    for (size_t i = 0; i < count; i++) {
        struct corpus_origin origin;
        struct base_diag diag = {""};
        char expected[512];
        const char *path = write_text(mistakes[i].text, strlen(mistakes[i].text));
        cr_expect_not(corpus_case_read(one, &origin, &pool, path, &diag), "%s", mistakes[i].text);
        snprintf(expected, sizeof expected, "%s%s", path, mistakes[i].message);
        cr_expect_str_eq(diag.text, expected, "%s", diag.text);
    }
    corpus_case_free(one);
    base_pool_free(&pool);
    unlink(scratch_path());
}

Test(case_text, mistakes_are_named_with_their_place) {
    static const struct mistake mistakes[] = {
        {"", ":1:1: error: no case: the first line must be 'lockstep case 1'"},
        {"lockstep case 2\n", ":1:15: error: '1' is expected, not '2'"},
        {"lockstep case 1\n", ":2:1: error: the file is truncated"},
        {"lockstep case 1\nkernel dot\n", ":2:8: error: this is a case of kernel dot, not of hand"},
        {HEAD "n = 2\n", ":5:1: error: the file is truncated: the line 'end' is missing"},
        {HEAD "n = 2\nscale = 1\nend\n", ": error: parameter a of hand is missing"},
        {HEAD "n = 2\nn = 2\n", ":5:1: error: n was given in line 4 already"},
        {HEAD "n = 2\nscalle = 1\n",
         ":5:1: error: 'scalle' is no parameter of the kernel; do you mean 'scale'?"},
        {HEAD "sed 1\n", ":4:1: error: 'sed' is no line of a case; do you mean 'seed'?"},
        {HEAD "n = -1\n", ":4:5: error: n: '-1' lies outside the type (size_t)"},
        {HEAD "n = 2 3\n", ":4:7: error: '3' is too much on this line"},
        {HEAD "n = 9\nscale = 1\na = 2 float at end\n 1 1\n" TAIL,
         ":4:1: error: n = 9 lies outside 0..8"},
        {HEAD "n = 2\nscale = 1\na = 2 float at end\n 1 2\n" TAIL,
         ":6:1: error: a[1] = 2 lies outside 0..1"},
        {HEAD "n = 3\nscale = 1\na = 2 float at end\n 1 1\n" TAIL,
         ":6:1: error: a has 2 elements, but its extent is 3"},
        {HEAD "n = 2\nscale = 1\na = 9 float at end\n",
         ":6:5: error: a cannot have 9 elements: the contract admits 8"},
        {HEAD "n = 2\nscale = 1\na = 2 double at end\n",
         ":6:5: error: a holds elements of type float, not double"},
        {HEAD "a = 2 float at middle\n",
         ":4:16: error: 'middle' is no place; there are end, start and offset N"},
        {HEAD "a = 2 float at offset 2\n",
         ":4:16: error: the offset must be 0..63 and a multiple of 4"},
        {HEAD "a = 2 float at end\n 1\n",
         ":6:1: error: the file is truncated: a has 1 of 2 elements"},
        {HEAD "a = 2 float at end\n 1\nend\n",
         ":6:1: error: a has only 1 of 2 elements; lines of elements are indented"},
        {HEAD "a = 2 float at end\n 1 1 1\n", ":5:6: error: '1' is too much on this line"},
        {HEAD "a = 2 float at end\n 1 * 3\n",
         ":5:5: error: the factor must be 1..2: so many elements are left"},
        {HEAD "a = 2 float at end\n 1 0x1.0000001p+0\n",
         ":5:4: error: a: '0x1.0000001p+0' is not exact in this type (float)"},
        {HEAD "header \"x\n", ":4:8: error: the text has no closing quote"},
        {HEAD "header \"\\x\n4 and all of this line\"\n",
         ":4:10: error: an unknown escape; there are \\\", \\\\ and \\x41"},
        {HEAD "header \"\\x 4\"\n",
         ":4:10: error: an unknown escape; there are \\\", \\\\ and \\x41"},
        {HEAD "n = 2\nscale = 1\na = 2 float at end\n 1 1\n" TAIL "more\n",
         ":10:1: error: nothing may follow the line 'end'"},
    };
    expect_messages(mistakes, sizeof mistakes / sizeof *mistakes);
}

Test(case_text, earlier_cases_stand_in_their_order) {
    static const struct mistake mistakes[] = {
        {HEAD "before\nn = 2\nthen\n", ": error: parameter scale of hand is missing"},
        {HEAD "before\nthen\n", ": error: parameter n of hand is missing"},
        {HEAD "then\n",
         ":4:1: error: 'then' follows earlier cases, each of which begins with 'before'"},
        {HEAD "n = 2\nbefore\n", ":5:1: error: an argument stands above the first 'before'"},
        {HEAD "before\nn = 2\nscale = 1\na = 2 float at end\n 1 1\n" TAIL,
         ":10:1: error: the last case is missing, which 'then' begins"},
        {HEAD
         "before\nn = 2\nscale = 1\na = 2 float at end\n 1 1\ny = 2 float at end\nthen\nthen\n",
         ":11:1: error: 'then' begins the last case; no other follows it"},
        {HEAD "before it\n", ":4:8: error: 'it' is too much on this line"},
    };
    expect_messages(mistakes, sizeof mistakes / sizeof *mistakes);
}

Test(case_text, a_file_that_cannot_be_read_is_named) {
    struct base_pool pool = {0};
    struct corpus_case *one = corpus_case_create(contract_parse(&pool, hand_text));
    struct corpus_origin origin;
    struct base_diag diag;
    cr_expect_not(corpus_case_read(one, &origin, &pool, "/nonexistent.case", &diag));
    cr_expect_str_eq(diag.text, "/nonexistent.case: error: cannot read: No such file or directory");
    corpus_case_free(one);
    base_pool_free(&pool);
}

/// Every prefix of a case file is refused: nothing truncated passes as whole.
Test(case_text, every_truncation_is_refused) {
    struct base_pool pool = {0};
    struct base_diag diag;
    struct corpus_origin origin;
    char *text;
    size_t length;
    const struct spec_kernel *kernel = contract_parse(&pool, corpus_contracts[6]);
    struct corpus_generator *generator = contract_generator(kernel, 1);
    struct corpus_case *one = corpus_case_create(kernel);
    for (uint64_t index = 1; one->arguments[1].bits != 3; index += 2)
        contract_draw(generator, index, one);
    cr_assert(base_read_file(&pool, write_case(one, &nowhere), &text, &length, &diag));
    // Without its last newline the file is still whole.
    for (size_t cut = 0; cut + 1 < length; cut++)
        cr_assert_not(corpus_case_read(one, &origin, &pool, write_text(text, cut), &diag), "%zu",
                      cut);
    cr_assert(corpus_case_read(one, &origin, &pool, write_text(text, length), &diag));
    corpus_case_free(one);
    corpus_generator_free(generator);
    base_pool_free(&pool);
    unlink(scratch_path());
}

/// Any bytes are read or refused; what is read is valid and round-trips.
Test(case_text, mutated_files_are_read_or_refused) {
    static const char pieces[] = "{}=*#,\n \"\\xe0-+.pnainf0123456789\0\377";
    struct base_words words = {77};
    int accepted = 0, refused = 0;
    for (int contract = 0; contract < CORPUS_CONTRACTS; contract++) {
        struct base_pool pool = {0};
        const struct spec_kernel *kernel = contract_parse(&pool, corpus_contracts[contract]);
        struct corpus_generator *generator = contract_generator(kernel, 1);
        struct corpus_case *one = corpus_case_create(kernel);
        for (uint64_t round = 0; round < 300; round++) {
            struct base_pool texts = {0};
            struct base_diag diag;
            struct corpus_origin origin;
            const char *name;
            char *text;
            size_t length;
            do
                contract_draw(generator, base_words_next(&words) >> 20, one);
            while (corpus_case_elements(one) > 40 && round % 8 != 0);
            cr_assert(base_read_file(&texts, write_case(one, &nowhere), &text, &length, &diag));
            for (uint64_t edits = 1 + base_words_below(&words, 4); edits > 0; edits--) {
                size_t at = base_words_below(&words, length),
                       from = base_words_below(&words, length);
                size_t span = base_words_below(&words, 12) + 1;
                span = span < length - at ? span : length - at;
                span = span < length - from ? span : length - from;
                if (base_words_below(&words, 2))
                    text[at] = pieces[base_words_below(&words, sizeof pieces - 1)];
                else
                    memmove(text + at, text + from, span);
            }
            const char *path = write_text(text, length);
            corpus_case_peek(path, &origin, &name, &texts, &diag);
            if (corpus_case_read(one, &origin, &texts, path, &diag)) {
                cr_assert(corpus_case_valid(one, &diag));
                accepted++;
            } else {
                cr_assert_eq(strncmp(diag.text, path, strlen(path)), 0, "%s", diag.text);
                refused++;
            }
            base_pool_free(&texts);
        }
        corpus_case_free(one);
        corpus_generator_free(generator);
        base_pool_free(&pool);
    }
    cr_assert(accepted > 50 && refused > 1000, "%d %d", accepted, refused);
    unlink(scratch_path());
}

/// One argument changed by one bit is another case to the hash and the same to a copy.
Test(case_model, copies_hash_alike_and_changes_do_not) {
    struct base_pool pool = {0};
    const struct spec_kernel *kernel = contract_parse(&pool, corpus_contracts[0]);
    struct corpus_generator *generator = contract_generator(kernel, 1);
    struct corpus_case *one = corpus_case_create(kernel), *copy = corpus_case_create(kernel);
    for (uint64_t index = 0; one->arguments[0].bits < 10; index++)
        contract_draw(generator, index, one);
    corpus_case_copy(copy, one);
    uint64_t hash = corpus_case_hash(one);
    cr_assert_eq(corpus_case_hash(copy), hash);
    copy->arguments[2].data[3] ^= 0x80;
    cr_assert_neq(corpus_case_hash(copy), hash);
    copy->arguments[2].data[3] ^= 0x80;
    cr_assert_eq(corpus_case_hash(copy), hash);
    copy->arguments[1].placement = (copy->arguments[1].placement + 1) % 3;
    cr_assert_neq(corpus_case_hash(copy), hash);
    corpus_case_copy(copy, one);
    copy->arguments[0].bits--;
    cr_assert(corpus_case_measure(copy));
    cr_assert_eq(copy->arguments[1].count, one->arguments[1].count - 1);
    cr_assert_eq(corpus_case_elements(copy), corpus_case_elements(one) - 2);
    cr_assert_neq(corpus_case_hash(copy), hash);
    copy->arguments[0].bits = 5000;
    cr_assert_not(corpus_case_measure(copy));
    corpus_case_free(one);
    corpus_case_free(copy);
    corpus_generator_free(generator);
    base_pool_free(&pool);
}

Test(case_model, values_are_sign_extended) {
    struct base_pool pool = {0};
    const struct spec_kernel *kernel = contract_parse(&pool, corpus_contracts[9]);
    struct corpus_case *one = corpus_case_create(kernel);
    spec_wide values[SPEC_PARAMS_MAX];
    one->arguments[2].bits = 0xff;
    one->arguments[5].bits = UINT64_MAX;
    corpus_case_values(one, values);
    cr_assert(values[2] == -1);
    cr_assert(values[5] == (spec_wide)UINT64_MAX);
    corpus_case_free(one);
    base_pool_free(&pool);
}

/// Sets the numbers of the one array of a small kernel and asks whether they are valid.
static const char *judge(const char *domain, const char *type, const int64_t *numbers, size_t count,
                         size_t m) {
    static struct base_diag diag;
    char text[512];
    struct base_pool pool = {0};
    snprintf(text, sizeof text,
             "/// J.\n/// @domain x: %s\n/// @domain n, m: 0..100\n/// @compare bits\n"
             "size_t j(size_t n, size_t m, const %s x[n]);\n",
             domain, type);
    const struct spec_kernel *kernel = contract_parse(&pool, text);
    struct corpus_case *one = corpus_case_create(kernel);
    one->arguments[0].bits = count;
    one->arguments[1].bits = m;
    cr_assert(corpus_case_measure(one));
    for (size_t i = 0; i < count; i++)
        corpus_number_set(one->arguments[2].data, i, kernel->params[2].element_size,
                          (uint64_t)numbers[i]);
    bool ok = corpus_case_valid(one, &diag);
    corpus_case_free(one);
    base_pool_free(&pool);
    return ok ? "valid" : diag.text;
}

#define JUDGE(domain, type, m, ...)                                                                \
    judge(domain, type, (const int64_t[]){__VA_ARGS__},                                            \
          sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t), m)

Test(case_model, domains_of_whole_arrays_are_checked) {
    cr_expect_str_eq(JUDGE("partition(m)", "uint32_t", 5, 0, 0, 3, 5), "valid");
    cr_expect_str_eq(JUDGE("partition(m)", "uint32_t", 5, 0, 3, 2, 5),
                     "error: x[2] = 2 lies outside partition(m)");
    cr_expect_str_eq(JUDGE("partition(m)", "uint32_t", 5, 1, 3, 5),
                     "error: x[0] = 1 lies outside partition(m)");
    cr_expect_str_eq(JUDGE("partition(m)", "uint32_t", 5, 0, 3, 4),
                     "error: x[2] = 4 lies outside partition(m)");
    cr_expect_str_eq(JUDGE("permutation", "uint8_t", 0, 2, 0, 1), "valid");
    cr_expect_str_eq(JUDGE("permutation", "uint8_t", 0, 2, 0, 2),
                     "error: x[2] = 2 lies outside permutation");
    cr_expect_str_eq(JUDGE("-5..5 sorted", "int8_t", 0, -5, 0, 0, 5), "valid");
    cr_expect_str_eq(JUDGE("-5..5 sorted", "int8_t", 0, 0, -1),
                     "error: x[1] = -1 lies below its predecessor; the domain is sorted");
    cr_expect_str_eq(JUDGE("0..9 unique", "int64_t", 0, 3, 1, 2), "valid");
    cr_expect_str_eq(JUDGE("0..9 unique", "int64_t", 0, 3, 1, 3),
                     "error: x holds a number twice; the domain is unique");
    cr_expect_str_eq(JUDGE("0 | 7..9", "int64_t", 0, 0, 7, 9, 0), "valid");
    cr_expect_str_eq(JUDGE("0 | 7..9", "int64_t", 0, 0, 6),
                     "error: x[1] = 6 lies outside 0 | 7..9");
}

Test(case_model, domains_of_floats_are_checked_on_bits) {
    cr_expect_str_eq(JUDGE("0..1", "float", 0, 0, 0x80000000, 1, 0x3f800000), "valid");
    cr_expect_str_eq(JUDGE("0..1", "float", 0, 0x3f800001),
                     "error: x[0] = 1.00000012 lies outside 0..1");
    cr_expect_str_eq(JUDGE("0..<1", "float", 0, 0x3f7fffff), "valid");
    cr_expect_str_eq(JUDGE("0..<1", "float", 0, 0x3f800000), "error: x[0] = 1 lies outside 0..<1");
    // Bounds are rounded to the type: 0.1f is in, though above the real 0.1.
    cr_expect_str_eq(JUDGE("0..0.1", "float", 0, 0x3dcccccd), "valid");
    cr_expect_str_eq(JUDGE("0..0.1", "float", 0, 0x3dccccce),
                     "error: x[0] = 0.100000009 lies outside 0..0.1");
    cr_expect_str_eq(JUDGE("finite", "float", 0, 0x7f7fffff, 1), "valid");
    cr_expect_str_eq(JUDGE("finite", "float", 0, 0x7f800000),
                     "error: x[0] = inf lies outside finite");
    cr_expect_str_eq(JUDGE("normal", "float", 0, 0x00800000), "valid");
    cr_expect_str_neq(JUDGE("normal", "float", 0, 0x007fffff), "valid");
    cr_expect_str_neq(JUDGE("normal", "float", 0, 0), "valid");
    cr_expect_str_eq(JUDGE("subnormal", "float", 0, 0x807fffff, 1), "valid");
    cr_expect_str_neq(JUDGE("subnormal", "float", 0, 0x80000000), "valid");
    cr_expect_str_eq(JUDGE("inf | nan", "float", 0, 0xff800000, 0x7f800001), "valid");
    cr_expect_str_neq(JUDGE("inf | nan", "float", 0, 0x7f7fffff), "valid");
    cr_expect_str_eq(JUDGE("zero", "double", 0, INT64_MIN, 0), "valid");
    cr_expect_str_neq(JUDGE("zero", "double", 0, 1), "valid");
}
