#include "corpus/generate.h"

#include "base/bits.h"
#include "base/random.h"
#include "tests/corpus_contracts.h"

/// A contract's kernel, generator and case for one test.
struct fixture {
    struct base_pool pool;
    const struct spec_kernel *kernel;
    struct corpus_generator *generator;
    struct corpus_case *one;
};

static struct fixture fixture_make(const char *text) {
    struct fixture fixture = {0};
    fixture.kernel = contract_parse(&fixture.pool, text);
    fixture.generator = contract_generator(fixture.kernel, 1);
    fixture.one = corpus_case_create(fixture.kernel);
    return fixture;
}

static void fixture_free(struct fixture *fixture) {
    corpus_case_free(fixture->one);
    corpus_generator_free(fixture->generator);
    base_pool_free(&fixture->pool);
}

static uint32_t u32_at(const struct corpus_argument *argument, size_t index) {
    uint32_t bits;
    memcpy(&bits, argument->data + 4 * index, sizeof bits);
    return bits;
}

/// Every drawn case of every contract is valid, whatever the seed.
static void check_contract(int contract) {
    struct base_pool pool = {0};
    struct base_diag diag;
    const struct spec_kernel *kernel = contract_parse(&pool, corpus_contracts[contract]);
    struct corpus_case *one = corpus_case_create(kernel);
    for (uint64_t seed = 0; seed < 3; seed++) {
        struct corpus_generator *generator = contract_generator(kernel, seed);
        for (uint64_t index = 0; index < 4000; index++) {
            // Fixed cases first, then from the far end of the corpus.
            uint64_t drawn = index < 3000 ? index : index * 1000003;
            contract_draw(generator, drawn, one);
            bool ok = corpus_case_valid(one, &diag);
            cr_assert(ok, "%s, case %lu: %s", kernel->name, drawn, ok ? "" : diag.text);
        }
        corpus_generator_free(generator);
    }
    corpus_case_free(one);
    base_pool_free(&pool);
}

Test(generate, cases_of_the_first_contracts_are_valid) {
    for (int contract = 0; contract < CORPUS_CONTRACTS / 2; contract++)
        check_contract(contract);
}

Test(generate, cases_of_the_other_contracts_are_valid) {
    for (int contract = CORPUS_CONTRACTS / 2; contract < CORPUS_CONTRACTS; contract++)
        check_contract(contract);
}

/// Drawn forwards, backwards and after other cases, a case is the same; another seed or another
/// kernel's name gives another.
Test(generate, a_case_depends_on_its_index_alone) {
    enum { CASES = 300 };
    for (int contract = 0; contract < CORPUS_CONTRACTS; contract++) {
        struct fixture fixture = fixture_make(corpus_contracts[contract]);
        uint64_t hashes[CASES], differing = 0;
        for (uint64_t i = 0; i < CASES; i++) {
            contract_draw(fixture.generator, i * 7919, fixture.one);
            hashes[i] = corpus_case_hash(fixture.one);
        }
        struct corpus_generator *again = contract_generator(fixture.kernel, 1);
        struct corpus_generator *other = contract_generator(fixture.kernel, 2);
        for (uint64_t i = CASES; i-- > 0;) {
            contract_draw(again, i * 7919, fixture.one);
            cr_assert_eq(corpus_case_hash(fixture.one), hashes[i], "%s, case %lu",
                         fixture.kernel->name, i * 7919);
            contract_draw(other, i * 7919, fixture.one);
            differing += corpus_case_hash(fixture.one) != hashes[i];
        }
        cr_assert_gt(differing, CASES / 2, "%s", fixture.kernel->name);
        corpus_generator_free(again);
        corpus_generator_free(other);
        fixture_free(&fixture);
    }
}

