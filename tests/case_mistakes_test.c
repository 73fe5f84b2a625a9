// Files that are no case, or no longer one: each is refused, and its mistake named with its place.

#include "base/random.h"
#include "tests/case_files.h"
#include "tests/corpus_contracts.h"

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

Test(case_mistakes, mistakes_are_named_with_their_place) {
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

Test(case_mistakes, earlier_cases_stand_in_their_order) {
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

Test(case_mistakes, a_file_that_cannot_be_read_is_named) {
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
Test(case_mistakes, every_truncation_is_refused) {
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
Test(case_mistakes, mutated_files_are_read_or_refused) {
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
