#include "diff/repro_parts.h"

/// The part of a reproducer that reads numbers and measures how far apart they are.
const struct diff_repro_text diff_repro_numbers[] = {
    {0,
     "struct repro_number {\n"
     "    uint64_t bits;\n"
     "    long double value; // holds every 64-bit number exactly\n"
     "};\n"
     "\n"
     "static struct repro_number read_number(const struct repro_result *result,\n"
     "                                       const unsigned char *from) {\n"
     "    struct repro_number number = {0, 0};\n"
     "    memcpy(&number.bits, from, result->size); // little-endian: the low bytes come first\n"},
    {DIFF_REPRO_FLOATS, "    float narrow;\n"
                        "    double wide;\n"
                        "    if (result->kind == 'f' && result->size == sizeof narrow) {\n"
                        "        memcpy(&narrow, from, sizeof narrow);\n"
                        "        number.value = narrow;\n"
                        "    } else if (result->kind == 'f') {\n"
                        "        memcpy(&wide, from, sizeof wide);\n"
                        "        number.value = wide;\n"
                        "    }\n"},
    {DIFF_REPRO_INTEGERS, "    int shift = 64 - 8 * (int)result->size;\n"
                          "    if (result->kind == 'i')\n"
                          "        number.value = (int64_t)(number.bits << shift) >> shift;\n"
                          "    else if (result->kind == 'u')\n"
                          "        number.value = number.bits;\n"},
    {0, "    return number;\n"
        "}\n"
        "\n"},
    {DIFF_REPRO_DISTANCE,
     "static long double distance(struct repro_number r, struct repro_number o) {\n"
     "    return r.value < o.value ? o.value - r.value : r.value - o.value;\n"
     "}\n"
     "\n"},
    {DIFF_REPRO_LARGER,
     "static long double larger(struct repro_number r, struct repro_number o) {\n"
     "    long double x = r.value < 0 ? -r.value : r.value, y = o.value < 0 ? -o.value : o.value;\n"
     "    return x > y ? x : y;\n"
     "}\n"
     "\n"},
    {DIFF_REPRO_NEAR, "static long double at_least_one(long double size) {\n"
                      "    return size > 1 ? size : 1;\n"
                      "}\n"
                      "\n"},
    {DIFF_REPRO_FLOATS,
     "// Representable steps from one to the other, on the line on which -0 and +0 are one point.\n"
     "static long double count_steps(struct repro_number r, struct repro_number o, size_t size) {\n"
     "    uint64_t sign = UINT64_C(1) << (8 * size - 1);\n"
     "    long double x = r.bits & ~sign, y = o.bits & ~sign;\n"
     "    x = r.bits & sign ? -x : x;\n"
     "    y = o.bits & sign ? -y : y;\n"
     "    return x < y ? y - x : x - y;\n"
     "}\n"
     "\n"},
    {0, NULL},
};