/// Rounds upwards, flushes subnormals to zero and takes them for zero; returns the former state.
static uint64_t enter_odd_state(void) {
#if defined(__x86_64__)
    unsigned int state = __builtin_ia32_stmxcsr();
    __builtin_ia32_ldmxcsr((state & ~0x6000u) | 0x4000u | 0x8040u);
#else
    unsigned int state = __builtin_aarch64_get_fpcr();
    __builtin_aarch64_set_fpcr((state & ~0xc00000u) | 0x400000u | 0x1000000u);
#endif
    return state;
}

static void leave_odd_state(uint64_t state) {
#if defined(__x86_64__)
    __builtin_ia32_ldmxcsr((unsigned int)state);
#else
    __builtin_aarch64_set_fpcr((unsigned int)state);
#endif
}

/// Rounding upwards and flushing subnormals change no bit: a kernel that leaves such a state behind
/// must not change the cases after it.
Test(generate, the_floating_point_environment_does_not_matter) {
    for (int contract = 0; contract < CORPUS_CONTRACTS; contract++) {
        struct fixture fixture = fixture_make(corpus_contracts[contract]);
        for (uint64_t index = 0; index < 400; index++) {
            contract_draw(fixture.generator, index * 17, fixture.one);
            uint64_t hash = corpus_case_hash(fixture.one);
            uint64_t state = enter_odd_state();
            contract_draw(fixture.generator, index * 17, fixture.one);
            leave_odd_state(state);
            cr_assert_eq(corpus_case_hash(fixture.one), hash, "%s, case %lu", fixture.kernel->name,
                         index * 17);
        }
        fixture_free(&fixture);
    }
}

Test(generate, the_name_of_the_kernel_changes_its_cases) {
    struct fixture one = fixture_make("/// A.\n/// @compare bits\nuint64_t a(uint64_t x);\n");
    struct fixture other = fixture_make("/// B.\n/// @compare bits\nuint64_t b(uint64_t x);\n");
    int differing = 0;
    for (uint64_t i = 1; i < 200; i += 2) {
        corpus_draw_shape(one.generator, i, one.one);
        corpus_draw_shape(other.generator, i, other.one);
        differing += one.one->arguments[0].bits != other.one->arguments[0].bits;
    }
    cr_assert_gt(differing, 50);
    fixture_free(&one);
    fixture_free(&other);
}

static const char dot_text[] = "/// Dot product.\n"
                               "/// @domain  n: 0..4096\n"
                               "/// @domain  a, b: any\n"
                               "/// @compare bits\n"
                               "float dot(size_t n, const float a[n], const float b[n]);\n";

/// The fixed part: every length 0..130, and each special value at each of 64 lanes of both arrays.
Test(generate, the_fixed_part_covers_lengths_and_lanes) {
    static const uint32_t specials[] = {0x7fc00000, 0xffc00000, 0x7f800001, 0xff800001, 0x7f800000,
                                        0xff800000, 0x80000000, 0x00000001, 0x807fffff, 0x00800000,
                                        0x7f7fffff, 0xff7fffff, 0x5f800000, 0x1a000000};
    enum { SPECIALS = sizeof specials / sizeof *specials, LANES = 64 };
    static bool seen[2][SPECIALS][LANES];
    bool lengths[131] = {0};
    struct fixture fixture = fixture_make(dot_text);
    for (uint64_t index = 0; index < 16384; index++) {
        contract_draw(fixture.generator, index, fixture.one);
        uint64_t n = fixture.one->arguments[0].bits;
        if (n <= 130)
            lengths[n] = true;
        for (int array = 0; array < 2; array++)
            for (uint64_t lane = 0; lane < n && lane < LANES; lane++)
                for (int special = 0; special < SPECIALS; special++)
                    seen[array][special][lane] |=
                        u32_at(&fixture.one->arguments[1 + array], lane) == specials[special];
    }
    for (int n = 0; n <= 130; n++)
        cr_assert(lengths[n], "no case of length %d", n);
    for (int array = 0; array < 2; array++)
        for (int special = 0; special < SPECIALS; special++)
            for (int lane = 0; lane < LANES; lane++)
                cr_assert(seen[array][special][lane], "no 0x%08x at lane %d of array %d",
                          specials[special], lane, array);
    fixture_free(&fixture);
}

/// Short runs see random cases too: fixed ones stand at even indices only.
Test(generate, a_short_run_is_half_random) {
    struct fixture fixture = fixture_make(dot_text);
    int long_cases = 0, hostile = 0;
    for (uint64_t index = 0; index < 1000; index++) {
        contract_draw(fixture.generator, index, fixture.one);
        long_cases += fixture.one->arguments[0].bits > 130;
        for (uint64_t i = 0; i < fixture.one->arguments[1].count; i++)
            if (base_is_nan_f32(u32_at(&fixture.one->arguments[1], i))) {
                hostile++;
                break;
            }
    }
    cr_assert_gt(long_cases, 50);
    cr_assert_gt(hostile, 50);
    fixture_free(&fixture);
}

/// Sizes: short cases are most, large ones few, and sizes near vectors and blocks are frequent.
Test(generate, lengths_have_the_wanted_sizes) {
    struct fixture fixture = fixture_make(corpus_contracts[0]);
    uint64_t elements = 0, beside = 0, largest = 0, benched = 0, short_cases = 0;
    enum { CASES = 100000 };
    for (uint64_t index = 0; index < CASES; index++) {
        corpus_draw_shape(fixture.generator, 20000 + index, fixture.one);
        uint64_t n = fixture.one->arguments[0].bits;
        elements += corpus_case_elements(fixture.one);
        largest = n > largest ? n : largest;
        beside += n > 2 && ((n + 1) % 16 <= 2);
        benched += n == 768 || n == 1536;
        short_cases += n <= 130;
    }
    cr_assert(elements / CASES > 100 && elements / CASES < 300, "mean %lu", elements / CASES);
    cr_assert_gt(largest, 4000);
    // By chance 3 of 16 lengths stand beside a multiple of 16, 19 %.
    cr_assert_gt(beside, CASES / 4);
    cr_assert_gt(benched, CASES / 200);
    cr_assert(short_cases > CASES / 2 && short_cases < CASES * 9 / 10);
    fixture_free(&fixture);
}

/// Two dimensions share one budget: the mean stays small although the contract admits 200 k.
Test(generate, products_of_lengths_stay_small) {
    struct fixture fixture = fixture_make(corpus_contracts[5]);
    uint64_t elements = 0, huge = 0, full_rows = 0;
    enum { CASES = 50000 };
    for (uint64_t index = 0; index < CASES; index++) {
        corpus_draw_shape(fixture.generator, 20000 + index, fixture.one);
        uint64_t here = corpus_case_elements(fixture.one);
        elements += here;
        huge += here > 65536 + 1024;
        full_rows += fixture.one->arguments[0].bits == 768 && fixture.one->arguments[1].bits > 3;
    }
    cr_assert_lt(elements / CASES, 1000, "mean %lu", elements / CASES);
    cr_assert_leq(huge, CASES / 1000);
    cr_assert_gt(full_rows, 20);
    fixture_free(&fixture);
}

Test(generate, placements_and_offsets_are_all_taken) {
    struct fixture fixture = fixture_make(corpus_contracts[9]);
    uint32_t d = 7, f = 8, g = 9, placed[3] = {0}, offsets[64] = {0};
    cr_assert_str_eq(fixture.kernel->params[d].name, "d");
    enum { CASES = 20000 };
    for (uint64_t index = 0; index < CASES; index++) {
        corpus_draw_shape(fixture.generator, index, fixture.one);
        const struct corpus_argument *arguments = fixture.one->arguments;
        placed[arguments[f].placement]++;
        offsets[arguments[f].offset]++;
        cr_assert_lt(arguments[f].offset, 64);
        cr_assert_eq(arguments[g].offset % 8, 0);
        cr_assert_eq(arguments[d].offset % 32, 0);
        cr_assert(arguments[f].placement == CORPUS_AT_OFFSET || arguments[f].offset == 0);
    }
    cr_assert(placed[CORPUS_AT_END] > CASES * 45 / 100 && placed[CORPUS_AT_END] < CASES * 55 / 100);
    cr_assert(placed[CORPUS_AT_START] > CASES / 5 && placed[CORPUS_AT_OFFSET] > CASES / 5);
    for (int offset = 0; offset < 64; offset++)
        cr_assert_gt(offsets[offset], 0, "offset %d", offset);
    fixture_free(&fixture);
}