/// The part of a reproducer that calls companions and comparators, and shows numbers.
const struct diff_repro_text diff_repro_show[] = {
    {DIFF_REPRO_COMPANION,
     "// A companion's results: every float is a double, every double a long double.\n"
     "struct repro_wide {\n"
     "    int is_there;\n"},
    {DIFF_REPRO_COMPANION | DIFF_REPRO_ARRAYS, "    void *at[REPRO_ARRAYS];\n"},
    {DIFF_REPRO_COMPANION, "    _Alignas(16) unsigned char returned[REPRO_RETURN_BYTES];\n"
                           "};\n"
                           "\n"},
    {DIFF_REPRO_COMPANION | DIFF_REPRO_WIDENED,
     "static void widen_elements(unsigned char *wide, const unsigned char *narrow, size_t count,\n"
     "                           char kind) {\n"
     "    for (size_t i = 0; i < count; i++)\n"
     "        if (kind == 'f') {\n"
     "            float value;\n"
     "            memcpy(&value, narrow + i * sizeof value, sizeof value);\n"
     "            double widened = value;\n"
     "            memcpy(wide + i * sizeof widened, &widened, sizeof widened);\n"
     "        } else {\n"
     "            double value;\n"
     "            memcpy(&value, narrow + i * sizeof value, sizeof value);\n"
     "            long double widened = value;\n"
     "            memcpy(wide + i * sizeof widened, &widened, sizeof widened);\n"
     "        }\n"
     "}\n"
     "\n"},
    {DIFF_REPRO_COMPANION,
     "// Calls NAME_magnitude or NAME_oracle of the reference library, if it has that.\n"
     "static struct repro_wide run_companion(const char *name) {\n"
     "    struct repro_wide wide = {0};\n"
     "    void *address = dlsym(libraries[0], name);\n"
     "    wide.is_there = address != NULL;\n"},
    {DIFF_REPRO_COMPANION | DIFF_REPRO_ARRAYS,
     "    for (int i = 0; i < REPRO_ARRAYS; i++) {\n"
     "        size_t count = inputs[REPRO_CASES - 1][i].count;\n"
     "        unsigned char *narrow = make_room(count * arrays[i].size + 1);\n"
     "        copy_elements(REPRO_CASES - 1, i, narrow);\n"
     "        wide.at[i] = narrow;\n"
     "        if (arrays[i].widens == 0)\n"
     "            continue;\n"
     "        wide.at[i] = make_room(count * sizeof(long double) + 1);\n"},
    {DIFF_REPRO_COMPANION | DIFF_REPRO_WIDENED,
     "        if (arrays[i].role == 'i')\n"
     "            widen_elements(wide.at[i], narrow, count, arrays[i].widens);\n"},
    {DIFF_REPRO_COMPANION | DIFF_REPRO_ARRAYS,
     "    }\n"
     "    if (wide.is_there)\n"
     "        call_companion(address, wide.at, wide.returned);\n"},
    {DIFF_REPRO_COMPANION | DIFF_REPRO_NO_ARRAYS,
     "    if (wide.is_there)\n"
     "        call_companion(address, NULL, wide.returned);\n"},
    {DIFF_REPRO_COMPANION,
     "    return wide;\n"
     "}\n"
     "\n"
     "static long double wide_value(const struct repro_wide *wide,\n"
     "                              const struct repro_result *result, size_t element) {\n"
     "    const unsigned char *from = wide->returned;\n"
     "    double narrow;\n"
     "    long double value;\n"
     "    size_t size = result->size == sizeof(float) ? sizeof narrow : sizeof value;\n"},
    {DIFF_REPRO_COMPANION | DIFF_REPRO_ARRAYS,
     "    if (result->array >= 0)\n"
     "        from = (const unsigned char *)wide->at[result->array] + element * size;\n"},
    {DIFF_REPRO_COMPANION | DIFF_REPRO_NO_ARRAYS, "    (void)element;\n"},
    {DIFF_REPRO_COMPANION, "    if (size == sizeof value) {\n"
                           "        memcpy(&value, from, sizeof value);\n"
                           "        return value;\n"
                           "    }\n"
                           "    memcpy(&narrow, from, sizeof narrow);\n"
                           "    return narrow;\n"
                           "}\n"
                           "\n"},
    {DIFF_REPRO_COMPARATOR,
     "// A comparator sees a whole array at once, or a struct's field element by element.\n"
     "static int ask_comparator(const char *name, const struct repro_result *result,\n"
     "                          const unsigned char *reference, const unsigned char *optimized,\n"
     "                          size_t count) {\n"
     "    bool (*comparator)(const void *, const void *, size_t);\n"
     "    void *address = dlsym(libraries[0], name);\n"
     "    if (address == NULL)\n"
     "        stop(\"the reference library exports no comparator\", name);\n"
     "    memcpy(&comparator, &address, sizeof comparator);\n"
     "    if (*result->field == '\\0')\n"
     "        return comparator(reference, optimized, count);\n"
     "    for (size_t i = 0; i < count; i++) {\n"
     "        size_t at = i * result->stride + result->offset;\n"
     "        if (!comparator(reference + at, optimized + at, result->numbers))\n"
     "            return 0;\n"
     "    }\n"
     "    return 1;\n"
     "}\n"
     "\n"},
    {0, "static void show_number(const char *name, const struct repro_result *result,\n"
        "                        struct repro_number number) {\n"
        "    printf(\"    %-13s\", name);\n"},
    {DIFF_REPRO_FLOATS,
     "    if (result->kind == 'f')\n"
     "        printf(\"%-24a %.*g\", (double)number.value, result->size == 4 ? 9 : 17,\n"
     "               (double)number.value);\n"},
    {DIFF_REPRO_FLOATS | DIFF_REPRO_INTEGERS, "    if (result->kind != 'f')\n"},
    {DIFF_REPRO_INTEGERS, "        printf(\"%.0Lf\", number.value);\n"},
    {0, "    printf(\"  (bits 0x%0*\" PRIx64 \")\", (int)result->size * 2, number.bits);\n"},
    {DIFF_REPRO_PURE,
     "    uint64_t filler = REPRO_FILLER, mask = ~UINT64_C(0) >> (64 - 8 * result->size);\n"
     "    if (result->array >= 0 && result->size >= 4 && arrays[result->array].role == 'o' &&\n"
     "        (number.bits == (filler & mask) || number.bits == (~filler & mask)))\n"
     "        printf(\": never written\");\n"},
    {0, "    printf(\"\\n\");\n"
        "}\n"
        "\n"
        "static void show_distance(const struct repro_result *result, struct repro_number r,\n"
        "                          struct repro_number o) {\n"},
    {DIFF_REPRO_FLOATS,
     "    if (result->kind == 'f') {\n"
     "        if (r.value == 0 && o.value == 0)\n"
     "            printf(\"    they differ only in the sign of zero\\n\");\n"
     "        else if (r.value == r.value && o.value == o.value)\n"
     "            printf(\"    %.0Lf ULP apart\\n\", count_steps(r, o, result->size));\n"
     "        return;\n"
     "    }\n"},
    {DIFF_REPRO_NO_FLOATS, "    (void)result;\n"},
    {DIFF_REPRO_INTEGERS, "    printf(\"    %.0Lf apart\\n\", distance(r, o));\n"},
    {DIFF_REPRO_NO_INTEGERS, "    (void)r, (void)o;\n"},
    {0, "}\n"
        "\n"},
    {DIFF_REPRO_ORACLE,
     "// How far a result lies from the true value, in units of its type's last place there.\n"
     "static long double count_error(const struct repro_result *result, long double value,\n"
     "                               long double truth) {\n"
     "    int exponent, digits = result->size == 4 ? 24 : 53;\n"
     "    int lowest = result->size == 4 ? -149 : -1074;\n"
     "    if (value == truth || (value != value && truth != truth))\n"
     "        return 0;\n"
     "    if (value != value || truth != truth || __builtin_isinf(truth))\n"
     "        return __builtin_infl();\n"
     "    if (__builtin_isinf(value)) {\n"
     "        long double rounded = result->size == 4 ? (float)truth : (double)truth;\n"
     "        return rounded == value ? 0 : __builtin_infl();\n"
     "    }\n"
     "    frexpl(truth, &exponent);\n"
     "    exponent = truth == 0 || exponent - digits < lowest ? lowest : exponent - digits;\n"
     "    long double error = (value - truth) / ldexpl(1, exponent);\n"
     "    return error < 0 ? -error : error;\n"
     "}\n"
     "\n"
     "static void show_oracle(const struct repro_wide *oracle, const struct repro_result *result,\n"
     "                        size_t element, struct repro_number r, struct repro_number o) {\n"
     "    if (!oracle->is_there || result->kind != 'f')\n"
     "        return;\n"
     "    long double truth = wide_value(oracle, result, element);\n"
     "    long double reference = count_error(result, r.value, truth);\n"
     "    long double optimized = count_error(result, o.value, truth);\n"
     "    printf(\"    oracle: %.21Lg, \", truth);\n"
     "    if (optimized > reference)\n"
     "        printf(\"the optimized side is wrong by %.2Lf ULP (reference: %.2Lf)\\n\", "
     "optimized,\n"
     "               reference);\n"
     "    else if (reference > optimized)\n"
     "        printf(\"the reference side is wrong by %.2Lf ULP (optimized: %.2Lf)\\n\", "
     "reference,\n"
     "               optimized);\n"
     "    else\n"
     "        printf(\"both sides are wrong by %.2Lf ULP\\n\", optimized);\n"
     "}\n"
     "\n"},
    {0, NULL},
};