/// Classes of floats in random cases of `any`, each often enough.
Test(generate, any_holds_every_class) {
    enum {
        QUIET,
        SIGNALLING,
        NEGATIVE_NAN,
        INFINITE,
        ZERO,
        NEGATIVE_ZERO,
        SUBNORMAL,
        LARGEST,
        SMALLEST,
        POWER,
        ALL_FINITE,
        CLASSES
    };
    struct fixture fixture = fixture_make(dot_text);
    uint32_t cases[CLASSES] = {0};
    enum { CASES = 20000 };
    for (uint64_t index = 0; index < CASES; index++) {
        bool has[CLASSES] = {0};
        contract_draw(fixture.generator, 20000 + index, fixture.one);
        has[ALL_FINITE] = true;
        for (uint64_t i = 0; i < fixture.one->arguments[1].count; i++) {
            uint32_t bits = u32_at(&fixture.one->arguments[1], i), magnitude = bits & 0x7fffffff;
            bool is_nan = base_is_nan_f32(bits);
            has[QUIET] |= is_nan && (bits & 0x400000);
            has[SIGNALLING] |= is_nan && !(bits & 0x400000);
            has[NEGATIVE_NAN] |= is_nan && bits >> 31;
            has[INFINITE] |= magnitude == 0x7f800000;
            has[ZERO] |= bits == 0;
            has[NEGATIVE_ZERO] |= bits == 0x80000000;
            has[SUBNORMAL] |= magnitude > 0 && magnitude < 0x00800000;
            has[LARGEST] |= magnitude == 0x7f7fffff;
            has[SMALLEST] |= magnitude == 0x00800000;
            has[POWER] |=
                (magnitude & 0x7fffff) == 0 && magnitude > 0x3f800000 && magnitude < 0x7f800000;
            has[ALL_FINITE] &= base_is_finite_f32(bits);
        }
        for (int class = 0; class < CLASSES; class ++)
            cases[class] += has[class];
    }
    for (int class = 0; class < CLASSES; class ++)
        cr_assert_gt(cases[class], CASES / 100, "class %d in %u cases", class, cases[class]);
    // Most cases must have finite results, or nothing is compared.
    cr_assert_gt(cases[ALL_FINITE], CASES / 2);
    fixture_free(&fixture);
}

/// Pairs that cancel: b = −a exactly in some cases and up to one ULP in others.
Test(generate, arrays_cancel_each_other) {
    struct fixture fixture = fixture_make(dot_text);
    uint32_t exact = 0, near = 0, equal = 0;
    for (uint64_t index = 0; index < 20000; index++) {
        contract_draw(fixture.generator, 20000 + index, fixture.one);
        uint64_t n = fixture.one->arguments[1].count, negated = 0, close = 0, same = 0;
        for (uint64_t i = 0; i < n; i++) {
            uint32_t a = u32_at(&fixture.one->arguments[1], i);
            uint32_t b = u32_at(&fixture.one->arguments[2], i);
            if (base_is_nan_f32(a) || base_is_nan_f32(b))
                continue;
            negated += (a ^ b) == 0x80000000;
            same += a == b;
            close += base_ulp_f32(a, b ^ 0x80000000) <= 1;
        }
        exact += n > 8 && negated == n;
        near += n > 8 && close == n && negated < n;
        equal += n > 8 && same == n;
    }
    cr_assert(exact > 50 && near > 50 && equal > 50, "%u %u %u", exact, near, equal);
    fixture_free(&fixture);
}

/// Lattice cases sum exactly: the forward sum and the backward sum of the products are the same.
Test(generate, a_quarter_of_the_cases_sums_exactly) {
    struct fixture fixture = fixture_make(dot_text);
    uint32_t lattice = 0;
    for (uint64_t index = 0; index < 4000; index++) {
        contract_draw(fixture.generator, 20000 + index, fixture.one);
        uint64_t n = fixture.one->arguments[1].count;
        bool is_lattice = n > 4;
        for (uint64_t i = 0; i < n; i++) {
            // A small integer times a power of two has at most four significant bits.
            uint32_t bits = u32_at(&fixture.one->arguments[1], i);
            is_lattice &= (bits & 0xfffff) == 0 && base_is_finite_f32(bits) &&
                          (bits & 0x7f800000) < (127u + 8) << 23;
        }
        lattice += is_lattice;
    }
    cr_assert_gt(lattice, 4000 / 6);
    fixture_free(&fixture);
}

/// Ranges: inside by value, both ends, their neighbours, −0, subnormals and powers of two reached.
Test(generate, ranges_reach_their_ends) {
    struct fixture fixture = fixture_make("/// R.\n/// @domain x: 0..1\n/// @compare bits\n"
                                          "float r(float x);\n");
    uint32_t zero = 0, negative_zero = 0, one = 0, below_one = 0, tiny = 0, half = 0, inner = 0;
    for (uint64_t index = 0; index < 20000; index++) {
        corpus_draw_shape(fixture.generator, index, fixture.one);
        uint32_t bits = (uint32_t)fixture.one->arguments[0].bits;
        float x = base_f32_of(bits);
        cr_assert(x >= 0 && x <= 1);
        zero += bits == 0;
        negative_zero += bits == 0x80000000;
        one += bits == 0x3f800000;
        below_one += bits == 0x3f7fffff;
        tiny += bits > 0 && bits < 0x00800000;
        half += bits == 0x3f000000;
        inner += x > 0.25f && x < 0.75f;
    }
    cr_assert(zero > 20 && negative_zero > 20 && one > 20 && below_one > 20);
    cr_assert(tiny > 20 && half > 20 && inner > 2000);
    fixture_free(&fixture);
}

/// Both alternatives alone, in runs, and mixed.
Test(generate, alternatives_come_whole_in_runs_and_mixed) {
    struct fixture fixture =
        fixture_make("/// S.\n/// @domain states: 0 | 128..255\n/// @compare bits\n"
                     "size_t s(size_t n, const uint8_t states[n]);\n");
    uint32_t all_zero = 0, no_zero = 0, in_runs = 0, mixed = 0, cases = 0;
    for (uint64_t index = 0; index < 20000; index++) {
        contract_draw(fixture.generator, 20000 + index, fixture.one);
        const struct corpus_argument *states = &fixture.one->arguments[1];
        uint64_t zeros = 0, changes = 0;
        if (states->count < 60)
            continue;
        for (uint64_t i = 0; i < states->count; i++) {
            cr_assert(states->data[i] == 0 || states->data[i] >= 128);
            zeros += states->data[i] == 0;
            changes += i > 0 && (states->data[i] == 0) != (states->data[i - 1] == 0);
        }
        cases++;
        all_zero += zeros == states->count;
        no_zero += zeros == 0;
        in_runs += changes > 0 && changes < states->count / 8;
        mixed += changes > states->count / 3;
    }
    cr_assert(all_zero > cases / 20 && no_zero > cases / 20, "%u %u %u", all_zero, no_zero, cases);
    cr_assert(in_runs > cases / 10 && mixed > cases / 10, "%u %u %u", in_runs, mixed, cases);
    fixture_free(&fixture);
}