/// The part of a reproducer that compares both sides, and its main function.
const struct diff_repro_text diff_repro_main[] = {
    {0, "static const unsigned char *find_result(const struct repro_run *run, int take,\n"
        "                                        const struct repro_result *result) {\n"},
    {DIFF_REPRO_ARRAYS, "    if (result->array >= 0)\n"
                        "        return run->room[take][result->array] +\n"
                        "               inputs[REPRO_CASES - 1][result->array].start[take];\n"},
    {DIFF_REPRO_NO_ARRAYS, "    (void)result;\n"},
    {0, "    return run->report->returned[take];\n"
        "}\n"
        "\n"
        "enum { REPRO_SHOWN_MAX = 8 };\n"
        "\n"
        "// Shows the numbers that the contract does not accept; returns whether there are any.\n"
        "static int show_differences(const char *first_name, const struct repro_run *first,\n"
        "                            int first_take, const char *second_name,\n"
        "                            const struct repro_run *second, int second_take) {\n"
        "    size_t found = 0;\n"},
    {DIFF_REPRO_ORACLE, "    struct repro_wide oracle = run_companion(REPRO_ORACLE);\n"},
    {DIFF_REPRO_MAGNITUDE, "    struct repro_wide magnitude = run_companion(REPRO_MAGNITUDE);\n"},
    {0, "    for (int i = 0; i < REPRO_RESULTS; i++) {\n"
        "        const struct repro_result *result = &results[i];\n"
        "        const unsigned char *reference = find_result(first, first_take, result);\n"
        "        const unsigned char *optimized = find_result(second, second_take, result);\n"},
    {DIFF_REPRO_NO_SLICE, "        size_t count = count_compared(i);\n"},
    {DIFF_REPRO_SLICE,
     "        size_t count = count_compared(i, first->report->returned[first_take]);\n"},
    {DIFF_REPRO_NEIGHBOUR, "        if (result->array < 0 || !arrays[result->array].has_rows)\n"
                           "            continue;\n"
                           "        count /= REPRO_ROWS;\n"
                           "        reference += REPRO_KEPT * count * result->stride;\n"
                           "        optimized += REPRO_KEPT * count * result->stride;\n"},
    {DIFF_REPRO_COMPARATOR, "        size_t found_before = found;\n"
                            "        if (accepted_by_comparator(i, reference, optimized, count))\n"
                            "            continue;\n"},
    {0,
     "        for (size_t j = 0; j < count * result->numbers; j++) {\n"
     "            size_t element = j / result->numbers, number = j % result->numbers;\n"
     "            size_t at = element * result->stride + result->offset + number * result->size;\n"
     "            struct repro_number r = read_number(result, reference + at);\n"
     "            struct repro_number o = read_number(result, optimized + at);\n"},
    {DIFF_REPRO_MAGNITUDE, "            long double scale = -1; // without a magnitude\n"
                           "            if (magnitude.is_there && result->kind == 'f')\n"
                           "                scale = wide_value(&magnitude, result, element);\n"
                           "            if (magnitude.is_there && !(scale >= 0))\n"
                           "                scale = 0;\n"
                           "            if (accepts(i, r, o, scale))\n"
                           "                continue;\n"},
    {DIFF_REPRO_NO_MAGNITUDE, "            if (accepts(i, r, o))\n"
                              "                continue;\n"},
    {0, "            if (found++ >= REPRO_SHOWN_MAX)\n"
        "                continue;\n"
        "            printf(\"differs: %s\", result->name);\n"
        "            if (result->array >= 0)\n"},
    {DIFF_REPRO_NO_NEIGHBOUR, "                printf(\"[%zu]\", element);\n"},
    {DIFF_REPRO_NEIGHBOUR, "                printf(\"[%zu]\", REPRO_KEPT * count + element);\n"},
    {0, "            if (*result->field != '\\0')\n"
        "                printf(\".%s\", result->field);\n"
        "            if (result->numbers > 1)\n"
        "                printf(\"[%zu]\", number);\n"
        "            printf(\"\\n\");\n"
        "            show_number(first_name, result, r);\n"
        "            show_number(second_name, result, o);\n"
        "            show_distance(result, r, o);\n"},
    {DIFF_REPRO_ORACLE, "            show_oracle(&oracle, result, element, r, o);\n"},
    {0, "        }\n"},
    {DIFF_REPRO_COMPARATOR,
     "        if (found == found_before && rejected_without_numbers(i)) {\n"
     "            printf(\"differs: the comparator rejects %s\\n\", result->name);\n"
     "            found++;\n"
     "        }\n"},
    {0, "    }\n"
        "    if (found > REPRO_SHOWN_MAX)\n"
        "        printf(\"%zu numbers differ in all\\n\", found);\n"
        "    return found > 0;\n"
        "}\n"
        "\n"
        "int main(int argc, char **argv) {\n"
        "    if (argc != 1 && argc != 3)\n"
        "        stop(\"usage\", \"a.out [REFERENCE.so OPTIMIZED.so]\");\n"
        "    load_library(0, argc == 3 ? argv[1] : paths[0]);\n"
        "    load_library(1, argc == 3 ? argv[2] : paths[1]);\n"
        "    show_case();\n"},
    {DIFF_REPRO_PAIR, "    struct repro_run reference = {.name = \"reference\", .side = 0};\n"
                      "    struct repro_run optimized = {.name = \"optimized\", .side = 1};\n"
                      "    int failed = run_side(&reference);\n"
                      "    failed |= run_side(&optimized);\n"
                      "    if (!failed)\n"
                      "        failed = show_differences(\"reference\", &reference, 0, "
                      "\"optimized\", &optimized, 0);\n"
                      "    if (!failed)\n"
                      "        printf(\"both sides agree\\n\");\n"},
    {DIFF_REPRO_NEIGHBOUR,
     "    struct repro_run reference = {.name = \"reference\", .side = 0};\n"
     "    struct repro_run optimized = {.name = \"optimized\", .side = 1};\n"
     "    printf(\"called twice: as it is, then with row %d in the place of every other row but "
     "row "
     "%d\\n\",\n"
     "           REPRO_LOUD, REPRO_KEPT);\n"
     "    int failed = run_side(&reference);\n"
     "    failed |= run_side(&optimized);\n"
     "    if (!failed &&\n"
     "        show_differences(\"as it is\", &reference, 0, \"among others\", &reference, 1)) {\n"
     "        printf(\"the reference's row %d changes with the others too: no failure\\n\", "
     "REPRO_KEPT);\n"
     "        return 0;\n"
     "    }\n"
     "    if (!failed &&\n"
     "        show_differences(\"as it is\", &optimized, 0, \"among others\", &optimized, 1)) {\n"
     "        printf(\"unstable: the optimized side's row %d changes with what the others hold; "
     "\"\n"
     "               \"the reference's does not\\n\",\n"
     "               REPRO_KEPT);\n"
     "        failed = 1;\n"
     "    }\n"
     "    if (!failed)\n"
     "        printf(\"both calls agree\\n\");\n"},
    {DIFF_REPRO_TWICE,
     "    // Memory and timing may be kind to it now and then, so it gets several chances.\n"
     "    int failed = 0;\n"
     "    for (int round = 0; round < 16 && !failed; round++) {\n"
     "        struct repro_run run = {.name = REPRO_SIDE == 0 ? \"reference\" : \"optimized\"};\n"
     "        run.side = REPRO_SIDE;\n"
     "        failed = run_side(&run);\n"
     "        if (!failed && show_differences(\"first call\", &run, 0, \"second call\", &run, 1)) "
     "{\n"
     "            printf(\"unstable: the %s side gives two results for one input\\n\", run.name);\n"
     "            failed = 1;\n"
     "        }\n"
     "        for (int take = 0; take < REPRO_TAKES; take++)\n"
     "            salts[take] = salts[take] * 6364136223846793005u + 1442695040888963407u;\n"
     "    }\n"
     "    if (!failed)\n"
     "        printf(\"both calls agree\\n\");\n"},
    {DIFF_REPRO_ALONE,
     "    const char *name = REPRO_SIDE == 0 ? \"reference\" : \"optimized\";\n"
     "    struct repro_run reference = {.name = \"reference\", .side = 0};\n"
     "    struct repro_run alone = {.name = name, .side = REPRO_SIDE, .call = REPRO_CALLS - 1};\n"
     "    struct repro_run after = {.name = name, .side = REPRO_SIDE};\n"
     "    int failed = run_side(&alone);\n"
     "    failed |= run_side(&after);\n"
     "    if (!failed && show_differences(\"alone\", &alone, 0, \"after others\", &after, 0)) {\n"
     "        printf(\"unstable: the %s side's result depends on earlier calls\\n\", name);\n"
     "        failed = 1;\n"
     "    }\n"
     "    if (!failed && show_differences(\"first call\", &after, 0, \"second call\", &after, 1)) "
     "{\n"
     "        printf(\"unstable: the %s side gives two results for one input\\n\", name);\n"
     "        failed = 1;\n"
     "    }\n"
     "    if (!failed)\n"
     "        failed = run_side(&reference) ||\n"
     "                 show_differences(\"reference\", &reference, 0, name, &after, 0);\n"
     "    if (!failed)\n"
     "        printf(\"both sides agree\\n\");\n"},
    {0, "    return failed;\n"
        "}\n"},
    {0, NULL},
};