/// Graphs: empty rows, a last empty row, a full row, no rows; self loops, equal targets, and
/// lowering where there are no nodes to point at.
Test(generate, graphs_have_their_corner_cases) {
    struct fixture fixture = fixture_make(corpus_contracts[4]);
    uint32_t empty_last = 0, full = 0, no_nodes = 0, self_loops = 0, all_equal = 0, even = 0;
    for (uint64_t index = 0; index < 20000; index++) {
        contract_draw(fixture.generator, index, fixture.one);
        const struct corpus_argument *arguments = fixture.one->arguments;
        uint64_t nodes = arguments[0].bits, arcs = arguments[1].bits;
        const struct corpus_argument *offsets = &arguments[2], *targets = &arguments[3];
        cr_assert_eq(offsets->count, nodes + 1);
        cr_assert(nodes > 0 || arcs == 0);
        cr_assert_eq(u32_at(offsets, nodes), arcs);
        no_nodes += nodes == 0;
        if (nodes < 4 || arcs < 8)
            continue;
        empty_last += u32_at(offsets, nodes - 1) == arcs;
        bool all_self = true, equal = true, is_even = true;
        for (uint64_t row = 0; row < nodes; row++) {
            uint64_t first = u32_at(offsets, row), last = u32_at(offsets, row + 1);
            full += last - first == arcs;
            is_even &= last - first <= arcs / nodes + 1;
            for (uint64_t arc = first; arc < last; arc++) {
                all_self &= u32_at(targets, arc) == row;
                equal &= u32_at(targets, arc) == u32_at(targets, 0);
            }
        }
        self_loops += all_self;
        all_equal += equal;
        even += is_even;
    }
    cr_assert(no_nodes > 10 && empty_last > 500 && full > 500 && even > 500);
    cr_assert(self_loops > 20 && all_equal > 50, "%u %u", self_loops, all_equal);
    fixture_free(&fixture);
}

/// A full permutation or set of unique numbers is drawn, not only small parts of them.
Test(generate, unique_numbers_fill_their_range) {
    struct fixture fixture =
        fixture_make("/// U.\n/// @domain ids: 0..<40 unique\n/// @compare bits\n"
                     "size_t u(size_t n, const uint8_t ids[n]);\n");
    uint32_t complete = 0;
    for (uint64_t index = 0; index < 5000; index++) {
        contract_draw(fixture.generator, index, fixture.one);
        const struct corpus_argument *ids = &fixture.one->arguments[1];
        bool seen[40] = {0};
        cr_assert_leq(ids->count, 40);
        for (uint64_t i = 0; i < ids->count; i++) {
            cr_assert(ids->data[i] < 40 && !seen[ids->data[i]]);
            seen[ids->data[i]] = true;
        }
        complete += ids->count == 40;
    }
    cr_assert_gt(complete, 100);
    fixture_free(&fixture);
}

/// Nothing but the leaves is set: padding stays zero, so that equal cases are equal bytes.
Test(generate, padding_is_zero) {
    struct fixture fixture = fixture_make(corpus_contracts[6]);
    const struct spec_param *p = &fixture.kernel->params[0];
    uint8_t is_leaf[256] = {0};
    for (uint32_t i = 0; i < p->leaf_count; i++)
        memset(is_leaf + p->leaves[i].offset, 1,
               p->leaves[i].count * spec_base_size(p->leaves[i].base));
    for (uint64_t index = 0; index < 500; index++) {
        const struct corpus_argument *argument = &fixture.one->arguments[0];
        memset(argument->data, 0xff, argument->capacity);
        contract_draw(fixture.generator, index, fixture.one);
        for (uint64_t i = 0; i < argument->count * p->element_size; i++)
            cr_assert(is_leaf[i % p->element_size] || argument->data[i] == 0);
    }
    fixture_free(&fixture);
}

static void fill_sevens(void *values, size_t count, uint64_t (*next)(void *state), void *state) {
    for (size_t i = 0; i < count; i++)
        ((uint32_t *)values)[i] = 7 * (uint32_t)(next(state) % 1000);
}

static corpus_with *find_sevens(const char *name, void *context) {
    *(int *)context += 1;
    return strcmp(name, "sevens") == 0 ? fill_sevens : NULL;
}

Test(generate, the_users_generator_fills_its_arrays) {
    struct base_pool pool = {0};
    struct base_diag diag;
    struct corpus_generator *generator;
    int calls = 0, different = 0;
    const struct spec_kernel *kernel =
        contract_parse(&pool, "/// W.\n/// @domain x: with sevens\n/// @compare bits\n"
                              "size_t w(size_t n, const uint32_t x[n]);\n");
    cr_assert(corpus_generator_create(&generator, kernel, 1, find_sevens, &calls, &diag));
    cr_assert_eq(calls, 1);
    struct corpus_case *one = corpus_case_create(kernel);
    for (uint64_t index = 0; index < 200; index++) {
        contract_draw(generator, index, one);
        for (uint64_t i = 0; i < one->arguments[1].count; i++) {
            cr_assert_eq(u32_at(&one->arguments[1], i) % 7, 0);
            different += u32_at(&one->arguments[1], i) != u32_at(&one->arguments[1], 0);
        }
    }
    cr_assert_gt(different, 1000);
    corpus_generator_free(generator);
    corpus_case_free(one);
    cr_assert_not(corpus_generator_create(&generator, kernel, 1, NULL, NULL, &diag));
    cr_assert_str_eq(diag.text,
                     "contract.h:2:16: error: the reference library exports no generator sevens");
    base_pool_free(&pool);
}

/// A contract that no scalars can satisfy is the user's mistake, with its place.
Test(generate, an_unsatisfiable_contract_is_an_error) {
    struct base_pool pool = {0};
    struct base_diag diag;
    struct corpus_generator *generator;
    const struct spec_kernel *kernel =
        contract_parse(&pool, "/// E.\n/// @domain n: 5..10\n/// @domain low: 2..3\n"
                              "/// @domain x: low..1\n/// @compare bits\n"
                              "size_t e(size_t n, float low, const float x[n]);\n");
    cr_assert_not(corpus_generator_create(&generator, kernel, 1, NULL, NULL, &diag));
    cr_assert_str_eq(diag.text, "contract.h:4:5: error: no value lies in the domain of x, whatever "
                                "the scalars of e are");
    cr_assert_null(generator);
    base_pool_free(&pool);
}

/// The corpus is part of every report: a change of it must be noticed. After a wanted change,
/// print the digests and replace these.
Test(generate, the_first_cases_are_what_they_were) {
    static const uint64_t digests[CORPUS_CONTRACTS] = {
        0x4948d3b33863797f, 0xd8798a5422dd12dc, 0x6713898e87f5580e, 0xbd06aa5ec26dbbb3,
        0xeb3467fd7eaa341a, 0x8fe5a3dbf5af8595, 0xd06616059d58c769, 0xfe9daffac5725a8f,
        0x6c868827ad519345, 0x374f9081a77191bd,
    };
    for (int contract = 0; contract < CORPUS_CONTRACTS; contract++) {
        struct fixture fixture = fixture_make(corpus_contracts[contract]);
        uint64_t words[2] = {0};
        for (uint64_t index = 0; index < 4096; index++) {
            contract_draw(fixture.generator, index, fixture.one);
            words[1] = corpus_case_hash(fixture.one);
            words[0] = base_random_hash(words, sizeof words);
        }
        cr_expect_eq(words[0], digests[contract], "%s: 0x%016lx", fixture.kernel->name, words[0]);
        fixture_free(&fixture);
    }
}

/// An elementwise kernel packs every pattern of its element into arrays; each comes exactly once.
Test(generate, exhaustive_elements_cover_every_pattern) {
    struct base_diag diag;
    struct fixture fixture =
        fixture_make("/// X.\n/// @domain n: 0..1000\n/// @domain x: -1..1\n/// @param[out] y\n"
                     "/// @compare bits\nvoid x1(size_t n, const float x[n], float y[n]);\n");
    cr_assert(corpus_exhaustive_possible(fixture.kernel, &diag));
    uint64_t cases = corpus_exhaustive_cases(fixture.generator), inside = 0;
    cr_assert_eq(cases, ((1ull << 32) + 999) / 1000);
    for (uint64_t index = 0; index < cases; index += 997) {
        corpus_exhaustive_shape(fixture.generator, index, fixture.one);
        corpus_exhaustive_elements(fixture.generator, index, fixture.one);
        cr_assert(corpus_case_valid(fixture.one, &diag), "%s", diag.text);
        uint64_t count = 0;
        for (uint64_t i = 0; i < fixture.one->arguments[1].count; i++) {
            uint64_t pattern = index * 1000 + i;
            float value = base_f32_of((uint32_t)pattern);
            bool is_inside = pattern < 1ull << 32 && value >= -1 && value <= 1;
            count += is_inside;
            cr_assert(!is_inside || u32_at(&fixture.one->arguments[1], i) == pattern);
        }
        cr_assert_eq(corpus_exhaustive_patterns(fixture.generator, index), count);
        inside += count;
    }
    // Two in 2.13: the places from 0 to 1 are 0x3f800001 of 2^31 of each sign.
    cr_assert(inside > cases / 997 * 490 && inside < cases / 997 * 510);
    fixture_free(&fixture);
}

Test(generate, exhaustive_scalars_count_only_the_domain) {
    struct base_diag diag;
    struct fixture fixture = fixture_make("/// Y.\n/// @domain k: 3\n/// @domain x: -5..300\n"
                                          "/// @compare bits\nint y(int32_t k, int32_t x);\n");
    cr_assert(corpus_exhaustive_possible(fixture.kernel, &diag), "%s", diag.text);
    cr_assert_eq(corpus_exhaustive_cases(fixture.generator), 1ull << 32);
    uint64_t inside = 0;
    for (uint64_t index = 0; index < 1000; index++) {
        corpus_exhaustive_shape(fixture.generator, index, fixture.one);
        cr_assert_eq(fixture.one->arguments[0].bits, 3);
        cr_assert_eq(fixture.one->arguments[1].bits, index <= 300 ? index : 300);
        inside += corpus_exhaustive_patterns(fixture.generator, index);
    }
    cr_assert_eq(inside, 301);
    cr_assert_eq(corpus_exhaustive_patterns(fixture.generator, 0xfffffffb), 1);
    cr_assert_eq(corpus_exhaustive_patterns(fixture.generator, 0xfffffffa), 0);
    fixture_free(&fixture);
}

static const char *why_not(const char *text) {
    static struct base_diag diag;
    struct base_pool pool = {0};
    const struct spec_kernel *kernel = contract_parse(&pool, text);
    cr_assert_not(corpus_exhaustive_possible(kernel, &diag));
    base_pool_free(&pool);
    return diag.text;
}

Test(generate, exhaustive_says_what_else_is_free) {
    cr_assert_str_eq(why_not(dot_text),
                     "error: dot cannot be run exhaustively: beside a, b is free");
    cr_assert_str_eq(why_not("/// N.\n/// @compare bits\n"
                             "float norm(size_t n, const float a[n]);\n"),
                     "error: norm cannot be run exhaustively: it is not elementwise, and a has up "
                     "to 1024 elements");
    cr_assert_str_eq(why_not("/// D.\n/// @compare bits\ndouble root(double x);\n"),
                     "error: root cannot be run exhaustively: it has no free 32-bit scalar or "
                     "element, but free is x");
}
